package org.isobath.generate.local;

import org.isobath.depth.DepthMap;
import org.isobath.image.Image;

/**
 * The largest middle part of a picture that has the shape of another, to a pixel.
 *
 * @param x columns left out on the left
 * @param y rows left out on top
 * @param width columns kept
 * @param height rows kept
 */
record CentreCrop(int x, int y, int width, int height) {
  /** What of a picture of these sides has the shape of {@code size}. */
  static CentreCrop of(int width, int height, PictureSize size) {
    long wide = (long) width * size.height();
    long high = (long) height * size.width();
    int w = wide > high ? (int) Math.max(1, Math.rint((double) high / size.height())) : width;
    int h = wide < high ? (int) Math.max(1, Math.rint((double) wide / size.width())) : height;
    return new CentreCrop((width - w) / 2, (height - h) / 2, w, h);
  }

  Image of(Image image) {
    if (width == image.width() && height == image.height()) {
      return image;
    }
    byte[] rgb = new byte[3 * width * height];
    for (int row = 0; row < height; row++) {
      int from = 3 * ((y + row) * image.width() + x);
      System.arraycopy(image.rgb(), from, rgb, 3 * row * width, 3 * width);
    }
    return new Image(width, height, rgb);
  }

  DepthMap of(DepthMap map) {
    if (width == map.width() && height == map.height()) {
      return map;
    }
    float[] values = new float[width * height];
    for (int row = 0; row < height; row++) {
      System.arraycopy(map.values(), (y + row) * map.width() + x, values, row * width, width);
    }
    return new DepthMap(width, height, values, map.kind());
  }
}
