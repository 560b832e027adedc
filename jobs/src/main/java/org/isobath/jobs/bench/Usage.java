package org.isobath.jobs.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What one stretch of work cost this process.
 *
 * @param wallSeconds by the monotonic clock
 * @param cpuSeconds of all threads, native ones included
 */
record Usage(double wallSeconds, double cpuSeconds) {

  /** Work that may throw. */
  interface Work {
    void run() throws Exception;
  }

  static Usage of(Work work) throws Exception {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long cpu = system.getProcessCpuTime();
    long wall = System.nanoTime();
    work.run();
    return new Usage((System.nanoTime() - wall) / 1e9, (system.getProcessCpuTime() - cpu) / 1e9);
  }

  /** Largest resident set of this process so far, megabytes; NaN where the system does not tell. */
  static double peakRssMb() {
    return Memory.status("VmHWM:");
  }
}
