package org.isobath.jobs.estimate;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.isobath.jobs.BatchSettings;
import org.isobath.jobs.Conf;
import org.isobath.jobs.CrossCheckSettings;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.FusionSettings;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.ParamsHash;
import org.isobath.jobs.TilingSettings;
import org.isobath.model.CrossCheck;
import org.isobath.model.Fusion;
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
    Fusion fusion,
    CrossCheck crossCheck,
    String paramsHash)
    implements Serializable {

  static Recipe of(Conf conf, ModelCard card) {
    DecodeSettings decode = DecodeSettings.of(conf);
    OutputSize size =
        conf.oneOf("estimate.size", "network", "image").equals("image")
            ? OutputSize.IMAGE
            : OutputSize.NETWORK;
    Tiling tiling = TilingSettings.of(conf);
    Fusion fusion = FusionSettings.of(conf);
    CrossCheck crossCheck = CrossCheckSettings.of(conf);
    return new Recipe(
        card,
        ModelSettings.of(conf),
        decode,
        device(conf),
        BatchSettings.of(conf),
        TaskThreads.of(conf),
        size,
        tiling,
        fusion,
        crossCheck,
        ParamsHash.of(card, size, decode.matteRgb(), tiling, fusion, crossCheck));
  }

  /** The model, then those that it is fused with or held against, each once. */
  List<ModelCard> cards() {
    return Stream.of(List.of(card), fusion.models(), crossCheck.models())
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  /**
   * Inferences for a picture, about, one of another model counted as one of the first; each of its
   * tiles comes on top.
   */
  double inferences() {
    return 1 + fusion.price() + crossCheck.price();
  }

  static Device device(Conf conf) {
    return Device.of(conf.oneOf("estimate.device", "auto", "cpu", "cuda", "tensorrt"));
  }
}
