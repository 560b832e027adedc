package org.isobath.jobs.curate.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GreedyClustersTest {
  /** Representatives of nodes 0 to {@code nodes} - 1; an edge is {worse, better}. */
  private static int[] representatives(int nodes, int[][] edges) {
    int[] representatives = new int[nodes];
    Arrays.setAll(representatives, i -> i);
    GreedyClusters clusters = new GreedyClusters();
    List.of(edges).stream()
        .sorted((a, b) -> Arrays.compare(a, b))
        .forEach(
            edge -> {
              if (clusters.joins(edge[0], edge[1])) {
                representatives[edge[0]] = edge[1];
              }
            });
    return representatives;
  }

  @Test
  void a_chain_is_cut_where_a_member_is_no_neighbour_of_the_representative() {
    assertThat(representatives(5, new int[][] {{1, 0}, {2, 1}, {3, 2}, {4, 3}}))
        .containsExactly(0, 0, 2, 2, 4);
  }

  @Test
  void a_node_joins_the_best_representative_and_never_a_member() {
    // 3 is next to the representatives 0 and 1, 4 only to the member 2 of 0
    assertThat(representatives(5, new int[][] {{2, 0}, {3, 1}, {3, 0}, {4, 2}}))
        .containsExactly(0, 1, 0, 0, 4);
  }

  @Test
  void components_are_named_by_their_smallest_node() {
    UnionFind union = new UnionFind(7);
    union.union(6, 5);
    union.union(3, 6);
    union.union(1, 2);
    union.union(2, 1);
    assertThat(java.util.stream.IntStream.range(0, 7).map(union::root).toArray())
        .containsExactly(0, 1, 1, 3, 4, 3, 3);
  }
}
