package org.isobath.scene;

import java.util.Locale;

/** The colours that scenes are painted in, with the word that captions use. */
enum Paint {
  RED(.62, .06, .05),
  ORANGE(.80, .28, .05),
  YELLOW(.80, .60, .08),
  GREEN(.10, .38, .10),
  TEAL(.05, .36, .36),
  BLUE(.06, .14, .55),
  PURPLE(.28, .09, .42),
  PINK(.80, .33, .42),
  BROWN(.24, .12, .06),
  BEIGE(.62, .50, .36),
  WHITE(.80, .79, .76),
  GREY(.30, .30, .31),
  BLACK(.035, .035, .04);

  private static final Paint[] ALL = values();

  private final Rgb rgb;

  Paint(double r, double g, double b) {
    rgb = new Rgb(r, g, b);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Paint any(SplitMix64 random) {
    return ALL[random.below(ALL.length)];
  }

  /** A shade that one would still call by this name. */
  Rgb shade(SplitMix64 random) {
    double k = random.between(.7, 1.2);
    double mean = (rgb.r() + rgb.g() + rgb.b()) / 3;
    Rgb rgb = this.rgb.towards(new Rgb(mean, mean, mean), random.between(0, .4));
    return new Rgb(tint(rgb.r(), k, random), tint(rgb.g(), k, random), tint(rgb.b(), k, random));
  }

  private static double tint(double c, double k, SplitMix64 random) {
    return Math.min(.92, c * k * random.between(.9, 1.1));
  }
}
