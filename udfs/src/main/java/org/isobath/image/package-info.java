/**
 * Bytes to pictures and back. {@link org.isobath.image.HeaderProbe} reads what a file says about
 * itself without decoding it, {@link org.isobath.image.ImageLimits} decide on that header, {@link
 * org.isobath.image.ImageDecoder} turns the rest into an upright 8-bit sRGB {@link
 * org.isobath.image.Image} or says why not. {@link org.isobath.image.Resize} and {@link
 * org.isobath.image.ImageEncoder} are OpenCV's kernels behind plain arrays; {@link
 * org.isobath.image.PerceptualHash} and {@link org.isobath.image.PixelHash} find pictures that look
 * or are the same. One class per container format ({@code JpegFile}, {@code PngFile}, …) walks
 * hostile bytes with every read checked; native code only ever sees a file whose header passed, cut
 * down to the parts that make the picture. Native memory is released before each method returns.
 *
 * <p>Nothing here knows depth, models or Spark.
 */
package org.isobath.image;
