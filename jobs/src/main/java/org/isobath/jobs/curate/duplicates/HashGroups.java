package org.isobath.jobs.curate.duplicates;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.min;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Names the components and clusters of the hashes that have a near one. */
final class HashGroups {
  private static final StructType NODES =
      new StructType()
          .add("node", DataTypes.LongType)
          .add("hash", DataTypes.LongType)
          .add("image_id", DataTypes.StringType)
          .add("first_id", DataTypes.StringType);

  private HashGroups() {}

  /**
   * @param twins as {@link Twins#of} gives them
   * @param edges a, b: pairs of hashes
   * @param count of the edges
   * @return hash, component_id, cluster_id for every hash in an edge
   */
  static Dataset<Row> of(
      SparkSession spark,
      Dataset<Row> twins,
      Dataset<Row> edges,
      long count,
      long driverEdges,
      Cut cut) {
    Dataset<Row> nodes = cut.apply(numbered(spark, twins, edges));
    Dataset<Row> numbers = nodes.select("node", "hash");
    Dataset<Row> links =
        edges
            .join(numbers.toDF("node_a", "a"), "a")
            .join(numbers.toDF("node_b", "b"), "b")
            .select(
                least(col("node_a"), col("node_b")).as("better"),
                greatest(col("node_a"), col("node_b")).as("worse"));
    Dataset<Row> labels =
        count <= driverEdges
            ? Labels.onDriver(spark, nodes, links)
            : Labels.onExecutors(nodes, cut.apply(links), cut);
    Dataset<Row> labelled = nodes.join(labels, "node");
    Dataset<Row> components = labelled.groupBy("component").agg(min("first_id").as("component_id"));
    Dataset<Row> representatives =
        nodes.select(col("node").as("representative"), col("image_id").as("cluster_id"));
    return labelled
        .join(components, "component")
        .join(representatives, "representative")
        .select("hash", "component_id", "cluster_id");
  }

  /** The hashes in edges with the best and the first of their pictures, numbered by quality. */
  private static Dataset<Row> numbered(SparkSession spark, Dataset<Row> twins, Dataset<Row> edges) {
    Dataset<Row> linked =
        edges.select(col("a").as("hash")).union(edges.select(col("b").as("hash"))).distinct();
    return spark.createDataFrame(
        twins
            .where("image_id = best_id")
            .join(linked, asSeq("hash"), "left_semi")
            .orderBy(Twins.quality())
            .select("hash", "image_id", "first_id")
            .javaRDD()
            .zipWithIndex()
            .map(
                numbered -> {
                  Row row = numbered._1();
                  return RowFactory.create(
                      numbered._2(), row.getLong(0), row.getString(1), row.getString(2));
                }),
        NODES);
  }

  static scala.collection.immutable.Seq<String> asSeq(String column) {
    return CollectionConverters.asScala(List.of(column)).toSeq();
  }
}
