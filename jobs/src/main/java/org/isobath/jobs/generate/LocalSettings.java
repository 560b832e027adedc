package org.isobath.jobs.generate;

import java.io.Serializable;
import org.isobath.generate.local.LocalPlace;
import org.isobath.jobs.Conf;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.TaskCores;
import org.isobath.model.StoreSettings;
import org.isobath.onnx.Device;

/**
 * The section {@code generate.local} of the configuration, as it travels to tasks.
 *
 * @param device that was asked for
 * @param threads inside one run on a CPU
 * @param batch pictures in one run at most
 * @param memory bytes that graphs may take together
 * @param store where components come from and are kept
 */
record LocalSettings(Device device, int threads, int batch, long memory, StoreSettings store)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final double MOST_GB = 1e6;

  static LocalSettings of(Conf conf) {
    double gigabytes = conf.number("generate.local.memory-gb", 0, MOST_GB);
    return new LocalSettings(
        Device.of(conf.oneOf("generate.local.device", "auto", "cpu", "cuda", "tensorrt")),
        // one pipeline serves all tasks of an executor, one after the other
        TaskCores.of(conf).cores(),
        conf.integer("generate.local.batch", 1, 64),
        gigabytes == 0 ? Long.MAX_VALUE : (long) (gigabytes * (1L << 30)),
        ModelSettings.of(conf));
  }

  /**
   * Where a generator runs.
   *
   * @param gpu ordinal; ignored on the CPU
   */
  LocalPlace place(int gpu) {
    return new LocalPlace(device, gpu, threads, memory);
  }
}
