package org.isobath.jobs.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Main;
import org.isobath.jobs.Spark;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * The other end of {@link MeasuredRun}: runs a command line and leaves behind what the process
 * cost. Beside the verbs it knows {@link #NOTHING}.
 */
public final class MeasuredMain {
  /**
   * The least that a command over Delta tables does: starts Spark, asks a table for its rows and
   * appends a row to another.
   */
  static final String NOTHING = "nothing";

  private MeasuredMain() {}

  /**
   * @param args file for the result, seconds between two looks at the memory (0: none), then the
   *     command line
   */
  public static void main(String[] args) {
    AtomicReference<Memory> most = new AtomicReference<>(Memory.NONE);
    double seconds = Double.parseDouble(args[1]);
    if (seconds > 0) {
      watch(most, seconds);
    }
    // verbs end with System.exit
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(Path.of(args[0]), most.get())));
    String[] command = Arrays.copyOfRange(args, 2, args.length);
    if (command[0].equals(NOTHING)) {
      nothing(Conf.load(List.of(command[2]), List.of()));
    } else {
      Main.main(command);
    }
  }

  private static void watch(AtomicReference<Memory> most, double seconds) {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (true) {
                  TimeUnit.MILLISECONDS.sleep((long) (1000 * seconds));
                  most.accumulateAndGet(Memory.afterCollection(), Memory::max);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "memory-watch");
    watch.setDaemon(true);
    watch.start();
  }

  private static void leave(Path file, Memory most) {
    long cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    try {
      new ObjectMapper()
          .writeValue(
              file.toFile(),
              Map.of(
                  "cpu_seconds", cpu / 1e9,
                  "heap_mb", most.heapMb(),
                  "direct_mb", most.directMb(),
                  "native_mb", most.nativeMb()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void nothing(Conf conf) {
    var spark = Spark.session(conf, NOTHING);
    long rows = Tables.open(spark, conf).read(Table.IMAGES).count();
    spark
        .range(rows, rows + 1)
        .write()
        .format("delta")
        .mode("append")
        .save(Tables.warehouse(conf) + "/nothing");
    spark.stop();
    System.exit(0);
  }
}
