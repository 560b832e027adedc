package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.CommandResultExec;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SortExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanExec;
import org.apache.spark.sql.execution.adaptive.QueryStageExec;
import org.apache.spark.sql.execution.exchange.Exchange;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.QueryExecutionListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** Image and depth bytes are never shuffled, sorted or repartitioned. */
class PlanIT {
  @TempDir Path temp;

  /** The writes of a session, and every byte its tasks shuffled. */
  private static final class Watch extends SparkListener implements QueryExecutionListener {
    final List<SparkPlan> writes = Collections.synchronizedList(new ArrayList<>());
    final AtomicLong shuffled = new AtomicLong();

    @Override
    public void onSuccess(String function, QueryExecution execution, long nanos) {
      if (function.equals("deltaTransactionalWrite")) {
        writes.add(execution.executedPlan());
      }
    }

    @Override
    public void onFailure(String function, QueryExecution execution, Exception error) {}

    @Override
    public void onStageCompleted(SparkListenerStageCompleted stage) {
      shuffled.addAndGet(stage.stageInfo().taskMetrics().shuffleWriteMetrics().bytesWritten());
    }
  }

  @Test
  void neitherTheStreamNorTheBackfillMovesBytes() throws Exception {
    Estimation world = new Estimation(temp);
    List<Row> pictures = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      pictures.add(Estimation.inline(Estimation.picture(i, 320, 240)));
    }
    world.add(pictures, 3);
    world.card("other", "mean", "");
    long bytes = pictures.stream().mapToLong(row -> row.getLong(3)).sum();

    SparkSession spark = world.spark();
    Watch watch = new Watch();
    spark.listenerManager().register(watch);
    spark.sparkContext().addSparkListener(watch);
    try {
      world.run();
      spark.sparkContext().listenerBus().waitUntilEmpty(10_000);
      assertThat(watch.writes).as("writes of the stream").isNotEmpty();
      int ofStream = watch.writes.size();
      // some of the first and all of the rest by their keys
      world.run(Estimation.limit(5), "estimate.model=other");
      world.run("estimate.model=other");
      spark.sparkContext().listenerBus().waitUntilEmpty(10_000);
      assertThat(watch.writes.size()).as("writes of the backfill").isGreaterThan(ofStream + 1);
    } finally {
      spark.listenerManager().unregister(watch);
      spark.sparkContext().removeSparkListener(watch);
    }

    for (SparkPlan write : watch.writes) {
      assertThat(movers(write)).as(write.toString()).isEmpty();
    }
    assertThat(watch.writes.toString())
        .contains("BroadcastHashJoin")
        .doesNotContain("SortMergeJoin");
    // keys and Delta's own bookkeeping only
    assertThat(watch.shuffled.get()).isLessThan(bytes / 20);
    assertThat(spark.conf().get("spark.databricks.delta.optimizeWrite.enabled")).isEqualTo("false");
  }

  private static List<SparkPlan> movers(SparkPlan plan) {
    List<SparkPlan> found = new ArrayList<>();
    collect(plan, found);
    return found;
  }

  private static void collect(SparkPlan plan, List<SparkPlan> found) {
    boolean binary =
        Arrays.stream(plan.schema().fields()).anyMatch(field -> holdsBytes(field.dataType()));
    if (binary && (plan instanceof Exchange || plan instanceof SortExec)) {
      found.add(plan);
    }
    if (plan instanceof AdaptiveSparkPlanExec adaptive) {
      collect(adaptive.executedPlan(), found);
    } else if (plan instanceof QueryStageExec stage) {
      collect(stage.plan(), found);
    } else if (plan instanceof CommandResultExec command) {
      collect(command.commandPhysicalPlan(), found);
    }
    CollectionConverters.asJava(plan.children()).forEach(child -> collect(child, found));
    CollectionConverters.asJava(plan.subqueries()).forEach(query -> collect(query, found));
  }

  private static boolean holdsBytes(DataType type) {
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields()).anyMatch(field -> holdsBytes(field.dataType()));
    }
    if (type instanceof ArrayType array) {
      return holdsBytes(array.elementType());
    }
    if (type instanceof MapType map) {
      return holdsBytes(map.keyType()) || holdsBytes(map.valueType());
    }
    return type instanceof BinaryType;
  }
}
