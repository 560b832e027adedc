package org.isobath.sql;

import java.io.Serializable;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.internal.SQLConf;
import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.FocalLength;
import org.isobath.image.HeaderProbe;
import org.isobath.model.CardFolder;
import org.isobath.model.CrossCheck;
import org.isobath.model.Fusion;
import org.isobath.model.ImageEstimator;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelCards;
import org.isobath.model.OutputSize;
import org.isobath.model.SharedEstimators;
import org.isobath.model.StoreSettings;
import org.isobath.model.Tiling;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;

/**
 * The models in reach of a query. The cards are read where the query is analysed and travel with
 * it; the model file does not, each machine fetches it once.
 *
 * @param device as configured: each executor finds out for itself what it has
 */
record Models(ModelCards cards, StoreSettings store, Device device) implements Serializable {
  /** Folders of model cards, with commas between them; searched before the bundled cards. */
  static final String PATH = "spark.isobath.models.path";

  /** Folder for fetched models on each machine. */
  static final String CACHE = "spark.isobath.models.cache";

  /** Where models run. */
  static final String DEVICE = "spark.isobath.device";

  /**
   * As the running session is configured, by {@code spark.isobath.…} at its start or by SET.
   *
   * @throws org.isobath.UserError when a card or the device cannot be read
   */
  static Models ofSession() {
    SQLConf conf = SQLConf.get();
    List<URI> folders =
        Arrays.stream(conf.getConfString(PATH, "").split(",", -1))
            .map(String::strip)
            .filter(folder -> !folder.isEmpty())
            .map(CardFolder::uri)
            .toList();
    return new Models(
        ModelCards.load(folders, SparkHadoopUtil.get().conf()),
        StoreSettings.DEFAULT.withCache(conf.getConfString(CACHE, "")),
        Device.of(conf.getConfString(DEVICE, Device.AUTO.label())));
  }

  /**
   * Depth of a picture, as the {@code depth} column of {@code estimate} has it: the same bytes,
   * where the focal length is the one in the picture's EXIF.
   *
   * @return a 16-bit PNG
   */
  byte[] depth(byte[] content, String model) throws Rejected {
    Double focalPx = FocalLength.pixels(HeaderProbe.probe(content));
    return estimator(cards.get(model))
        .estimate(content, focalPx == null ? Double.NaN : focalPx)
        .encoded()
        .png();
  }

  private ImageEstimator estimator(ModelCard card) {
    SharedEstimators.Key key =
        new SharedEstimators.Key(
            card,
            DecodeOptions.DEFAULT,
            OutputSize.NETWORK,
            Tiling.NONE,
            Fusion.NONE,
            CrossCheck.NONE,
            card.paramsHash(OutputSize.NETWORK),
            device,
            TaskGpu.assigned(),
            1,
            Batching.AUTO);
    return SharedEstimators.get(
        key, wanted -> store.store().fetch(wanted, SparkHadoopUtil.get().conf()));
  }
}
