package org.isobath.model;

/**
 * Where a picture lies inside the network's input: the tensor's sides, and the rectangle of it that
 * shows the picture. Without padding the rectangle is the whole.
 *
 * @param width tensor columns
 * @param height tensor rows
 * @param left first column of the picture
 * @param top first row of the picture
 * @param innerWidth columns of the picture, at least 1
 * @param innerHeight rows of the picture, at least 1
 */
public record NetworkFrame(
    int width, int height, int left, int top, int innerWidth, int innerHeight) {
  /** A frame filled by the picture. */
  public static NetworkFrame full(int width, int height) {
    return new NetworkFrame(width, height, 0, 0, width, height);
  }

  public boolean padded() {
    return innerWidth != width || innerHeight != height;
  }

  /** As in {@code 784x518}. */
  @Override
  public String toString() {
    return width
        + "x"
        + height
        + (padded() ? " (picture " + innerWidth + "x" + innerHeight + ")" : "");
  }
}
