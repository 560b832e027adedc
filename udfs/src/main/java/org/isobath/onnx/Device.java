package org.isobath.onnx;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.isobath.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where inference runs. {@link #AUTO} is a request, the others are places. A place that was asked
 * for by name and is not there is an error with its cure; no request ever ends on the CPU silently.
 */
public enum Device {
  /**
   * CUDA when this build and machine have it, else the CPU. Never TensorRT: it compiles an engine
   * per input shape, which takes minutes, so it has to be asked for.
   */
  AUTO,
  CPU,
  CUDA,
  TENSORRT;

  private static final Logger LOG = LoggerFactory.getLogger(Device.class);

  /** The name in configuration, logs and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * True where the device has its own memory, so that batches pay and results depend on kernel
   * choice.
   */
  public boolean gpu() {
    return this == CUDA || this == TENSORRT;
  }

  /** The device with this {@link #label()}. */
  public static Device of(String label) {
    for (Device device : values()) {
      if (device.label().equals(label)) {
        return device;
      }
    }
    throw new UserError(
        "Unknown device: "
            + label
            + ". Use one of "
            + Arrays.stream(values()).map(Device::label).collect(Collectors.joining(", "))
            + ".");
  }

  /**
   * The place behind this request, never {@link #AUTO}. Logs one line with the reason the first
   * time AUTO decides.
   *
   * @throws UserError when CUDA or TensorRT was asked for and cannot be used here
   */
  public Device resolve() {
    switch (this) {
      case AUTO:
        return Choice.AUTO;
      case CPU:
        return CPU;
      default:
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
          throw new UserError(
              "Device "
                  + label()
                  + " was asked for and cannot be used: "
                  + obstacle.get()
                  + ". Build with mvn -Pgpu package and run where the NVIDIA driver"
                  + (this == TENSORRT
                      ? ", CUDA 12, cuDNN 9 and TensorRT 10"
                      : ", CUDA 12 and cuDNN 9")
                  + " can be loaded, or set the device to auto or cpu.");
        }
        return this;
    }
  }

  /**
   * Why this device cannot be used in this JVM, in the runtime's own words; empty when it can.
   * Loads the provider's native libraries, which is the only proof: a build that carries a provider
   * still fails where driver or cuDNN are missing.
   */
  public Optional<String> obstacle() {
    return gpu() ? Choice.OBSTACLES.get(this) : Optional.empty();
  }

  /**
   * Probed once per JVM: loading a provider takes up to seconds, and the answer does not change.
   */
  private static final class Choice {
    static final Map<Device, Optional<String>> OBSTACLES = probe();
    static final Device AUTO = choose();

    private static Map<Device, Optional<String>> probe() {
      Map<Device, Optional<String>> obstacles = new EnumMap<>(Device.class);
      for (Device device : Device.values()) {
        if (device.gpu()) {
          obstacles.put(device, SessionSettings.obstacle(device));
        }
      }
      return obstacles;
    }

    private static Device choose() {
      Optional<String> obstacle = OBSTACLES.get(CUDA);
      if (obstacle.isEmpty()) {
        LOG.info("device auto: cuda, because its provider loads here");
        return CUDA;
      }
      LOG.info("device auto: cpu, because cuda cannot be used: {}", obstacle.get());
      return CPU;
    }
  }
}
