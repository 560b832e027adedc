package org.isobath.jobs.estimate;

import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.isobath.jobs.CarefulMode;
import org.isobath.jobs.Overlap;
import org.isobath.jobs.Table;
import org.isobath.jobs.TaskOutcomes;
import org.isobath.jobs.Watch;

/**
 * The one wide map: rows of {@code images} in, rows of {@code depth} out, one for one, in their
 * order.
 */
final class DepthMapper implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private static final int REASON = Table.DEPTH.schema().fieldIndex("reason");

  private final Recipe recipe;
  private final Tally tally;
  private final String runId;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final CarefulMode.Orders careful;

  /**
   * @param hadoop for pictures that are kept by reference
   */
  DepthMapper(
      Recipe recipe,
      Tally tally,
      String runId,
      Broadcast<SerializableConfiguration> hadoop,
      CarefulMode.Orders careful) {
    this.recipe = recipe;
    this.tally = tally;
    this.runId = runId;
    this.hadoop = hadoop;
    this.careful = careful;
  }

  /** The settings of the session, for its executors. */
  static Broadcast<SerializableConfiguration> hadoop(SparkSession spark) {
    return JavaSparkContext.fromSparkContext(spark.sparkContext())
        .broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
  }

  /** Depth of all of {@code images}; only the columns that are needed are read. */
  Dataset<Row> depthOf(Dataset<Row> images) {
    Column[] needed = Arrays.stream(PictureWork.COLUMNS).map(functions::col).toArray(Column[]::new);
    return images.select(needed).mapPartitions(this, Encoders.row(Table.DEPTH.schema()));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> images) {
    if (!images.hasNext()) {
      return images;
    }
    ExecutorModel model = ExecutorModel.of(recipe);
    PictureWork work =
        new PictureWork(
            model.estimator(),
            new DepthRows(recipe, model.place(), runId),
            hadoop.value().value(),
            recipe.decode().maxBytes(),
            recipe.threads().deadline());
    Watch watch = careful.watch();
    Overlap.Bounds bounds = recipe.threads().bounds(model.estimator().model().maxBatch());
    if (watch.retried()) {
      bounds = bounds.oneByOne();
    }
    TaskContext task = TaskContext.get();
    Overlap<Row, PictureWork.Done> done =
        new Overlap<>(images, new WatchedWork(work, watch), bounds, task::killTaskIfInterrupted);
    task.addTaskCompletionListener(
        (TaskCompletionListener)
            ended -> {
              done.close();
              watch.close();
            });
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return done.hasNext();
      }

      @Override
      public Row next() {
        PictureWork.Done picture = done.next();
        if (picture.bytes() < 0) {
          tally.rejected();
        } else {
          tally.done(picture.bytes());
        }
        TaskOutcomes.count("estimate", picture.row().getString(REASON));
        return picture.row();
      }
    };
  }
}
