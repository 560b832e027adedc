package org.isobath.depth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.isobath.UserError;
import org.isobath.image.ImageEncoder;

/**
 * A view cut into layers of depth, the nearest first, each an alpha plane from 0 to 1: for
 * compositing something between foreground and background, for a parallax of a few planes. Not a
 * segmentation: a floor that runs away from the camera is in several layers.
 *
 * <p>Where there is depth the alphas of a pixel sum to 1; an invalid pixel is in no layer. Infinite
 * pixels are in the last.
 *
 * @param width pixels per row
 * @param height rows
 * @param limits where the layers meet, one fewer than layers, nearest first, in the unit of the
 *     map; a pixel at a limit is in the nearer layer
 * @param alphas one plane per layer, nearest first, rows from the top
 */
public record DepthLayers(int width, int height, double[] limits, List<float[]> alphas) {
  /** More layers than anyone looks at; a slip of the pen would fill the memory. */
  public static final int MOST = 64;

  /**
   * Layers with limits at equal steps of rank, so that each has about the same number of pixels
   * with finite depth. Of a constant map the first layer has all.
   *
   * @param layers 2 to {@link #MOST}
   * @param softness as in {@link #at}
   */
  public static DepthLayers ofEqualShares(DepthMap map, int layers, int softness) {
    if (layers < 2 || layers > MOST) {
      throw new UserError(
          "Depth is cut into 2 to "
              + MOST
              + " layers, not "
              + layers
              + ". Choose a number of those.");
    }
    Quantiles quantiles = Quantiles.of(map.values());
    double[] limits = new double[layers - 1];
    for (int i = 0; i < limits.length; i++) {
      double share = (i + 1.0) / layers;
      limits[i] = quantiles.at(map.kind().inverse() ? 1 - share : share);
    }
    return cut(map, limits, softness);
  }

  /**
   * Layers between given limits, such as 2 and 5 metres.
   *
   * @param limits from near to far in the unit of the map: rising for kinds that are depth, falling
   *     for inverse ones
   * @param softness how far the layers run into each other, in pixels: an alpha is the share of its
   *     layer among the pixels with depth in the square that reaches this far to each side. 0 cuts
   *     hard; 1 hides stairs; a boundary is {@code 2 * softness + 1} pixels wide
   */
  public static DepthLayers at(DepthMap map, double[] limits, int softness) {
    boolean inverse = map.kind().inverse();
    for (int i = 0; i < limits.length; i++) {
      boolean ordered = i == 0 || (inverse ? limits[i] < limits[i - 1] : limits[i] > limits[i - 1]);
      if (!ordered || !Double.isFinite(limits[i])) {
        throw new UserError(
            "Limits between layers go from near to far, which is "
                + (inverse ? "falling" : "rising")
                + " for "
                + map.kind().label()
                + " depth: "
                + Arrays.stream(limits).mapToObj(Double::toString).collect(Collectors.joining(", "))
                + ". Sort them.");
      }
    }
    if (limits.length < 1 || limits.length >= MOST) {
      throw new UserError(
          "Depth is cut at 1 to "
              + (MOST - 1)
              + " limits, not "
              + limits.length
              + ". Choose a number of those.");
    }
    return cut(map, limits.clone(), softness);
  }

  /**
   * The layers as 8-bit greyscale PNG files, 255 for alpha 1. After rounding, the levels of a pixel
   * may sum to 255 plus or minus half the number of layers.
   */
  public List<byte[]> png() {
    return alphas.stream()
        .map(
            alpha -> {
              byte[] grey = new byte[alpha.length];
              for (int i = 0; i < grey.length; i++) {
                grey[i] = (byte) Math.round(255 * alpha[i]);
              }
              return ImageEncoder.greyPng(width, height, grey);
            })
        .toList();
  }

  private static DepthLayers cut(DepthMap map, double[] limits, int softness) {
    if (softness < 0) {
      throw new UserError(
          "The softness of layers is a number of pixels from 0, not "
              + softness
              + ". 1 hides stairs.");
    }
    int reach = Math.min(softness, Math.max(map.width(), map.height()));
    byte[] layer = new byte[map.values().length];
    for (int i = 0; i < layer.length; i++) {
      layer[i] = (byte) layerOf(map.values()[i], limits, map.kind().inverse());
    }
    int[] all = counts(layer, -1, map.width(), map.height(), reach);
    List<float[]> alphas = new ArrayList<>();
    for (int k = 0; k <= limits.length; k++) {
      int[] own = counts(layer, k, map.width(), map.height(), reach);
      float[] alpha = new float[layer.length];
      for (int i = 0; i < alpha.length; i++) {
        alpha[i] = layer[i] < 0 ? 0 : (float) own[i] / all[i];
      }
      alphas.add(alpha);
    }
    return new DepthLayers(map.width(), map.height(), limits, List.copyOf(alphas));
  }

  /** Index of the layer, -1 for none. */
  private static int layerOf(float value, double[] limits, boolean inverse) {
    if (Float.isNaN(value)) {
      return -1;
    }
    if (DepthMap.infinite(value)) {
      return limits.length;
    }
    int layer = 0;
    while (layer < limits.length && (inverse ? value < limits[layer] : value > limits[layer])) {
      layer++;
    }
    return layer;
  }

  /**
   * For each pixel how many of the square around it are in layer {@code k}, or in any for -1.
   * Running sums: the cost does not depend on the softness.
   */
  private static int[] counts(byte[] layer, int k, int width, int height, int reach) {
    int[] rows = new int[layer.length];
    for (int y = 0; y < height; y++) {
      int sum = 0;
      for (int x = -reach; x < width; x++) {
        sum +=
            in(layer, k, x + reach, width, y * width)
                - in(layer, k, x - reach - 1, width, y * width);
        if (x >= 0) {
          rows[y * width + x] = sum;
        }
      }
    }
    int[] squares = new int[layer.length];
    for (int x = 0; x < width; x++) {
      int sum = 0;
      for (int y = -reach; y < height; y++) {
        sum += y + reach < height ? rows[(y + reach) * width + x] : 0;
        sum -= y - reach - 1 >= 0 ? rows[(y - reach - 1) * width + x] : 0;
        if (y >= 0) {
          squares[y * width + x] = sum;
        }
      }
    }
    return squares;
  }

  private static int in(byte[] layer, int k, int x, int width, int base) {
    if (x < 0 || x >= width) {
      return 0;
    }
    return k < 0 ? (layer[base + x] >= 0 ? 1 : 0) : (layer[base + x] == k ? 1 : 0);
  }
}
