package org.isobath.jobs.curate.duplicates;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Connected components over rows, for more edges than the driver holds: large-star and small-star
 * in turn until nothing moves (Kiveris et al., Connected Components in MapReduce and Beyond, 2014).
 * A handful of rounds, 20 for a chain of a million.
 */
public final class StarComponents {
  private StarComponents() {}

  /**
   * @param edges a, b
   * @return node, component (the smallest node in it): every node that has an edge
   */
  public static Dataset<Row> of(Dataset<Row> edges, Cut cut) {
    Dataset<Row> links =
        cut.apply(
            edges
                .where("a <> b")
                .select(
                    least(col("a"), col("b")).as("low"), greatest(col("a"), col("b")).as("high"))
                .distinct());
    Row before = signature(links);
    while (true) {
      links = cut.apply(smallStar(largeStar(links)));
      Row after = signature(links);
      if (after.equals(before)) {
        break;
      }
      before = after;
    }
    return links
        .select(col("high").as("node"), col("low").as("component"))
        .union(links.select(col("low").as("node"), col("low").as("component")).distinct());
  }

  /** Every node above u that is linked to u is linked to the smallest neighbour of u instead. */
  private static Dataset<Row> largeStar(Dataset<Row> links) {
    return links
        .select(col("low").as("u"), col("high").as("v"))
        .union(links.select(col("high").as("u"), col("low").as("v")))
        .withColumn("smallest", min("v").over(Window.partitionBy("u")))
        .where("v > u")
        .select(least(col("u"), col("smallest")).as("low"), col("v").as("high"))
        .distinct();
  }

  /** u and every node below u that is linked to u are linked to the smallest of these instead. */
  private static Dataset<Row> smallStar(Dataset<Row> links) {
    Dataset<Row> stars = links.withColumn("smallest", min("low").over(Window.partitionBy("high")));
    return stars
        .select(col("smallest").as("low"), col("high"))
        .union(
            stars.where("low > smallest").select(col("smallest").as("low"), col("low").as("high")))
        .distinct();
  }

  /** The same for the same set of links, and for another one by an accident of 64 bits only. */
  private static Row signature(Dataset<Row> links) {
    return links.agg(count(lit(1)), bit_xor(xxhash64(col("low"), col("high")))).head();
  }
}
