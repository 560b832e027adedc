package org.isobath.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.depth.TileGrid;
import org.isobath.image.Image;
import org.isobath.quality.ConsistencyMetric;

/**
 * How the network may look at a picture once more, to see whether it says the same again. Each
 * costs an inference and gives one score; none changes the depth map.
 */
public enum SecondLook {
  /** At the mirrored picture. */
  FLIP(ConsistencyMetric.FLIP_CONSISTENCY, 1) {
    @Override
    PreparedImage prepare(DepthModel model, Image image, int width, int height) throws Rejected {
      return model.preprocess(mirrored(image), width, height);
    }
  },
  /**
   * At the whole picture with three quarters of the network's input. Larger would say as much, at
   * four times the price.
   */
  SCALE(ConsistencyMetric.SCALE_CONSISTENCY, SecondLook.SMALLER * SecondLook.SMALLER) {
    @Override
    PreparedImage prepare(DepthModel model, Image image, int width, int height) throws Rejected {
      return model.preprocess(image, width, height, SMALLER);
    }
  },
  /** At the middle of the picture, with the network's input of the whole. */
  CROP(ConsistencyMetric.CROP_CONSISTENCY, 1) {
    @Override
    PreparedImage prepare(DepthModel model, Image image, int width, int height) throws Rejected {
      return model.preprocess(middle(image), width, height);
    }
  };

  private static final double SMALLER = 0.75;

  private final ConsistencyMetric metric;
  private final double price;

  SecondLook(ConsistencyMetric metric, double price) {
    this.metric = metric;
    this.price = price;
  }

  /**
   * The input tensor.
   *
   * @param width columns of the whole upright picture, as {@link DepthModel#preprocess(Image, int,
   *     int)} takes it
   */
  abstract PreparedImage prepare(DepthModel model, Image image, int width, int height)
      throws Rejected;

  /** What the two looks are scored by. */
  public ConsistencyMetric metric() {
    return metric;
  }

  /** Its cost in inferences, about: that of a smaller input by its pixels. */
  public double price() {
    return price;
  }

  /** The word for it in configurations. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The words for all of them. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(SecondLook::label).toList();
  }

  /**
   * Refuses a model that cannot be asked so.
   *
   * @throws UserError when the network takes inputs of one size only, and this needs another
   */
  public void require(DepthModel model) {
    if (this == SCALE && !model.takesOtherSizes()) {
      throw new UserError(
          "The graph of "
              + model.card().id()
              + " takes inputs of one size only, so there is no second look at another. Set"
              + " estimate.consistency without scale, such as [ flip, crop ].");
    }
  }

  private static Image mirrored(Image image) {
    int row = 3 * image.width();
    byte[] rgb = new byte[image.rgb().length];
    for (int i = 0; i < rgb.length; i += 3) {
      int start = i - i % row;
      System.arraycopy(image.rgb(), i, rgb, 2 * start + row - 3 - i, 3);
    }
    return new Image(image.width(), image.height(), rgb);
  }

  /** As {@link org.isobath.quality.Consistency#middle} cuts the map. */
  private static Image middle(Image image) {
    int width = Math.max(1, (int) Math.rint(ConsistencyMetric.CROP * image.width()));
    int height = Math.max(1, (int) Math.rint(ConsistencyMetric.CROP * image.height()));
    return Tiling.cut(
        image,
        new TileGrid.Tile(
            (image.width() - width) / 2, (image.height() - height) / 2, width, height));
  }
}
