package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.isobath.jobs.CarefulMode;
import org.isobath.jobs.Conf;
import org.isobath.jobs.ModelSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CancelledIT {
  @TempDir Path temp;

  @Test
  @Timeout(120)
  void aCancelledJobStopsItsInferenceAndLeavesNoThread() throws Exception {
    Estimation world = new Estimation(temp);
    Conf conf = world.conf();
    SparkSession spark = world.spark();
    Recipe recipe = Recipe.of(conf, ModelSettings.cards(conf).get("tiny"));
    DepthMapper mapper =
        new DepthMapper(
            recipe,
            new Tally(spark.sparkContext()),
            "run",
            DepthMapper.hadoop(spark),
            new CarefulMode.Orders(temp.toString(), null, "run", Map.of(), 2));
    byte[] picture = Estimation.picture(1, 70, 50);
    Dataset<Row> endless =
        spark
            .range(0, Long.MAX_VALUE, 1, 2)
            .select(
                functions.lit(Estimation.sha256(picture)).as("image_id"),
                functions.lit(picture).as("content"),
                functions.lit(null).cast("string").as("uri"),
                functions.lit(null).cast("double").as("focal_px"),
                functions.lit((long) picture.length).as("length"),
                functions.lit(70).as("width"),
                functions.lit(50).as("height"));
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<?> job =
          pool.submit(
              () -> {
                // without interrupts: the tasks notice by themselves
                spark.sparkContext().setJobGroup("endless", "cancelled by its test", false);
                mapper.depthOf(endless).write().format("noop").mode("overwrite").save();
              });
      while (workers() < 2) {
        assertThat(job.isDone()).as("ended before it began").isFalse();
        Thread.sleep(20);
      }
      spark.sparkContext().cancelJobGroup("endless");
      assertThatThrownBy(() -> job.get(60, TimeUnit.SECONDS)).hasMessageContaining("cancel");
    } finally {
      pool.shutdownNow();
    }
    while (workers() > 0) {
      Thread.sleep(20);
    }
  }

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("isobath-overlap"))
        .count();
  }
}
