package org.isobath.jobs.doctor;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.sql.SparkSession;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Spark;
import org.isobath.onnx.Device;

/** The session, and every executor that it finds. */
final class SparkChecks {
  private SparkChecks() {}

  static Finding session(Conf conf) {
    SparkSession spark = Spark.session(conf, "isobath doctor");
    long delta = spark.range(3).count();
    if (delta != 3) {
      return Finding.fail("counts three rows as " + delta, "The class path holds several Sparks.");
    }
    return Finding.ok(
        "Spark "
            + spark.version()
            + ", Delta "
            + io.delta.package$.MODULE$.VERSION()
            + ", master "
            + spark.sparkContext().master()
            + ", "
            + spark.sparkContext().defaultParallelism()
            + " tasks at once");
  }

  /**
   * Loads the native libraries and resolves the device in tasks, several per core so that each
   * executor gets some.
   */
  static Finding executors(Conf conf) {
    SparkSession spark = Spark.session(conf, "isobath doctor");
    String device = conf.string("estimate.device");
    int tasks = 4 * spark.sparkContext().defaultParallelism();
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    TreeMap<String, String> seen = new TreeMap<>();
    JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(numbers, tasks)
        .map(number -> look(device))
        .collect()
        .forEach(look -> seen.put(look.get(0), look.get(1)));
    List<String> broken =
        seen.entrySet().stream()
            .filter(e -> !e.getValue().startsWith("ok"))
            .map(e -> e.getKey() + ": " + e.getValue())
            .toList();
    if (!broken.isEmpty()) {
      return Finding.fail(
          String.join("; ", broken),
          "The executors need the jars of lib for their platform (spark-submit --jars), and the device where one is asked for.");
    }
    return Finding.ok(
        seen.size()
            + (seen.size() == 1 ? " executor" : " executors")
            + " with OpenCV and ONNX Runtime: "
            + seen.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue().substring(3))
                .collect(Collectors.joining(", ")));
  }

  /** Name of this executor, and what works on it. */
  private static List<String> look(String device) throws Exception {
    String name =
        SparkEnv.get().executorId() + "@" + SparkEnv.get().blockManager().blockManagerId().host();
    Finding pictures = NativeChecks.pictures();
    Finding runtime = NativeChecks.runtime();
    for (Finding finding : List.of(pictures, runtime)) {
      if (finding.state() != Finding.State.OK) {
        return List.of(name, finding.text());
      }
    }
    try {
      ResourceInformation gpus = TaskContext.get().resourcesJMap().get("gpu");
      String given = gpus == null ? "" : " (GPU " + String.join(", ", gpus.addresses()) + ")";
      return List.of(name, "ok " + Device.of(device).resolve().label() + given);
    } catch (RuntimeException e) {
      return List.of(name, e.getMessage());
    }
  }
}
