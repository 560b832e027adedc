package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.CommandResultExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
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
import scala.jdk.javaapi.CollectionConverters;

/**
 * Watches a session for exchanges and sorts of image or depth bytes, in the plans of all queries,
 * and counts every byte that tasks shuffle, which sees what plans do not show. Delta's queries over
 * its own log have binary columns that are none of ours: they count only below a scan of binary
 * columns.
 */
public final class BytesMoved implements AutoCloseable {
  private final SparkSession spark;
  private final List<SparkPlan> writes = Collections.synchronizedList(new ArrayList<>());
  private final List<String> faults = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong shuffled = new AtomicLong();
  private final Plans plans = new Plans();
  private final Stages stages = new Stages();

  public BytesMoved(SparkSession spark) {
    this.spark = spark;
    spark.listenerManager().register(plans);
    spark.sparkContext().addSparkListener(stages);
  }

  /** Plans of the writes into Delta tables until now. */
  public List<SparkPlan> writes() throws TimeoutException {
    spark.sparkContext().listenerBus().waitUntilEmpty(10_000);
    return List.copyOf(writes);
  }

  /** Bytes that were shuffled until now. */
  public long shuffled() throws TimeoutException {
    spark.sparkContext().listenerBus().waitUntilEmpty(10_000);
    return shuffled.get();
  }

  /** Fails when bytes were moved, or a query failed. */
  public void assertNone() throws TimeoutException {
    assertThat(writes()).as("writes into tables").isNotEmpty();
    assertThat(List.copyOf(faults)).as("queries that move image or depth bytes").isEmpty();
  }

  @Override
  public void close() {
    spark.listenerManager().unregister(plans);
    spark.sparkContext().removeSparkListener(stages);
  }

  private final class Stages extends SparkListener {
    @Override
    public void onStageCompleted(SparkListenerStageCompleted stage) {
      shuffled.addAndGet(stage.stageInfo().taskMetrics().shuffleWriteMetrics().bytesWritten());
    }
  }

  private final class Plans implements QueryExecutionListener {
    @Override
    public void onSuccess(String function, QueryExecution execution, long nanos) {
      SparkPlan plan = execution.executedPlan();
      boolean write = function.equals("deltaTransactionalWrite");
      if (write) {
        writes.add(plan);
      }
      for (SparkPlan node : all(plan)) {
        if ((node instanceof Exchange || node instanceof SortExec)
            && holdsBytes(node.schema())
            && (write || scansBytes(node))) {
          faults.add(function + ": " + plan);
        }
      }
    }

    @Override
    public void onFailure(String function, QueryExecution execution, Exception error) {
      faults.add(function + ": " + error);
    }
  }

  private static boolean scansBytes(SparkPlan plan) {
    return all(plan).stream()
        .anyMatch(
            node -> node instanceof FileSourceScanExec scan && holdsBytes(scan.requiredSchema()));
  }

  /** The nodes of a plan, what it holds inside of single nodes as well. */
  private static List<SparkPlan> all(SparkPlan plan) {
    List<SparkPlan> found = new ArrayList<>();
    collect(plan, found);
    return found;
  }

  private static void collect(SparkPlan plan, List<SparkPlan> found) {
    found.add(plan);
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
