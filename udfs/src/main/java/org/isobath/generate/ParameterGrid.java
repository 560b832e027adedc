package org.isobath.generate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Parameters with several values each: every combination of them. */
public final class ParameterGrid {
  private ParameterGrid() {}

  /**
   * The combinations: the last parameter changes fastest, values come in their order, and a value
   * that is given twice counts once.
   *
   * @param values of each parameter, at least one
   * @return one empty combination when there are no parameters
   */
  public static List<Map<Parameter, Object>> combinations(Map<Parameter, List<Object>> values) {
    List<Map<Parameter, Object>> combinations = List.of(new EnumMap<>(Parameter.class));
    for (Map.Entry<Parameter, List<Object>> entry : ordered(values).entrySet()) {
      List<Map<Parameter, Object>> longer = new ArrayList<>();
      for (Map<Parameter, Object> combination : combinations) {
        for (Object value : entry.getValue().stream().distinct().toList()) {
          Map<Parameter, Object> more = new EnumMap<>(combination);
          more.put(entry.getKey(), value);
          longer.add(more);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  private static Map<Parameter, List<Object>> ordered(Map<Parameter, List<Object>> values) {
    Map<Parameter, List<Object>> ordered = new EnumMap<>(Parameter.class);
    ordered.putAll(values);
    return ordered;
  }
}
