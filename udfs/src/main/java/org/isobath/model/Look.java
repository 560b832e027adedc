package org.isobath.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.depth.TileGrid;
import org.isobath.image.Image;
import org.isobath.image.Interpolation;
import org.isobath.quality.Consistency;

/**
 * A further look of a network at a picture it has seen, for {@link org.isobath.depth.DepthFusion}:
 * what it is shown, and how the depth of that is put back in place.
 */
public enum Look {
  /** The mirrored picture. */
  FLIP(true, 1, 1),
  /** The middle, three quarters of each side: larger in the network's input. */
  CROP(false, 0.75, 1),
  /** The middle, mirrored. */
  CROP_FLIP(true, 0.75, 1),
  /** The whole in a network's input of three quarters of the usual sides. */
  SMALLER(false, 1, 0.75),
  /** The whole in a network's input of one and a half of the usual sides. */
  LARGER(false, 1, 1.5);

  private final boolean mirrored;
  private final double share;
  private final double scale;

  Look(boolean mirrored, double share, double scale) {
    this.mirrored = mirrored;
    this.share = share;
    this.scale = scale;
  }

  /** The name in the configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its cost in inferences, about: that of another size by its pixels. */
  public double price() {
    return scale * scale;
  }

  /** The look with this {@link #label()}. */
  public static Look of(String label) {
    return Arrays.stream(values())
        .filter(look -> look.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "Unknown look: "
                        + label
                        + ". Use some of "
                        + Arrays.stream(values()).map(Look::label).collect(Collectors.joining(", "))
                        + "."));
  }

  /** True where the network's input has another size than usual, which not every graph takes. */
  public boolean resizes() {
    return scale != 1;
  }

  /**
   * What the network is shown.
   *
   * @throws Rejected when it is outside the model's limits
   */
  PreparedImage prepare(DepthModel model, Image image) throws Rejected {
    Image seen = image;
    if (share < 1) {
      int width = side(image.width());
      int height = side(image.height());
      seen =
          Tiling.cut(
              image,
              new TileGrid.Tile(
                  (image.width() - width) / 2, (image.height() - height) / 2, width, height));
    }
    return model.preprocess(mirrored ? mirrored(seen) : seen, seen.width(), seen.height(), scale);
  }

  /**
   * Its depth in the place of what was seen, on a grid of the whole picture; around a crop there is
   * none.
   */
  DepthMap back(DepthMap map, int width, int height) {
    DepthMap upright = mirrored ? Consistency.mirrored(map) : map;
    if (share == 1) {
      return upright;
    }
    int innerWidth = side(width);
    int innerHeight = side(height);
    boolean shrinking = upright.width() >= innerWidth && upright.height() >= innerHeight;
    DepthMap inner =
        DepthResize.apply(
            DepthConversion.toInverse(upright),
            innerWidth,
            innerHeight,
            shrinking ? Interpolation.AREA : Interpolation.LINEAR,
            false);
    float[] values = new float[width * height];
    Arrays.fill(values, Float.NaN);
    int left = (width - innerWidth) / 2;
    int top = (height - innerHeight) / 2;
    for (int y = 0; y < innerHeight; y++) {
      System.arraycopy(
          inner.values(), y * innerWidth, values, (top + y) * width + left, innerWidth);
    }
    float[] own = map.kind().inverse() ? values : DepthConversion.depthOfInverse(values);
    return new DepthMap(width, height, own, map.kind());
  }

  private int side(int whole) {
    return Math.max(1, (int) Math.rint(share * whole));
  }

  private static Image mirrored(Image image) {
    int width = image.width();
    byte[] rgb = new byte[image.rgb().length];
    for (int i = 0; i < rgb.length / 3; i++) {
      int x = i % width;
      System.arraycopy(image.rgb(), 3 * (i - x + width - 1 - x), rgb, 3 * i, 3);
    }
    return new Image(width, image.height(), rgb);
  }
}
