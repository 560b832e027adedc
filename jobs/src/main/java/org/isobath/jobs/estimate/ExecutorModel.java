package org.isobath.jobs.estimate;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.resource.ResourceInformation;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ImageEstimator;
import org.isobath.onnx.Device;

/**
 * The model of this executor: fetched and verified once per machine, opened once per device, shared
 * by all task threads until the JVM ends.
 *
 * @param place where it runs, as in the {@code device} column
 */
record ExecutorModel(ImageEstimator estimator, String place) {
  private record Key(String paramsHash, String modelId, Device device, int gpu, int threads) {}

  private static final ConcurrentHashMap<Key, ExecutorModel> OPEN = new ConcurrentHashMap<>();

  /**
   * @throws org.isobath.UserError when the device that was asked for is not there, or the model
   *     cannot be fetched
   */
  static ExecutorModel of(Recipe recipe) {
    int gpu = assignedGpu();
    Key key =
        new Key(
            recipe.paramsHash(), recipe.card().id(), recipe.device(), gpu, recipe.intraOpThreads());
    return OPEN.computeIfAbsent(key, k -> open(recipe, gpu));
  }

  private static ExecutorModel open(Recipe recipe, int gpu) {
    Path file = recipe.models().store().fetch(recipe.card(), SparkHadoopUtil.get().conf());
    DepthModel model =
        DepthModels.open(
            recipe.card(),
            file,
            recipe.device(),
            gpu,
            recipe.intraOpThreads(),
            DepthModels.MAX_BATCH);
    return new ExecutorModel(
        new ImageEstimator(model, recipe.decode().options(), recipe.size(), recipe.paramsHash()),
        place(model.device(), gpu));
  }

  static String place(Device device, int gpu) {
    return device.gpu() ? device.label() + ":" + gpu : device.label();
  }

  /** The GPU that Spark gave to this task; the first one where Spark manages none. */
  private static int assignedGpu() {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return 0;
    }
    ResourceInformation gpus = task.resourcesJMap().get("gpu");
    return gpus == null || gpus.addresses().length == 0
        ? 0
        : Integer.parseInt(gpus.addresses()[0].strip());
  }
}
