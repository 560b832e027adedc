package org.isobath.model;

import java.io.Serializable;
import java.util.Locale;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * Pictures that a model takes; the others are rejected, each with its number.
 *
 * @param minSide shortest side of the upright picture in pixels, at least 1
 * @param maxAspect longest side over shortest; 0 for no bound
 * @param maxPixels pixels of the upright picture; 0 for no bound
 */
public record CardLimits(int minSide, double maxAspect, long maxPixels) implements Serializable {
  /** Takes every picture. */
  public static final CardLimits NONE = new CardLimits(1, 0, 0);

  /**
   * @throws Rejected with {@link Reason#MODEL_LIMITS}
   */
  public void check(String cardId, int width, int height) throws Rejected {
    int shortest = Math.min(width, height);
    double aspect = (double) Math.max(width, height) / shortest;
    if (shortest < minSide) {
      reject(
          cardId,
          width,
          height,
          "the shortest side must be at least " + minSide + " (limits.min-side)");
    }
    if (maxAspect > 0 && aspect > maxAspect) {
      reject(
          cardId,
          width,
          height,
          String.format(
              Locale.ROOT, "an aspect of %.2f is above %s (limits.max-aspect)", aspect, maxAspect));
    }
    if (maxPixels > 0 && (long) width * height > maxPixels) {
      reject(cardId, width, height, "more than " + maxPixels + " pixels (limits.max-pixels)");
    }
  }

  private static void reject(String cardId, int width, int height, String why) throws Rejected {
    throw new Rejected(
        Reason.MODEL_LIMITS,
        "model " + cardId + " does not take " + width + "x" + height + ": " + why);
  }
}
