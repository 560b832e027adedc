package org.isobath.jobs.bench;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of this process in megabytes.
 *
 * @param heapMb objects that a full collection left
 * @param directMb direct buffers, such as the tensors of a model
 * @param nativeMb resident memory beside the heap: direct buffers, native libraries and what they
 *     allocate, code, classes and stacks; NaN where the system does not tell. Means something only
 *     where the whole heap is resident ({@code -Xms} equal to {@code -Xmx}, {@code AlwaysPreTouch})
 */
record Memory(double heapMb, double directMb, double nativeMb) {
  private static final double MB = 1 << 20;

  /** Collects garbage and looks. */
  static Memory afterCollection() {
    System.gc();
    // what was there when the collection ended, not what has been allocated since
    double heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
            .mapToLong(pool -> pool.getCollectionUsage().getUsed())
            .sum();
    long committed = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    double direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return new Memory(heap / MB, direct / MB, status("VmRSS:") - committed / MB);
  }

  /** A line of this process's status in megabytes; NaN where the system does not tell. */
  static double status(String key) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(key)) {
          return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return Double.NaN;
    }
    return Double.NaN;
  }
}
