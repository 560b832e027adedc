package org.isobath.generate.local;

import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.generate.Component;

/**
 * Which graphs stay loaded within a budget of memory; the others are loaded for their turn and
 * freed after it. Working memory is counted once: graphs run one after the other.
 */
final class Residents {
  private Residents() {}

  /**
   * As many as fit, the largest first: those take the longest to load. None where even one at a
   * time does not fit, which the device may tell otherwise.
   *
   * @param weights bytes of each graph
   * @param working bytes that each graph needs beside them
   * @param memory bytes for all of it
   */
  static Set<Component> of(
      Map<Component, Long> weights, Map<Component, Long> working, long memory) {
    List<Component> largest =
        weights.keySet().stream()
            .sorted(Comparator.comparing((Component c) -> weights.get(c)).reversed())
            .toList();
    Set<Component> resident = EnumSet.noneOf(Component.class);
    for (Component component : largest) {
      resident.add(component);
      if (bytes(resident, weights, working) > memory) {
        resident.remove(component);
      }
    }
    return Collections.unmodifiableSet(resident);
  }

  /** Bytes at most at one time: those that stay, and the graph whose turn it is. */
  static long bytes(
      Set<Component> resident, Map<Component, Long> weights, Map<Component, Long> working) {
    long staying = 0;
    long turn = 0;
    for (Map.Entry<Component, Long> weight : weights.entrySet()) {
      long needed = working.getOrDefault(weight.getKey(), 0L);
      if (resident.contains(weight.getKey())) {
        staying += weight.getValue();
      } else {
        needed += weight.getValue();
      }
      turn = Math.max(turn, needed);
    }
    return staying + turn;
  }
}
