package org.isobath.jobs;

import java.util.Arrays;
import java.util.List;
import org.isobath.model.SecondLook;

/** {@code estimate.consistency} of the configuration. */
public final class ConsistencySettings {
  private ConsistencySettings() {}

  /** The second looks that a run asks for, each once, in the order of their list. */
  public static List<SecondLook> of(Conf conf) {
    List<String> labels = conf.strings("estimate.consistency");
    if (!SecondLook.labels().containsAll(labels)) {
      throw conf.invalid(
          "estimate.consistency", "a list of any of " + String.join(", ", SecondLook.labels()));
    }
    return Arrays.stream(SecondLook.values())
        .filter(look -> labels.contains(look.label()))
        .toList();
  }
}
