package org.isobath.jobs.curate.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;

/**
 * Which of several copies of a picture is the best: the one with the most pixels, of those the
 * sharpest, of those the one with the smallest image_id. No policy and no model has a say, so the
 * order of two pictures never changes.
 */
public final class Quality {
  private Quality() {}

  /**
   * Columns to order by, best first.
   *
   * @param width pixels; NULL comes last, as it does for {@code height} and {@code sharpness}
   * @param sharpness {@code laplacian_variance}, which scaling up and strong compression lower
   */
  public static Column[] order(Column width, Column height, Column sharpness, Column imageId) {
    Column pixels = coalesce(width.cast("bigint").multiply(height), lit(-1L));
    return new Column[] {pixels.desc(), coalesce(sharpness, lit(-1.0)).desc(), imageId.asc()};
  }
}
