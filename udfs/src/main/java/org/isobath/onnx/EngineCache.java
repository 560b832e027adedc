package org.isobath.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isobath.UserError;

/**
 * Where TensorRT keeps what it compiled, which takes minutes per model and shape. An engine fits
 * one model, one version of the runtime and one GPU, so each combination has a folder of its own
 * beside the model's file; the runtime adds the architecture of the GPU to the names in it.
 */
final class EngineCache {
  private EngineCache() {}

  /**
   * @param model the model's file, in the folder of this machine's models
   * @param gpu ordinal
   */
  static Path folder(Path model, String sha256, String runtime, int gpu) {
    return model
        .toAbsolutePath()
        .resolveSibling("tensorrt")
        .resolve(sha256)
        .resolve("onnxruntime-" + runtime)
        .resolve("gpu-" + gpu);
  }

  /**
   * {@link #folder}, made where it is not there.
   *
   * @throws UserError when it cannot be made
   */
  static Path create(Path model, String sha256, String runtime, int gpu) {
    Path folder = folder(model, sha256, runtime, gpu);
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserError(
          "Cannot make the folder for TensorRT's engines, "
              + folder
              + ": "
              + e.getMessage()
              + ". Set models.cache to a folder that can be written.",
          e);
    }
  }
}
