package org.isobath.jobs.curate.duplicates;

import java.util.Locale;
import org.isobath.image.HashBands;
import org.isobath.jobs.Conf;

/**
 * What counts as the same picture again; the keys under {@code curate.duplicates}.
 *
 * @param radius bits in which the hashes of near-duplicates differ at most
 * @param driverEdges up to so many pairs of near hashes are grouped in the memory of the driver
 */
public record DuplicateSettings(Match match, int radius, long driverEdges) {
  private static final long MOST_EDGES = 200_000_000;

  /** How alike two pictures are that count as one; each includes those before it. */
  public enum Match {
    /** Equal pixels. */
    PIXELS,
    /** Perceptual hashes within the radius. */
    NEAR,
    /** The same for one of them mirrored or rotated by quarter turns. */
    TURNED;

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws org.isobath.UserError for a value that cannot be used
   */
  public static DuplicateSettings of(Conf conf) {
    String match =
        conf.oneOf(
            "curate.duplicates.match",
            Match.PIXELS.label(),
            Match.NEAR.label(),
            Match.TURNED.label());
    return new DuplicateSettings(
        Match.valueOf(match.toUpperCase(Locale.ROOT)),
        conf.integer("curate.duplicates.radius", 0, HashBands.MAX_RADIUS),
        conf.wholeNumber("curate.duplicates.driver-edges", 0, MOST_EDGES));
  }

  /** Whether hashes are looked at, and not pixels alone. */
  boolean near() {
    return match != Match.PIXELS;
  }

  boolean turned() {
    return match == Match.TURNED;
  }
}
