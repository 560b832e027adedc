package org.isobath.jobs;

import java.io.Serializable;
import org.isobath.image.DecodeOptions;
import org.isobath.image.ImageLimits;

/** The sections {@code limits} and {@code decode} of the configuration, as they travel to tasks. */
public record DecodeSettings(
    long maxBytes, long maxPixels, int maxSide, int maxFrames, int matteRgb)
    implements Serializable {

  public static DecodeSettings of(Conf conf) {
    String matte = conf.string("decode.matte");
    if (!matte.matches("#[0-9a-fA-F]{6}")) {
      throw conf.invalid("decode.matte", "a colour such as \"#ffffff\"");
    }
    return new DecodeSettings(
        conf.bytes("limits.max-bytes"),
        conf.wholeNumber("limits.max-pixels", 1, Long.MAX_VALUE),
        conf.integer("limits.max-side", 1, Integer.MAX_VALUE),
        conf.integer("limits.max-frames", 1, Integer.MAX_VALUE),
        Integer.parseInt(matte.substring(1), 16));
  }

  public DecodeOptions options() {
    return new DecodeOptions(new ImageLimits(maxBytes, maxPixels, maxSide, maxFrames), matteRgb);
  }
}
