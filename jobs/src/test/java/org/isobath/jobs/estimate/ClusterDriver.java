package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.isobath.jobs.Command;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Main;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Scrape;
import org.isobath.jobs.Spark;
import org.isobath.jobs.Table;
import org.isobath.onnx.Device;
import org.isobath.sql.TaskGpu;

/**
 * The driver of {@link GpuClusterIT}, in a JVM of its own. Executors of two cores with one GPU,
 * which two tasks share: the first argument is a folder, the second the master, the third how many
 * GPUs an executor asks for.
 */
final class ClusterDriver {
  /** Of all executors together: so many slots has the cluster of the test. */
  private static final int SLOTS = 6;

  /** In an executor: only two tasks at once get past it. */
  private static final CyclicBarrier BOTH = new CyclicBarrier(2);

  private ClusterDriver() {}

  /** What a task found. */
  private record Seen(String executor, int gpu, int estimator, String place)
      implements Serializable {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Conf conf =
        Conf.load(List.of(), List.of("spark.master=\"" + args[1] + "\""))
            .with(settings(Integer.parseInt(args[2])));
    SparkSession spark = Spark.session(conf, "isobath on a cluster");
    Estimation world = new Estimation(folder);
    assignment(world, spark);
    estimate(world, spark);
    refusal(world);
    spark.stop();
  }

  private static String settings(int gpus) {
    return """
        spark.conf {
          "spark.executor.cores" = "2"
          "spark.executor.memory" = "512m"
          "spark.executor.resource.gpu.amount" = "%d"
          "spark.task.resource.gpu.amount" = "0.5"
          "spark.cores.max" = "%d"
          "spark.scheduler.minRegisteredResourcesRatio" = "1.0"
          "spark.scheduler.maxRegisteredResourcesWaitingTime" = "100s"
          "spark.executor.extraClassPath" = "%s"
          "spark.executor.extraJavaOptions" = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile=org/isobath/conf/log4j2.properties"
          "spark.driver.host" = "127.0.0.1"
          "spark.ui.port" = "0"
          "spark.sql.shuffle.partitions" = "2"
          "spark.databricks.delta.snapshotPartitions" = "1"
        }
        """
        .formatted(gpus, SLOTS, System.getProperty("java.class.path"));
  }

  private static void assignment(Estimation world, SparkSession spark) {
    Recipe recipe = Recipe.of(world.conf(), ModelSettings.cards(world.conf()).get("tiny"));
    List<Seen> all =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(IntStream.range(0, SLOTS).boxed().toList(), SLOTS)
            .map(task -> look(recipe))
            .collect();
    Map<String, List<Seen>> byExecutor = new TreeMap<>();
    all.forEach(
        seen -> byExecutor.computeIfAbsent(seen.executor, e -> new ArrayList<>()).add(seen));
    Set<Integer> gpus = new TreeSet<>();
    assertThat(byExecutor).hasSize(SLOTS / 2);
    byExecutor.forEach(
        (executor, seen) -> {
          assertThat(seen).as("tasks at once in executor %s", executor).hasSize(2);
          assertThat(new HashSet<>(seen)).as("one GPU, one model: %s", seen).hasSize(1);
          gpus.add(seen.get(0).gpu);
        });
    assertThat(gpus).as("two of the one worker, one of the other").containsExactly(0, 1, 3);
  }

  private static Seen look(Recipe recipe) throws Exception {
    BOTH.await(60, TimeUnit.SECONDS);
    ExecutorModel model = ExecutorModel.of(recipe);
    return new Seen(
        SparkEnv.get().executorId(),
        TaskGpu.given().orElse(-1),
        System.identityHashCode(model.estimator()),
        model.place());
  }

  private static Command estimate(Estimation world, String... more) {
    List<String> arguments = new ArrayList<>(List.of("estimate", "--json"));
    List<String> sets = new ArrayList<>(world.sets);
    sets.addAll(List.of(more));
    sets.forEach(set -> arguments.addAll(List.of("--set", set)));
    return Command.of(arguments);
  }

  private static void estimate(Estimation world, SparkSession spark) throws Exception {
    List<Row> pictures = Estimation.pictures(1, 12);
    world.add(pictures, SLOTS);
    Command estimate = estimate(world);
    assertThat(estimate.code()).as(estimate.err()).isZero();
    assertThat(estimate.json().get("device").textValue()).isEqualTo("cpu");
    assertThat(world.outcomes()).isEqualTo(Estimation.ids(pictures));
    assertThat(world.tables().read(Table.DEPTH).where("device = 'cpu'").count()).isEqualTo(12);
    // what three executors reported
    Scrape.awaitCounters(spark.sparkContext(), Map.of(), Map.of("estimate_images", 12L));
  }

  private static void refusal(Estimation world) {
    if (Device.CUDA.obstacle().isEmpty()) {
      return;
    }
    Command refused = estimate(world, "estimate.device=cuda");
    assertThat(refused.code()).as(refused.err()).isEqualTo(Main.USER_ERROR);
    assertThat(refused.err())
        .contains("isobath: Device cuda was asked for and cannot be used: ")
        .contains("Build with mvn -Pgpu package")
        .contains("set the device to auto or cpu.");
    assertThat(refused.json().get("state").textValue()).isEqualTo("failed");
  }
}
