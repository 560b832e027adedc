package org.isobath.jobs.curate.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Component and representative of every node of a graph, in two ways that say the same. Nodes are
 * numbered from 0 without gaps, the best picture first; edges are rows of better and worse, better
 * below worse.
 *
 * <p>Both return node, component (the smallest node in it) and representative.
 */
final class Labels {
  private static final StructType JOINED =
      new StructType().add("node", DataTypes.LongType).add("representative", DataTypes.LongType);

  private Labels() {}

  /** In the memory of the driver: 16 bytes an edge for a while and 8 a node. */
  static Dataset<Row> onDriver(SparkSession spark, Dataset<Row> nodes, Dataset<Row> edges) {
    int count = Math.toIntExact(nodes.count());
    List<long[]> parts = edges.javaRDD().mapPartitions(Labels::packed).collect();
    long[] sorted = sorted(parts);
    UnionFind union = new UnionFind(count);
    GreedyClusters clusters = new GreedyClusters();
    int[] components = new int[count];
    int[] representatives = new int[count];
    Arrays.setAll(representatives, i -> i);
    for (long edge : sorted) {
      int worse = (int) (edge >>> Integer.SIZE);
      int better = (int) edge;
      union.union(better, worse);
      if (clusters.joins(worse, better)) {
        representatives[worse] = better;
      }
    }
    Arrays.setAll(components, union::root);
    JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
    return nodes.select(
        col("node"),
        lookup(context.broadcast(components)).apply(col("node")).as("component"),
        lookup(context.broadcast(representatives)).apply(col("node")).as("representative"));
  }

  private static long[] sorted(List<long[]> parts) {
    long[] all = new long[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (long[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    Arrays.sort(all);
    return all;
  }

  private static UserDefinedFunction lookup(Broadcast<int[]> values) {
    return udf(
        (UDF1<Long, Long>) node -> (long) values.value()[node.intValue()], DataTypes.LongType);
  }

  /** The worse node above the better one, so that sorting orders by both. */
  private static Iterator<long[]> packed(Iterator<Row> edges) {
    LongList packed = new LongList();
    edges.forEachRemaining(edge -> packed.add(edge.getLong(1) << Integer.SIZE | edge.getLong(0)));
    return List.of(packed.toArray()).iterator();
  }

  /** Over rows: a task holds the nodes of one component, never its edges. */
  static Dataset<Row> onExecutors(Dataset<Row> nodes, Dataset<Row> edges, Cut cut) {
    Dataset<Row> components =
        StarComponents.of(edges.select(col("better").as("a"), col("worse").as("b")), cut);
    Dataset<Row> joined =
        edges
            .join(components, col("better").equalTo(col("node")))
            .select("better", "worse", "component")
            .repartition(col("component"))
            .sortWithinPartitions("component", "worse", "better")
            .mapPartitions((MapPartitionsFunction<Row, Row>) Labels::cluster, Encoders.row(JOINED));
    return cut.apply(
        nodes
            .select("node")
            .join(components, "node")
            .join(joined, HashGroups.asSeq("node"), "left")
            .select(
                col("node"),
                col("component"),
                coalesce(col("representative"), col("node")).as("representative")));
  }

  private static Iterator<Row> cluster(Iterator<Row> edges) {
    return new Iterator<>() {
      private GreedyClusters clusters = new GreedyClusters();
      private long component = -1;
      private Row ahead;

      @Override
      public boolean hasNext() {
        while (ahead == null && edges.hasNext()) {
          Row edge = edges.next();
          if (edge.getLong(2) != component) {
            component = edge.getLong(2);
            clusters = new GreedyClusters();
          }
          if (clusters.joins(edge.getLong(1), edge.getLong(0))) {
            ahead = RowFactory.create(edge.getLong(1), edge.getLong(0));
          }
        }
        return ahead != null;
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        Row row = ahead;
        ahead = null;
        return row;
      }
    };
  }
}
