package org.isobath.jobs.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The JVM and what it stands on. */
final class MachineChecks {
  private static final long GIB = 1L << 30;

  private MachineChecks() {}

  static Finding java() {
    int version = Runtime.version().feature();
    String text = "Java " + Runtime.version() + " of " + System.getProperty("java.vendor");
    if (version != 17 && version != 21) {
      return Finding.warn(
          text, "Spark 4.1 is made for Java 17 and 21. Set JAVA_HOME to one of them.");
    }
    if (!Object.class.getModule().isOpen("java.nio", MachineChecks.class.getModule())) {
      return Finding.warn(
          text + ", java.nio closed",
          "Start with jobs/bin/isobath or spark-submit, which open what Spark needs"
              + " (--add-opens).");
    }
    return Finding.ok(text);
  }

  static Finding memory() {
    long heap = Runtime.getRuntime().maxMemory();
    long machine = machineBytes();
    String text = "heap up to " + gib(heap) + " of " + gib(machine);
    if (heap < GIB) {
      return Finding.warn(
          text,
          "Tables of pictures need 1 GiB and more: ISOBATH_JAVA_OPTS=-Xmx4g, or --driver-memory of"
              + " spark-submit.");
    }
    if (heap > machine / 4 * 3) {
      return Finding.warn(
          text,
          "Tensors and decoded pictures live outside of the heap: leave them a quarter of the"
              + " memory at least.");
    }
    return Finding.ok(text);
  }

  /** Memory of this machine, or of the container it is. */
  static long machineBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  static Finding cores() {
    return Finding.ok(Runtime.getRuntime().availableProcessors() + " processors");
  }

  static Finding temp() throws IOException {
    Path temp = Path.of(System.getProperty("java.io.tmpdir"));
    String cure =
        "Set another folder: ISOBATH_JAVA_OPTS=-Djava.io.tmpdir=/large, and spark.local.dir.";
    try {
      Files.delete(Files.createTempFile(temp, "isobath", ".probe"));
    } catch (IOException e) {
      return Finding.fail(temp + " cannot be written: " + e, cure);
    }
    long free = Files.getFileStore(temp).getUsableSpace();
    String text = temp + ", " + gib(free) + " free";
    return free < 2 * GIB ? Finding.warn(text, cure) : Finding.ok(text);
  }

  /** A JVM under a locale that is not UTF-8 can neither list nor open files with other names. */
  static Finding names() {
    String encoding = System.getProperty("sun.jnu.encoding");
    return "UTF-8".equalsIgnoreCase(encoding)
        ? Finding.ok("file names in UTF-8")
        : Finding.warn(
            "file names in " + encoding,
            "Files whose names are not ASCII are out of reach. Set LC_ALL=C.UTF-8, on executors"
                + " with spark.executorEnv.LC_ALL.");
  }

  static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB);
  }
}
