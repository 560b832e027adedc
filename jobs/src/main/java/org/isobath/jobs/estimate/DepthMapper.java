package org.isobath.jobs.estimate;

import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.isobath.Rejected;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Table;
import org.isobath.model.ImageEstimator;

/**
 * The one wide map: rows of {@code images} in, rows of {@code depth} out, one for one, one at a
 * time.
 */
final class DepthMapper implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Recipe recipe;
  private final Tally tally;
  private final String runId;

  DepthMapper(Recipe recipe, Tally tally, String runId) {
    this.recipe = recipe;
    this.tally = tally;
    this.runId = runId;
  }

  /** Depth of all of {@code images}; only the columns that are needed are read. */
  Dataset<Row> depthOf(Dataset<Row> images) {
    return images
        .select("image_id", "content", "uri", "focal_px")
        .mapPartitions(this, Encoders.row(Table.DEPTH.schema()));
  }

  @Override
  public Iterator<Row> call(Iterator<Row> images) {
    if (!images.hasNext()) {
      return images;
    }
    ExecutorModel model = ExecutorModel.of(recipe);
    DepthRows rows = new DepthRows(recipe, model.place(), runId);
    Configuration hadoop = SparkHadoopUtil.get().conf();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return images.hasNext();
      }

      @Override
      public Row next() {
        return row(images.next(), model.estimator(), rows, hadoop);
      }
    };
  }

  private Row row(Row image, ImageEstimator estimator, DepthRows rows, Configuration hadoop) {
    String id = image.getString(0);
    try {
      byte[] content =
          image.isNullAt(1)
              ? Originals.readChecked(image.getString(2), id, hadoop, recipe.decode().maxBytes())
              : image.getAs(1);
      double focalPx = image.isNullAt(3) ? Double.NaN : image.getDouble(3);
      Row row = rows.ok(id, estimator.estimate(content, focalPx));
      tally.done(content.length);
      return row;
    } catch (Rejected e) {
      tally.rejected();
      return rows.rejected(id, e);
    }
  }
}
