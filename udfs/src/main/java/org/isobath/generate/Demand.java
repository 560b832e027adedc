package org.isobath.generate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What somebody wants of a generator, whatever the pictures and prompts.
 *
 * @param control what it will be given
 * @param parameters what is asked for, and nothing else
 * @param undocumentedControl whether a control that its documentation does not have may be tried
 * @param commercial whether the outputs must be free for commercial use
 */
public record Demand(
    ControlKind control,
    Map<Parameter, Object> parameters,
    boolean undocumentedControl,
    boolean commercial) {
  public Demand {
    Map<Parameter, Object> ordered = new EnumMap<>(Parameter.class);
    ordered.putAll(parameters);
    parameters = Collections.unmodifiableMap(ordered);
  }
}
