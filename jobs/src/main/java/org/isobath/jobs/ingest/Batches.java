package org.isobath.jobs.ingest;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Cuts a stream of items into batches by bytes. The same items give the same batches, so a run that
 * goes on after a kill forms the batch it was killed in once more.
 */
final class Batches implements Iterator<List<Item>> {
  /** Tiny files: what the driver holds and one commit covers stays bounded all the same. */
  static final int MAX_ITEMS = 20_000;

  private final Iterator<Item> items;
  private final long bytes;
  private final int most;

  Batches(Iterator<Item> items, long bytes) {
    this(items, bytes, MAX_ITEMS);
  }

  Batches(Iterator<Item> items, long bytes, int most) {
    this.items = items;
    this.bytes = bytes;
    this.most = most;
  }

  @Override
  public boolean hasNext() {
    return items.hasNext();
  }

  /** The next items: at least one, and no further one once {@code bytes} are reached. */
  @Override
  public List<Item> next() {
    List<Item> batch = new ArrayList<>();
    long sum = 0;
    do {
      Item item = items.next();
      batch.add(item);
      sum += item.weight();
    } while (sum < bytes && batch.size() < most && items.hasNext());
    return batch;
  }
}
