package org.isobath.scene;

/**
 * What a camera does to light on its way to a file: exposure, white balance, vignetting, the sRGB
 * curve and noise. Colour only; depth knows nothing of it.
 *
 * @param exposure mean brightness aimed at, in linear light
 * @param balance gain of each channel
 * @param vignette share of light lost in the corners
 * @param noise standard deviation, in 8-bit steps
 */
record PhotoFinish(double exposure, Rgb balance, double vignette, double noise, long seed) {
  private static final int STEPS = 1 << 14;
  private static final float[] SRGB = new float[STEPS + 1];

  static {
    for (int i = 0; i <= STEPS; i++) {
      double x = (double) i / STEPS;
      double y = x <= .0031308 ? 12.92 * x : 1.055 * StrictMath.pow(x, 1 / 2.4) - .055;
      SRGB[i] = (float) (255 * y);
    }
  }

  static PhotoFinish random(SplitMix64 random) {
    double exposure = random.between(.15, .30);
    Rgb balance = new Rgb(random.normal(1, .06), random.normal(1, .02), random.normal(1, .06));
    double noise = random.chance(.5) ? random.between(0, 5) : random.between(0, 1);
    return new PhotoFinish(exposure, balance, random.between(0, .35), noise, random.next());
  }

  /** Develops linear light, three values per pixel, into 8-bit sRGB. */
  byte[] develop(float[] light, int width, int height) {
    double sum = 0;
    for (float value : light) {
      sum += Math.min(value, 2f);
    }
    double gain = exposure * light.length / Math.max(sum, 1e-9);
    double[] gains = {gain * balance.r(), gain * balance.g(), gain * balance.b()};
    byte[] rgb = new byte[light.length];
    double corner = .25 * ((double) width * width + (double) height * height);
    for (int y = 0, k = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double dx = x + .5 - .5 * width;
        double dy = y + .5 - .5 * height;
        double lens = 1 - vignette * (dx * dx + dy * dy) / corner;
        long grain = SplitMix64.mix(seed + (long) y * width + x);
        for (int c = 0; c < 3; c++, k++) {
          double exposed = shoulder(light[k] * gains[c] * lens);
          double level = SRGB[(int) (exposed * STEPS)] + noise * grain(grain >>> (21 * c));
          rgb[k] = (byte) (level <= 0 ? 0 : level >= 255 ? 255 : (int) (level + .5));
        }
      }
    }
    return rgb;
  }

  /** Highlights are compressed towards 1, as film and phones do, where a sensor would clip. */
  private static double shoulder(double x) {
    return x <= .6 ? x : .6 + .4 * (x - .6) / (x - .2);
  }

  /** About unit deviation from 21 random bits: the sum of three uniforms. */
  private static double grain(long bits) {
    long sum = (bits & 127) + (bits >>> 7 & 127) + (bits >>> 14 & 127);
    return (sum - 190.5) / 64;
  }
}
