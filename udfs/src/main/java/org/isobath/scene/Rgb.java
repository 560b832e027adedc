package org.isobath.scene;

/**
 * A colour in linear light; as a reflectance each channel is in [0, 1], as light it has no upper
 * bound.
 */
record Rgb(double r, double g, double b) {
  Rgb times(double k) {
    return new Rgb(r * k, g * k, b * k);
  }

  Rgb towards(Rgb other, double share) {
    return new Rgb(r + (other.r - r) * share, g + (other.g - g) * share, b + (other.b - b) * share);
  }
}
