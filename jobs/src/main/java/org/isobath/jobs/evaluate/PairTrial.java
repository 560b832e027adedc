package org.isobath.jobs.evaluate;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Row;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.depth.DepthResize;
import org.isobath.image.Interpolation;
import org.isobath.quality.Metric;
import org.isobath.quality.Metrics;
import org.isobath.quality.TrueError;

/**
 * From stored depth with its stored metrics to a {@link Sample}: held against its reference. What
 * has none, or one that cannot be used, gives nothing; {@code evaluate} itself says why.
 */
final class PairTrial implements FlatMapFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private final Recipe recipe;

  PairTrial(Recipe recipe) {
    this.recipe = recipe;
  }

  @Override
  public Iterator<Row> call(Row work) {
    Reference reference = recipe.references().get(work.<Integer>getAs("reference"));
    Map<String, Object> row = new HashMap<>();
    for (String column : List.of("judge", "model_id", "params_hash", "uri", "width", "height")) {
      row.put(column, work.getAs(column));
    }
    put(row, Metrics.OF_PICTURE, work.getAs("image_metrics"));
    put(row, Metrics.OF_DEPTH, work.getAs("depth_metrics"));
    try {
      Truth truth =
          reference.read(work.getAs("uri"), SparkHadoopUtil.get().conf(), recipe.maxBytes());
      if (truth == null) {
        return List.<Row>of().iterator();
      }
      DepthMap depth = truth.depth();
      DepthMap stored =
          DepthResize.apply(
              DepthPng.decode(work.getAs("depth")),
              depth.width(),
              depth.height(),
              Interpolation.LINEAR,
              false);
      for (TrueError error : TrueError.values()) {
        double value = error.of(stored, depth);
        row.put(Sample.column(error), Double.isNaN(value) ? null : value);
      }
    } catch (Rejected e) {
      return List.<Row>of().iterator();
    }
    return List.of(Sample.row(row)).iterator();
  }

  private static void put(Map<String, Object> row, List<? extends Metric> metrics, Row scores) {
    for (Metric metric : metrics) {
      row.put(metric.label(), scores == null ? null : scores.getAs(metric.label()));
    }
  }
}
