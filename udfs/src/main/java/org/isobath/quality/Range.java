package org.isobath.quality;

/**
 * The values that a score can take, both ends included; an infinite end is an open one.
 *
 * @param min the least value
 * @param max the greatest value
 */
public record Range(double min, double max) {
  /** A share. */
  public static final Range SHARE = new Range(0, 1);

  /** Zero and above. */
  public static final Range NOT_NEGATIVE = new Range(0, Double.POSITIVE_INFINITY);

  /** Any finite number. */
  public static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  public boolean contains(double value) {
    return value >= min && value <= max;
  }

  /** For documentation: {@code 0 to 1}, {@code 0 and above}, {@code any}. */
  @Override
  public String toString() {
    if (Double.isInfinite(min)) {
      return "any";
    }
    return Double.isInfinite(max) ? plain(min) + " and above" : plain(min) + " to " + plain(max);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
