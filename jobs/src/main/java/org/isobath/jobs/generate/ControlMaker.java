package org.isobath.jobs.generate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Row;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.ConditioningRecipe;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.depth.DepthResize;
import org.isobath.generate.ControlKind;
import org.isobath.generate.hosted.ControlEncoder;
import org.isobath.generate.hosted.WriteOnce;
import org.isobath.generate.local.ControlRecipe;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.Interpolation;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.Originals;

/**
 * Makes a control ready where its picture or depth is read: decoded, encoded anew without metadata,
 * and kept under its name. Passes rows whose control could not be made, for which a refusal is
 * kept.
 *
 * @param place of the objects
 * @param decode limits of pictures
 */
record ControlMaker(LedgerPlace place, DecodeSettings decode) implements FilterFunction<Row> {
  private static final long serialVersionUID = 1L;

  /**
   * @param row a {@link ControlForm} by its fields, with {@code content} and {@code uri} of a photo
   *     or {@code depth} of a depth map, and {@code width} and {@code height} of the picture
   */
  @Override
  public boolean call(Row row) throws IOException {
    ControlForm form = NeededControls.form(row);
    Configuration hadoop = SparkHadoopUtil.get().conf();
    WriteOnce objects = place.controls(hadoop);
    try {
      Image picture = form.kind() == ControlKind.PHOTO ? photo(row, hadoop) : depthMap(row, form);
      objects.create(
          form.object(),
          ControlEncoder.encode(form.kind(), picture, ControlEncoder.MAX_PIXELS, form.maxBytes())
              .bytes());
      return false;
    } catch (Rejected e) {
      if (e.reason() == Reason.UNREADABLE) {
        // it may be there again tomorrow: then it is tried again, and until then not sent
        return true;
      }
      objects.create(
          form.refusal(),
          (e.reason().name() + "\n" + e.getMessage()).getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the control " + form.object(), e);
    }
  }

  private Image photo(Row row, Configuration hadoop) throws Rejected {
    byte[] content = row.getAs("content");
    if (content == null) {
      content =
          Originals.readChecked(row.getAs("uri"), row.getAs("image_id"), hadoop, decode.maxBytes());
    }
    return ImageDecoder.decode(content, decode.options()).image();
  }

  private static Image depthMap(Row row, ControlForm form) throws Rejected {
    byte[] depth = row.getAs("depth");
    if (form.everywhere()) {
      ControlRecipe.requireValid(DepthPng.decode(depth));
    }
    return depthMap(depth, form.recipe(), row.getAs("width"), row.getAs("height"));
  }

  /**
   * The conditioning picture of a depth map at the size of its picture, or as large in proportion
   * as a control may be.
   */
  static Image depthMap(byte[] depth, String recipe, int width, int height) throws Rejected {
    double side =
        Math.min(1, Math.sqrt((double) ControlEncoder.MAX_PIXELS / ((double) width * height)));
    // the map, not the picture after: labels of invalid pixels do not bleed
    DepthMap map =
        DepthResize.apply(
            DepthPng.decode(depth),
            Math.max(1, (int) (width * side)),
            Math.max(1, (int) (height * side)),
            Interpolation.LINEAR,
            false);
    return ConditioningRecipe.of(recipe).render(map);
  }
}
