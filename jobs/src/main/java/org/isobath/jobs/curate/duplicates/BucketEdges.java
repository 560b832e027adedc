package org.isobath.jobs.curate.duplicates;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.isobath.image.HashBands;
import org.isobath.image.HashPairs;

/** The edges of the buckets of one partition, bucket by bucket. */
final class BucketEdges implements Iterator<Row> {
  private final Iterator<Row> files;
  private final HashBands bands;
  private final LongList hashes = new LongList();
  private final LongList turned = new LongList();
  private final LongList turnedNodes = new LongList();
  private final LongList found = new LongList();
  private Row ahead;
  private int given;

  /**
   * @param files node, word, band, key; those of a bucket (band and key) one after the other
   */
  BucketEdges(Iterator<Row> files, HashBands bands) {
    this.files = files;
    this.bands = bands;
    this.ahead = files.hasNext() ? files.next() : null;
  }

  @Override
  public boolean hasNext() {
    while (given == found.size() && ahead != null) {
      given = 0;
      found.clear();
      compare(nextBucket());
    }
    return given < found.size();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return RowFactory.create(found.get(given++), found.get(given++));
  }

  /** Reads one bucket and returns its band. */
  private int nextBucket() {
    hashes.clear();
    turned.clear();
    turnedNodes.clear();
    int band = ahead.getInt(2);
    long key = ahead.getLong(3);
    while (ahead != null && ahead.getInt(2) == band && ahead.getLong(3) == key) {
      long node = ahead.getLong(0);
      long word = ahead.getLong(1);
      if (node == word) {
        hashes.add(node);
      } else {
        turned.add(word);
        turnedNodes.add(node);
      }
      ahead = files.hasNext() ? files.next() : null;
    }
    return band;
  }

  private void compare(int band) {
    int own = hashes.size();
    if (own == 0 || own + turned.size() == 1) {
      return;
    }
    HashPairs.inBucket(
        bands,
        band,
        hashes.and(turned),
        own,
        (first, second) -> {
          long a = hashes.get(first);
          long b = second < own ? hashes.get(second) : turnedNodes.get(second - own);
          // a symmetric picture is its own mirror image
          if (a != b) {
            found.add(Math.min(a, b));
            found.add(Math.max(a, b));
          }
        });
  }
}
