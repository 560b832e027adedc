package org.isobath.scene;

/**
 * How two colours share a surface. {@link #blend} is the weight of the second colour at a point
 * whose coordinates are counted in periods of the pattern.
 */
enum Pattern {
  PLAIN("plain", .15) {
    @Override
    double blend(double u, double v, int seed) {
      return .3 * ValueNoise.smooth(u, v, seed);
    }
  },
  CHECKED("checked", .5) {
    @Override
    double blend(double u, double v, int seed) {
      return ((long) Math.floor(2 * u) + (long) Math.floor(2 * v) & 1) == 0 ? 0 : 1;
    }
  },
  STRIPED("striped", .5) {
    @Override
    double blend(double u, double v, int seed) {
      return u - Math.floor(u) < .5 ? 0 : 1;
    }
  },
  DOTTED("dotted", .28) {
    @Override
    double blend(double u, double v, int seed) {
      double a = u - Math.floor(u) - .5;
      double b = v - Math.floor(v) - .5;
      return a * a + b * b < .09 ? 1 : 0;
    }
  },
  BRICK("brick", .35) {
    @Override
    double blend(double u, double v, int seed) {
      double row = Math.floor(3 * v);
      double shifted = u + .5 * (row - 2 * Math.floor(row / 2));
      double column = Math.floor(shifted);
      boolean mortar = 3 * v - row < .1 || shifted - column < .04;
      return mortar ? 1 : .5 * ValueNoise.cell((long) column, (long) row, seed);
    }
  },
  TILED("tiled", .15) {
    @Override
    double blend(double u, double v, int seed) {
      double i = Math.floor(u);
      double j = Math.floor(v);
      boolean joint = u - i < .035 || v - j < .035;
      return joint ? 1 : .2 * ValueNoise.cell((long) i, (long) j, seed);
    }
  },
  WOODEN("wooden", .45) {
    @Override
    double blend(double u, double v, int seed) {
      double board = Math.floor(6 * u);
      double ends = v + 5 * ValueNoise.cell((long) board, 7, seed);
      double length = Math.floor(ends);
      if (6 * u - board < .05 || ends - length < .012) {
        return 1;
      }
      double grain = ValueNoise.smooth(60 * u, 3 * v + 9 * board, seed);
      return .45 * ValueNoise.cell((long) board, (long) length, seed) + .4 * grain;
    }
  },
  MARBLE("marble", .25) {
    @Override
    double blend(double u, double v, int seed) {
      double bend = u + 1.6 * ValueNoise.cloudy(2 * u, 2 * v, seed);
      double wave = 2 * (bend - Math.floor(bend)) - 1;
      double vein = 1 - (wave < 0 ? -wave : wave);
      return vein * vein * vein;
    }
  },
  SPECKLED("speckled", .5) {
    @Override
    double blend(double u, double v, int seed) {
      return ValueNoise.cell((long) Math.floor(24 * u), (long) Math.floor(24 * v), seed);
    }
  },
  MOTTLED("mottled", .5) {
    @Override
    double blend(double u, double v, int seed) {
      return ValueNoise.ease(1.6 * ValueNoise.cloudy(4 * u, 4 * v, seed) - .3);
    }
  },
  GRIDDED("gridded", .33) {
    @Override
    double blend(double u, double v, int seed) {
      double a = u - Math.floor(u);
      double b = v - Math.floor(v);
      return a > .25 && a < .8 && b > .22 && b < .82 ? 1 : 0;
    }
  };

  private final String word;
  private final double mean;

  Pattern(String word, double mean) {
    this.word = word;
    this.mean = mean;
  }

  /** The adjective for captions. */
  String word() {
    return word;
  }

  /** The blend averaged over the plane: what an eye sees when a period is smaller than a pixel. */
  double mean() {
    return mean;
  }

  abstract double blend(double u, double v, int seed);
}
