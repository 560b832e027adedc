package org.isobath.jobs.curate.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.jobs.LocalSpark;
import org.junit.jupiter.api.Test;

class LabelsIT {
  private static final StructType EDGES =
      new StructType().add("better", DataTypes.LongType).add("worse", DataTypes.LongType);

  private final SparkSession spark = LocalSpark.session();

  /** A random graph near the threshold where large components appear, a chain and a star. */
  private static List<int[]> graph(Random random) {
    List<int[]> edges = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      edges.add(new int[] {random.nextInt(500), random.nextInt(500)});
    }
    int[] chain = random.ints(500, 700).distinct().limit(200).toArray();
    for (int i = 1; i < chain.length; i++) {
      edges.add(new int[] {chain[i - 1], chain[i]});
    }
    for (int i = 701; i < 800; i++) {
      edges.add(new int[] {i, 750});
    }
    return edges.stream()
        .filter(edge -> edge[0] != edge[1])
        .map(edge -> Math.min(edge[0], edge[1]) + " " + Math.max(edge[0], edge[1]))
        .distinct()
        .map(edge -> Arrays.stream(edge.split(" ")).mapToInt(Integer::parseInt).toArray())
        .toList();
  }

  /** "component representative" by search from node to node and by the definition of the greedy. */
  private static Map<Long, String> byHand(List<int[]> edges) {
    Map<Integer, TreeSet<Integer>> neighbours = new TreeMap<>();
    for (int[] edge : edges) {
      neighbours.computeIfAbsent(edge[0], none -> new TreeSet<>()).add(edge[1]);
      neighbours.computeIfAbsent(edge[1], none -> new TreeSet<>()).add(edge[0]);
    }
    int[] component = new int[800];
    int[] representative = new int[800];
    Arrays.fill(component, -1);
    Arrays.fill(representative, -1);
    for (int start = 0; start < 800; start++) {
      Deque<Integer> reached = new ArrayDeque<>();
      if (component[start] < 0) {
        component[start] = start;
        reached.add(start);
      }
      while (!reached.isEmpty()) {
        for (int next : neighbours.getOrDefault(reached.remove(), new TreeSet<>())) {
          if (component[next] < 0) {
            component[next] = start;
            reached.add(next);
          }
        }
      }
      if (representative[start] < 0) {
        representative[start] = start;
        for (int member : neighbours.getOrDefault(start, new TreeSet<>())) {
          representative[member] = representative[member] < 0 ? start : representative[member];
        }
      }
    }
    Map<Long, String> labels = new TreeMap<>();
    neighbours
        .keySet()
        .forEach(node -> labels.put((long) node, component[node] + " " + representative[node]));
    return labels;
  }

  private static Map<Long, String> collected(Dataset<Row> labels) {
    Map<Long, String> map = new TreeMap<>();
    for (Row row : labels.select("node", "component", "representative").collectAsList()) {
      assertThat(map.put(row.getLong(0), row.getLong(1) + " " + row.getLong(2)))
          .as("node %d twice", row.getLong(0))
          .isNull();
    }
    return map;
  }

  @Test
  void driver_and_executors_say_what_a_search_by_hand_says() {
    List<int[]> graph = graph(new Random(7));
    Map<Long, String> expected = byHand(graph);
    Dataset<Row> edges =
        spark.createDataFrame(
            graph.stream().map(e -> RowFactory.create((long) e[0], (long) e[1])).toList(), EDGES);
    Dataset<Row> linked = spark.range(800).toDF("node");
    Map<Long, String> onDriver = collected(Labels.onDriver(spark, linked, edges));
    onDriver.keySet().retainAll(expected.keySet());
    assertThat(onDriver).isEqualTo(expected);
    assertThat(collected(Labels.onExecutors(linked, edges, new Cut(false)))).isEqualTo(expected);
    assertThat(expected.values()).as("the chain in one component").contains("500 500", "500 502");
  }

  @Test
  void no_edges_make_no_components() {
    Dataset<Row> edges = spark.createDataFrame(List.of(), EDGES);
    assertThat(collected(Labels.onExecutors(spark.range(0).toDF("node"), edges, new Cut(false))))
        .isEmpty();
    assertThat(collected(Labels.onDriver(spark, spark.range(0).toDF("node"), edges))).isEmpty();
  }
}
