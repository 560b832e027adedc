package org.isobath.onnx;

import ai.onnxruntime.OrtEnvironment;
import java.util.List;
import java.util.Locale;

/** What this JVM's copy of ONNX Runtime is; the first call loads its native library. */
public final class OnnxRuntime {
  private OnnxRuntime() {}

  /** Version of the native library, for example {@code 1.28.0}. */
  public static String version() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  /**
   * Names of the execution providers that this build carries, lower case. Carried is not usable:
   * {@link Device#obstacle()} tells whether a provider's own libraries load.
   */
  public static List<String> providers() {
    OrtEnvironment.getEnvironment();
    return OrtEnvironment.getAvailableProviders().stream()
        .map(provider -> provider.name().toLowerCase(Locale.ROOT))
        .sorted()
        .toList();
  }
}
