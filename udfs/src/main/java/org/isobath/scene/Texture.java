package org.isobath.scene;

/**
 * The paint on a surface.
 *
 * @param period metres after which the pattern repeats
 * @param gloss strength of the highlight, 0 is matt
 */
record Texture(
    Pattern pattern, Paint paint, Rgb first, Rgb second, double period, double gloss, int seed) {

  /** A random texture of the given pattern whose first colour is called {@code paint}. */
  static Texture of(Pattern pattern, Paint paint, double period, SplitMix64 random) {
    Rgb first = paint.shade(random);
    Rgb second =
        random.chance(.5) ? first.times(random.between(.3, .6)) : Paint.any(random).shade(random);
    if (pattern == Pattern.PLAIN) {
      second = first.times(random.between(.6, .9));
    } else if (pattern == Pattern.WOODEN) {
      second = first.times(random.between(.25, .5));
    }
    double gloss = random.chance(.35) ? random.between(.1, .5) : 0;
    return new Texture(pattern, paint, first, second, period, gloss, (int) random.next());
  }

  /**
   * Writes the reflectance at (u, v) metres. A pattern finer than {@code footprint}, the metres
   * that one sample covers, fades to its mean, or far floors would shimmer.
   */
  void reflectance(double u, double v, double footprint, double[] out) {
    double fineness = 2 * footprint / period;
    double keep = 1 / (1 + fineness * fineness);
    double blend = pattern.mean();
    if (keep > .02) {
      blend += keep * (pattern.blend(u / period, v / period, seed) - blend);
    }
    out[0] = first.r() + (second.r() - first.r()) * blend;
    out[1] = first.g() + (second.g() - first.g()) * blend;
    out[2] = first.b() + (second.b() - first.b()) * blend;
  }
}
