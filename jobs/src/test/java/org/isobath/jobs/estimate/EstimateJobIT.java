package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Row;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.jobs.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstimateJobIT {
  @TempDir Path temp;

  @Test
  void everyPictureGetsOneOutcome_theSecondRunDecodesNothing_andNewPicturesAloneAreRead()
      throws Exception {
    Estimation world = new Estimation(temp.resolve("a folder"));
    List<Row> first = Estimation.pictures(1, 12);
    world.add(first, 3);

    Estimation.Result run = world.run();

    assertThat(run.outcome().in()).isEqualTo(12);
    assertThat(run.outcome().out()).isEqualTo(12);
    assertThat(run.decoded()).isEqualTo(12);
    assertThat(world.outcomes()).isEqualTo(Estimation.ids(first));
    Row row = world.tables().read(Table.DEPTH).orderBy("image_id").head();
    assertThat(row.<String>getAs("state")).isEqualTo("ok");
    assertThat(row.<String>getAs("device")).isEqualTo("cpu");
    assertThat(row.<String>getAs("kind")).isEqualTo("inverse_relative");
    assertThat(row.<Integer>getAs("width")).isEqualTo(64);
    assertThat(row.<Integer>getAs("height")).isEqualTo(48);
    byte[] png = row.getAs("depth");
    DepthMap map = DepthPng.decode(png);
    assertThat(map.kind()).isEqualTo(DepthKind.INVERSE_RELATIVE);
    assertThat(map.width()).isEqualTo(64);
    assertThat(DepthPng.text(png))
        .containsEntry("depth:model", "tiny")
        .containsEntry("depth:params_hash", row.getAs("params_hash"))
        .containsEntry("depth:scale", String.valueOf(row.<Double>getAs("scale")))
        .containsEntry("depth:model_sha256", row.getAs("model_sha256"));

    List<String> before = world.depth();
    AtomicInteger sparkJobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            sparkJobs.incrementAndGet();
          }
        };
    SparkContext spark = world.spark().sparkContext();
    spark.addSparkListener(listener);
    Estimation.Result again = world.run();
    spark.listenerBus().waitUntilEmpty();
    spark.removeSparkListener(listener);
    assertThat(sparkJobs).as("nothing to look for").hasValue(0);
    assertThat(again.decoded()).isZero();
    assertThat(again.outcome().in()).isEqualTo(12);
    assertThat(again.outcome().skipped()).isEqualTo(12);
    assertThat(again.outcome().figures().keySet()).isEqualTo(run.outcome().figures().keySet());
    assertThat(world.depth()).isEqualTo(before);

    List<Row> second = Estimation.pictures(100, 5);
    world.add(second, 2);
    Estimation.Result more = world.run();
    assertThat(more.decoded()).isEqualTo(5);
    assertThat(more.outcome().out()).isEqualTo(5);
    assertThat(more.outcome().skipped()).isEqualTo(12);
    List<Row> all = new ArrayList<>(first);
    all.addAll(second);
    assertThat(world.outcomes()).isEqualTo(Estimation.ids(all));
  }
}
