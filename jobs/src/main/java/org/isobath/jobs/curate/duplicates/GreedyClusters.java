package org.isobath.jobs.curate.duplicates;

/**
 * Clusters in which every member is a neighbour of its representative, so that a chain of
 * near-duplicates does not creep from one picture to another one. In the order of quality, a node
 * that is not taken yet becomes a representative and takes all its neighbours that are free; which
 * is to say that a node joins the best representative among its better neighbours, and is one
 * itself when there is none.
 *
 * <p>Nodes are numbers, smaller is better. Memory: 8 bytes for each node that is no representative.
 */
final class GreedyClusters {
  private final LongList members = new LongList();
  private long last = -1;

  /**
   * Takes the edges of a component, or of all, in rising order of the worse node, then of the
   * better one.
   *
   * @return true when {@code worse} joins {@code better}, which is then its representative
   */
  boolean joins(long worse, long better) {
    // the order makes the fate of the better one known
    if (last == worse || members.sortedHolds(better)) {
      return false;
    }
    members.add(worse);
    last = worse;
    return true;
  }
}
