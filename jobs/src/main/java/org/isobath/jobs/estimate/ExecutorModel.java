package org.isobath.jobs.estimate;

import java.util.OptionalInt;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.isobath.model.ImageEstimator;
import org.isobath.model.ModelCard;
import org.isobath.model.SharedEstimators;
import org.isobath.onnx.Device;
import org.isobath.sql.TaskGpu;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model of this executor: fetched and verified once per machine, opened once per device, shared
 * by all task threads until the JVM ends.
 *
 * @param place where it runs, as in the {@code device} column
 */
record ExecutorModel(ImageEstimator estimator, String place) {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorModel.class);

  /**
   * @throws org.isobath.UserError when the device that was asked for is not there, or the model
   *     cannot be fetched
   */
  static ExecutorModel of(Recipe recipe) {
    OptionalInt given = TaskGpu.given();
    int gpu = given.orElse(0);
    SharedEstimators.Key key =
        new SharedEstimators.Key(
            recipe.card(),
            recipe.decode().options(),
            recipe.size(),
            recipe.tiling(),
            recipe.fusion(),
            recipe.crossCheck(),
            recipe.paramsHash(),
            recipe.device(),
            gpu,
            recipe.threads().intraOp(),
            recipe.batching());
    ImageEstimator estimator =
        SharedEstimators.get(
            key,
            card -> {
              LOG.info(choice(card, recipe, SparkEnv.get().executorId(), given));
              return recipe.models().store().fetch(card, SparkHadoopUtil.get().conf());
            });
    return new ExecutorModel(estimator, place(estimator.model().device(), gpu));
  }

  /** For the log: what was asked for, and what Spark gave. */
  static String choice(ModelCard card, Recipe recipe, String executor, OptionalInt gpu) {
    return "executor %s: %s with device = %s, %s"
        .formatted(
            executor,
            card.id(),
            recipe.device().label(),
            gpu.isPresent() ? "GPU " + gpu.getAsInt() + " from Spark" : "no GPU from Spark");
  }

  static String place(Device device, int gpu) {
    return device.gpu() ? device.label() + ":" + gpu : device.label();
  }
}
