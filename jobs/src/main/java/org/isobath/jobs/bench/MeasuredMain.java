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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Main;
import org.isobath.jobs.Spark;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * The other end of {@link MeasuredRun}: runs a command line and leaves behind what the process
 * cost, with every look at its memory and not their maximum: what of them is compared, {@link
 * Looks} says. Beside the verbs it knows {@link #NOTHING}.
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
    List<Memory> looks = new CopyOnWriteArrayList<>();
    double seconds = Double.parseDouble(args[1]);
    if (seconds > 0) {
      watch(looks, seconds);
    }
    // verbs end with System.exit
    Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(Path.of(args[0]), looks)));
    String[] command = Arrays.copyOfRange(args, 2, args.length);
    if (command[0].equals(NOTHING)) {
      nothing(Conf.load(List.of(command[2]), List.of()));
    } else {
      Main.main(command);
    }
  }

  private static void watch(List<Memory> looks, double seconds) {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (true) {
                  TimeUnit.MILLISECONDS.sleep((long) (1000 * seconds));
                  if (working()) {
                    looks.add(Memory.afterCollection());
                  }
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "memory-watch");
    watch.setDaemon(true);
    watch.start();
  }

  /**
   * Whether a task runs now: a longer run has no more of a beginning and an end than a short one.
   */
  private static boolean working() {
    return SparkSession.getDefaultSession().nonEmpty()
        && Arrays.stream(SparkSession.active().sparkContext().statusTracker().getExecutorInfos())
            .anyMatch(executor -> executor.numRunningTasks() > 0);
  }

  private static void leave(Path file, List<Memory> looks) {
    long cpu = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    try {
      new ObjectMapper()
          .writeValue(file.toFile(), Map.of("cpu_seconds", cpu / 1e9, "looks", looks));
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
