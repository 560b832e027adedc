package org.isobath.jobs;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.sql.Row;

/**
 * How well one metric predicts one kind of error over one set of pictures, as {@code evaluate
 * --calibrate} stores it.
 *
 * @param set {@code scenes}, {@code degraded_scenes}, {@code mixed_scenes}, a judge of stored
 *     pairs, or {@code all_pairs}
 * @param error label of a {@link org.isobath.quality.TrueError}
 * @param metric its name
 * @param pictures for which both are defined
 * @param correlation Spearman's, between the metric and the error
 * @param halfError mean error of the half of these pictures that the metric ranks better, over that
 *     of all of them; of a metric that has no better end, of the half it ranks lower
 */
public record MetricWorth(
    String set,
    String error,
    String modelId,
    String paramsHash,
    String metric,
    long pictures,
    double correlation,
    double halfError) {
  /** {@code evaluations.subject} of its rows. */
  public static final String SUBJECT = "metric";

  /** Key of its row beside set and error. */
  public String subjectId() {
    return metric + "/" + modelId + "/" + paramsHash;
  }

  /** All that is stored, in the order of set, error and model. */
  public static List<MetricWorth> of(Tables tables) {
    return tables
        .read(Table.EVALUATIONS)
        .where(col("subject").equalTo(SUBJECT))
        .orderBy("judge", "protocol", "model_id", "params_hash", "subject_id")
        .collectAsList()
        .stream()
        .map(MetricWorth::of)
        .toList();
  }

  private static MetricWorth of(Row row) {
    String id = row.getAs("subject_id");
    return new MetricWorth(
        row.getAs("judge"),
        row.getAs("protocol"),
        row.getAs("model_id"),
        row.getAs("params_hash"),
        id.substring(0, id.indexOf('/')),
        row.<Long>getAs("pictures"),
        row.<Double>getAs("rank_correlation"),
        row.<Double>getAs("half_error"));
  }
}
