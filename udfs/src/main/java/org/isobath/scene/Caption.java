package org.isobath.scene;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Says what a picture shows: its largest objects and where they are. */
final class Caption {
  private static final int MOST = 4;
  private static final double SMALLEST_SHARE = .004;

  private Caption() {}

  /**
   * @param pixels of each thing of the scene, in the order of {@link Scene#things()}
   * @param total pixels of the picture
   */
  static String of(Scene scene, int[] pixels, int total) {
    List<String> names =
        IntStream.range(0, pixels.length)
            .boxed()
            .filter(i -> pixels[i] >= Math.max(1, SMALLEST_SHARE * total))
            .sorted(Comparator.comparingInt(i -> -pixels[i]))
            .map(i -> article(scene.things().get(i).name()))
            .limit(MOST)
            .collect(
                Collectors.collectingAndThen(
                    Collectors.toList(), l -> new ArrayList<>(new LinkedHashSet<>(l))));
    String where = scene.backdrop().phrase();
    return switch (names.size()) {
      case 0 -> "nothing " + where;
      case 1 -> names.get(0) + " " + where;
      default -> {
        String last = names.remove(names.size() - 1);
        yield String.join(", ", names) + " and " + last + " " + where;
      }
    };
  }

  /** The words with "a" or "an" before them. */
  static String article(String name) {
    return ("aeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
  }
}
