package org.isobath.jobs;

import org.isobath.model.Tiling;

/** {@code estimate.tiles} of the configuration. */
public final class TilingSettings {
  private TilingSettings() {}

  public static Tiling of(Conf conf) {
    double overlap = conf.number("estimate.tiles.overlap", 0, 0.9);
    int most = conf.integer("estimate.tiles.most", 0, 1024);
    return most < 2 ? Tiling.NONE : new Tiling(overlap, most);
  }
}
