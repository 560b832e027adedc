package org.isobath.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;

/**
 * How sessions are set up on each device. The environment variable {@code ORT_DISABLE_TELEMETRY=1}
 * is expected wherever this runs (the launcher and the Spark settings under {@code conf/spark} set
 * it): ONNX Runtime 1.29.0 reads the command line for its telemetry at start and ends the JVM when
 * that line is longer than 4 KB. The pinned 1.28.0 has no telemetry on Linux.
 */
final class SessionSettings {
  /** Some messages of the runtime carry a whole stack trace. */
  private static final int MAX_WORDS = 600;

  private SessionSettings() {}

  /**
   * Options for one session; the caller closes them.
   *
   * @param engines folder for TensorRT's engines; null elsewhere, and for a trial
   */
  static SessionOptions options(Device device, int gpu, int intraOpThreads, Path engines)
      throws OrtException {
    SessionOptions options = new SessionOptions();
    try {
      options.setIntraOpNumThreads(intraOpThreads);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(ExecutionMode.SEQUENTIAL);
      options.setOptimizationLevel(OptLevel.ALL_OPT);
      // an executor's other tasks decode pictures on the same cores; a spinning pool would take
      // them away
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setDeterministicCompute(true);
      // planned for one shape; photographs come in many, and each new one would keep its plan
      options.setMemoryPatternOptimization(false);
      if (device == Device.TENSORRT) {
        addTensorRt(options, gpu, engines);
      }
      if (device.gpu()) {
        addCuda(options, gpu);
      }
      return options;
    } catch (OrtException | RuntimeException e) {
      options.close();
      throw e;
    }
  }

  private static void addCuda(SessionOptions options, int gpu) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(gpu)) {
      // TF32 keeps 10 bits of mantissa: visible in 16-bit depth codes
      cuda.add("use_tf32", "0");
      // an exhaustive search per input shape costs seconds, and may choose differently on the next
      // run
      cuda.add("cudnn_conv_algo_search", "HEURISTIC");
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      options.addCUDA(cuda);
    }
  }

  private static void addTensorRt(SessionOptions options, int gpu, Path engines)
      throws OrtException {
    try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(gpu)) {
      tensorRt.add("trt_timing_cache_enable", "1");
      if (engines != null) {
        tensorRt.add("trt_timing_cache_path", engines.toString());
        tensorRt.add("trt_engine_cache_enable", "1");
        tensorRt.add("trt_engine_cache_path", engines.toString());
      }
      options.addTensorrt(tensorRt);
    }
  }

  /** Why a session on this GPU device cannot be made; empty when it can. */
  static Optional<String> obstacle(Device device) {
    OrtEnvironment.getEnvironment();
    EnumSet<OrtProvider> carried = OrtEnvironment.getAvailableProviders();
    OrtProvider provider = device == Device.TENSORRT ? OrtProvider.TENSOR_RT : OrtProvider.CUDA;
    if (!carried.contains(provider)) {
      return Optional.of("this build carries the CPU runtime only");
    }
    try (SessionOptions options = options(device, 0, 1, null)) {
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of(words(e));
    }
  }

  /** The runtime's message on one line. */
  static String words(OrtException e) {
    String message = String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ");
    return message.length() <= MAX_WORDS ? message : message.substring(0, MAX_WORDS) + "...";
  }
}
