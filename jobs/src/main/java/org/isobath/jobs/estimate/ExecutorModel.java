package org.isobath.jobs.estimate;

import org.apache.spark.deploy.SparkHadoopUtil;
import org.isobath.model.ImageEstimator;
import org.isobath.model.SharedEstimators;
import org.isobath.onnx.Device;
import org.isobath.sql.TaskGpu;

/**
 * The model of this executor: fetched and verified once per machine, opened once per device, shared
 * by all task threads until the JVM ends.
 *
 * @param place where it runs, as in the {@code device} column
 */
record ExecutorModel(ImageEstimator estimator, String place) {
  /**
   * @throws org.isobath.UserError when the device that was asked for is not there, or the model
   *     cannot be fetched
   */
  static ExecutorModel of(Recipe recipe) {
    int gpu = TaskGpu.assigned();
    SharedEstimators.Key key =
        new SharedEstimators.Key(
            recipe.card(),
            recipe.decode().options(),
            recipe.size(),
            recipe.tiling(),
            recipe.paramsHash(),
            recipe.device(),
            gpu,
            recipe.threads().intraOp(),
            recipe.batching());
    ImageEstimator estimator =
        SharedEstimators.get(
            key, () -> recipe.models().store().fetch(recipe.card(), SparkHadoopUtil.get().conf()));
    return new ExecutorModel(estimator, place(estimator.model().device(), gpu));
  }

  static String place(Device device, int gpu) {
    return device.gpu() ? device.label() + ":" + gpu : device.label();
  }
}
