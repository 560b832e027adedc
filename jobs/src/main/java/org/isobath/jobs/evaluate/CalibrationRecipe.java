package org.isobath.jobs.evaluate;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.isobath.jobs.BatchSettings;
import org.isobath.jobs.Conf;
import org.isobath.jobs.CrossCheckSettings;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.ParamsHash;
import org.isobath.jobs.TaskCores;
import org.isobath.model.CrossCheck;
import org.isobath.model.Fusion;
import org.isobath.model.ImageEstimator;
import org.isobath.model.InputRule;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelCards;
import org.isobath.model.OutputSize;
import org.isobath.model.SecondLook;
import org.isobath.model.SharedEstimators;
import org.isobath.model.StoreSettings;
import org.isobath.model.Tiling;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;
import org.isobath.sql.TaskGpu;

/**
 * What a calibration renders, and with which model it looks at it.
 *
 * @param scenes half of which are degraded
 * @param seed number of the first scene
 * @param wrong what takes the place of the model where the wrong one is used
 * @param crossCheck the looks of {@code estimate.consistency}, or all, and {@code
 *     estimate.second-model}
 */
record CalibrationRecipe(
    int scenes,
    long seed,
    int width,
    int height,
    ModelCard card,
    ModelCard wrong,
    CrossCheck crossCheck,
    StoreSettings models,
    DecodeSettings decode,
    Device device,
    int threads,
    Batching batching)
    implements Serializable {
  /**
   * @param most scenes, whatever is configured
   * @throws org.isobath.UserError for a value that cannot be used
   */
  static CalibrationRecipe of(Conf conf, long most) {
    ModelCards cards = ModelSettings.cards(conf);
    ModelCard card = cards.get(conf.string("estimate.model"));
    CrossCheck asked = CrossCheckSettings.of(conf);
    String wrong = conf.string("evaluate.calibration.wrong-model");
    return new CalibrationRecipe(
        (int) Math.min(most, conf.integer("evaluate.calibration.scenes", 0, 1_000_000)),
        conf.wholeNumber("evaluate.calibration.seed", -(1L << 62), 1L << 62),
        conf.integer("evaluate.calibration.width", 16, 8192),
        conf.integer("evaluate.calibration.height", 16, 8192),
        card,
        wrong.isEmpty() ? misread(card) : cards.get(wrong),
        asked.looks().isEmpty()
            ? new CrossCheck(List.of(SecondLook.values()), asked.model())
            : asked,
        ModelSettings.of(conf),
        DecodeSettings.of(conf),
        Device.of(conf.oneOf("estimate.device", "auto", "cpu", "cuda", "tensorrt")),
        TaskCores.of(conf).intraOpThreads(conf),
        BatchSettings.of(conf));
  }

  /**
   * The card with the mistakes that cards are written with: levels to 255 for levels to 1, no mean
   * and no deviation, blue for red.
   */
  private static ModelCard misread(ModelCard card) {
    InputRule in = card.input();
    InputRule.Channels channels =
        in.channels() == InputRule.Channels.RGB ? InputRule.Channels.BGR : InputRule.Channels.RGB;
    return card.withInput(
        new InputRule(
            in.name(),
            in.size(),
            in.interpolation(),
            in.antialias(),
            in.resizeOn(),
            in.scale() == 1 ? 1 / 255.0 : 1,
            List.of(0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0),
            channels,
            in.reducedDecode(),
            in.constants()));
  }

  /** The hash that {@code estimate} gives such depth. */
  String paramsHash() {
    return ParamsHash.of(
        card, OutputSize.NETWORK, decode.matteRgb(), Tiling.NONE, Fusion.NONE, crossCheck);
  }

  /** On an executor: the model as given, or the wrong one. */
  ImageEstimator estimator(boolean right) {
    ModelCard used = right ? card : wrong;
    SharedEstimators.Key key =
        new SharedEstimators.Key(
            used,
            decode.options(),
            OutputSize.NETWORK,
            Tiling.NONE,
            Fusion.NONE,
            crossCheck,
            used.paramsHash(),
            device,
            TaskGpu.assigned(),
            threads,
            batching);
    ImageEstimator estimator =
        SharedEstimators.get(key, each -> models.store().fetch(each, SparkHadoopUtil.get().conf()));
    crossCheck.check(estimator.model());
    return estimator;
  }

  /** Inferences for a scene, about. */
  double inferences() {
    return 1 + crossCheck.price();
  }

  /** Where the samples are from, for a person. */
  String describe() {
    return "%d scenes from seed %d, %dx%d, every other one degraded"
        .formatted(scenes, seed, width, height);
  }
}
