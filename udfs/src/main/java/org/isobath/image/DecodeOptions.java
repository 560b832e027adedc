package org.isobath.image;

/**
 * @param limits applied to the header before decoding
 * @param matteRgb the colour behind transparent pixels, {@code 0xRRGGBB}
 */
public record DecodeOptions(ImageLimits limits, int matteRgb) {
  /**
   * {@link ImageLimits#DEFAULT} and a white matte, what a web page shows behind a cut-out product.
   */
  public static final DecodeOptions DEFAULT = new DecodeOptions(ImageLimits.DEFAULT, 0xffffff);

  public DecodeOptions {
    if ((matteRgb & 0xff000000) != 0) {
      throw new IllegalArgumentException(
          "the matte is 0xRRGGBB, not 0x" + Integer.toHexString(matteRgb));
    }
  }
}
