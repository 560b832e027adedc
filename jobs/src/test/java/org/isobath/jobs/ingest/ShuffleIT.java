package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.CommandResultExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SortExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.exchange.Exchange;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.QueryExecutionListener;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Command;
import org.isobath.jobs.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Image bytes stay where they were read: nothing shuffles or sorts them. */
class ShuffleIT {
  private static final int PICTURES = 8;

  @TempDir Path dir;

  private final SparkSession spark = LocalSpark.session();
  private final List<String> writes = Collections.synchronizedList(new ArrayList<>());
  private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong shuffled = new AtomicLong();

  @Test
  void nothingShufflesOrSortsImageBytes() throws Exception {
    Album album = new Album(dir);
    Random random = new Random(5);
    long bytes = 0;
    for (int i = 0; i < PICTURES; i++) {
      byte[] noise = new byte[3 * 200 * 150];
      random.nextBytes(noise);
      byte[] png = ImageEncoder.png(new Image(200, 150, noise));
      bytes += png.length;
      album.put(i + ".png", png);
    }
    String[] batches = {"--set", "ingest.batch-bytes=200 KiB"};
    Plans plans = new Plans();
    Stages stages = new Stages();
    spark.listenerManager().register(plans);
    spark.sparkContext().addSparkListener(stages);
    try {
      Command first = album.ingest(album.files(), batches);
      assertThat(first.code()).as(first.err()).isZero();
      // a second time over other bytes, so that rows of sources are merged into
      for (int i = 0; i < PICTURES; i++) {
        album.put(i + ".png", Album.png(i));
      }
      assertThat(album.ingest(album.files(), batches).json().get("out").asInt())
          .isEqualTo(PICTURES);
      spark.sparkContext().listenerBus().waitUntilEmpty(10_000);
    } finally {
      spark.listenerManager().unregister(plans);
      spark.sparkContext().removeSparkListener(stages);
    }
    assertThat(writes).hasSizeGreaterThan(4);
    assertThat(faults).isEmpty();
    assertThat(shuffled.get()).isPositive().isLessThan(bytes / 4);
  }

  private final class Stages extends SparkListener {
    @Override
    public void onStageCompleted(SparkListenerStageCompleted event) {
      shuffled.addAndGet(event.stageInfo().taskMetrics().shuffleWriteMetrics().bytesWritten());
    }
  }

  private final class Plans implements QueryExecutionListener {
    @Override
    public void onSuccess(String function, QueryExecution execution, long nanos) {
      if (function.equals("deltaTransactionalWrite")) {
        writes.add(function);
        inspect(execution.executedPlan());
      }
    }

    @Override
    public void onFailure(String function, QueryExecution execution, Exception exception) {
      faults.add(function + ": " + exception);
    }
  }

  private void inspect(SparkPlan plan) {
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      inspect(adaptive.executedPlan());
    } else if (plan instanceof QueryStageExec stage) {
      inspect(stage.plan());
    } else if (plan instanceof CommandResultExec command) {
      inspect(command.commandPhysicalPlan());
    }
    if ((plan instanceof Exchange || plan instanceof SortExec) && holdsBytes(plan.schema())) {
      faults.add(plan.toString());
    }
    CollectionConverters.asJava(plan.children()).forEach(this::inspect);
    CollectionConverters.asJava(plan.subqueries()).forEach(this::inspect);
  }

  private static boolean holdsBytes(DataType type) {
    if (type instanceof StructType struct) {
      return java.util.Arrays.stream(struct.fields())
          .anyMatch(field -> holdsBytes(field.dataType()));
    }
    return type instanceof ArrayType array
        ? holdsBytes(array.elementType())
        : type.equals(BinaryType$.MODULE$);
  }
}
