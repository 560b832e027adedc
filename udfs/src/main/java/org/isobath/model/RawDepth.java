package org.isobath.model;

/**
 * What the network said about one picture, before the card's rules are applied.
 *
 * @param width columns of the outputs, which need not be those of the input
 * @param height rows of the outputs
 * @param depth {@code width * height} raw numbers; of points their z
 * @param x of points, likewise; null for kinds that are no points
 * @param y of points, likewise, or null
 * @param sky likewise, or null where the card names no such output
 * @param mask likewise, or null
 * @param focal focal length in pixels of the network's input as the graph estimates it; NaN where
 *     it does not
 * @param metricScale metres per unit of the points as the graph estimates it; NaN where it does not
 * @param frame where the picture lay in the input
 * @param imageWidth columns of the upright picture
 * @param imageHeight rows of the upright picture
 */
public record RawDepth(
    int width,
    int height,
    float[] depth,
    float[] x,
    float[] y,
    float[] sky,
    float[] mask,
    float focal,
    float metricScale,
    NetworkFrame frame,
    int imageWidth,
    int imageHeight) {
  /** Of a graph whose depth output is a map of depth. */
  RawDepth(
      int width,
      int height,
      float[] depth,
      float[] sky,
      float[] mask,
      float focal,
      NetworkFrame frame,
      int imageWidth,
      int imageHeight) {
    this(
        width,
        height,
        depth,
        null,
        null,
        sky,
        mask,
        focal,
        Float.NaN,
        frame,
        imageWidth,
        imageHeight);
  }
}
