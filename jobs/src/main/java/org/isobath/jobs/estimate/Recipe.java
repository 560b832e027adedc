package org.isobath.jobs.estimate;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.isobath.image.DecodeOptions;
import org.isobath.jobs.BatchSettings;
import org.isobath.jobs.Conf;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.ModelSettings;
import org.isobath.model.ModelCard;
import org.isobath.model.OutputSize;
import org.isobath.model.StoreSettings;
import org.isobath.model.Tiling;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;

/**
 * Everything a task must know to turn pictures into rows of {@code depth}. It travels with the
 * task; the model's file does not, each machine fetches it once.
 *
 * @param card locked
 * @param device as configured: each executor finds out for itself what it has
 * @param batching of what the tasks of an executor hand to its device
 * @param threads of each task
 */
record Recipe(
    ModelCard card,
    StoreSettings models,
    DecodeSettings decode,
    Device device,
    Batching batching,
    TaskThreads threads,
    OutputSize size,
    Tiling tiling,
    String paramsHash)
    implements Serializable {

  static Recipe of(Conf conf, ModelCard card) {
    DecodeSettings decode = DecodeSettings.of(conf);
    OutputSize size =
        conf.oneOf("estimate.size", "network", "image").equals("image")
            ? OutputSize.IMAGE
            : OutputSize.NETWORK;
    Tiling tiling = tiling(conf);
    return new Recipe(
        card,
        ModelSettings.of(conf),
        decode,
        device(conf),
        BatchSettings.of(conf),
        TaskThreads.of(conf),
        size,
        tiling,
        paramsHash(card.paramsHash(size), decode.matteRgb(), tiling));
  }

  private static Tiling tiling(Conf conf) {
    double overlap = conf.number("estimate.tiles.overlap", 0, 0.9);
    int most = conf.integer("estimate.tiles.most", 0, 1024);
    return most < 2 ? Tiling.NONE : new Tiling(overlap, most);
  }

  static Device device(Conf conf) {
    return Device.of(conf.oneOf("estimate.device", "auto", "cpu", "cuda", "tensorrt"));
  }

  /**
   * The card's hash, as it is under the usual matte: another matte gives other pixels to pictures
   * with alpha, so it counts as another parameter, and so do tiles. Limits do not: they decide
   * whether there is a depth map, not which.
   */
  static String paramsHash(String ofCard, int matteRgb, Tiling tiling) {
    String text = ofCard;
    if (matteRgb != DecodeOptions.DEFAULT.matteRgb()) {
      text += "\nmatte %06x".formatted(matteRgb);
    }
    if (!tiling.equals(Tiling.NONE)) {
      text += "\ntiles %d overlap %s".formatted(tiling.most(), tiling.overlap());
    }
    if (text.equals(ofCard)) {
      return ofCard;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
