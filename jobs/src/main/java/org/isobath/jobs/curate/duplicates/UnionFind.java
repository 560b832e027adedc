package org.isobath.jobs.curate.duplicates;

/**
 * Connected components over an array: four bytes a node and next to no time per edge (union by the
 * smaller name, path halving).
 */
public final class UnionFind {
  private final int[] parents;

  /** {@code size} nodes from 0, each for itself. */
  public UnionFind(int size) {
    parents = new int[size];
    for (int i = 0; i < size; i++) {
      parents[i] = i;
    }
  }

  public void union(int a, int b) {
    int rootA = root(a);
    int rootB = root(b);
    parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  /** The smallest node of the component. */
  public int root(int node) {
    int at = node;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }
}
