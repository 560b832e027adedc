package org.isobath.jobs.report;

import java.util.List;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.isobath.Rejected;
import org.isobath.depth.ConditioningRecipe;
import org.isobath.depth.DepthColor;
import org.isobath.depth.DepthPng;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageEncoder;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.Originals;
import org.isobath.model.DepthModel;

/**
 * Small JPEGs of pictures and of coloured depth. What cannot be read any more has no thumbnail:
 * that must not cost the page.
 */
final class Thumbnail {
  private static final int QUALITY = 82;

  private Thumbnail() {}

  /** Width and height within {@code longestSide}, never larger than the picture. */
  static int[] fit(int width, int height, int longestSide) {
    double scale = Math.min(1, (double) longestSide / Math.max(1, Math.max(width, height)));
    return new int[] {
      (int) Math.max(1, Math.round(width * scale)), (int) Math.max(1, Math.round(height * scale))
    };
  }

  static byte[] picture(
      String id, byte[] content, String uri, int[] size, DecodeSettings settings) {
    try {
      byte[] bytes =
          content != null
              ? content
              : Originals.readChecked(uri, id, SparkHadoopUtil.get().conf(), settings.maxBytes());
      Image image = ImageDecoder.decode(bytes, settings.options()).image();
      return ImageEncoder.jpeg(Resize.apply(image, size[0], size[1], Interpolation.AREA), QUALITY);
    } catch (Rejected e) {
      return null;
    }
  }

  /** The coloured map, stretched over the picture it belongs to. */
  static byte[] depth(byte[] png, int[] size) {
    try {
      return stretched(DepthColor.preview(DepthPng.decode(png)), size);
    } catch (Rejected e) {
      return null;
    }
  }

  /** The map as the picture that a generator is given. */
  static byte[] conditioning(byte[] png, String recipe, int[] size) {
    try {
      return stretched(ConditioningRecipe.of(recipe).render(DepthPng.decode(png)), size);
    } catch (Rejected e) {
      return null;
    }
  }

  /** The coloured map that a model estimates of a picture now. */
  static byte[] estimated(byte[] content, DepthModel model, int[] size, DecodeSettings settings) {
    try {
      Image image = ImageDecoder.decode(content, settings.options()).image();
      return stretched(DepthColor.preview(model.estimate(List.of(image)).get(0)), size);
    } catch (Rejected e) {
      return null;
    }
  }

  private static byte[] stretched(Image image, int[] size) {
    boolean shrinks = size[0] < image.width() && size[1] < image.height();
    Interpolation interpolation = shrinks ? Interpolation.AREA : Interpolation.LINEAR;
    return ImageEncoder.jpeg(Resize.apply(image, size[0], size[1], interpolation), QUALITY);
  }
}
