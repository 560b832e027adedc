package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static List<List<Long>> weights(Batches batches) {
    List<List<Long>> all = new ArrayList<>();
    batches.forEachRemaining(batch -> all.add(batch.stream().map(Item::weight).toList()));
    return all;
  }

  private static Batches of(long bytes, int most, long... weights) {
    return new Batches(
        LongStream.of(weights).mapToObj(weight -> BinsTest.item("", weight)).iterator(),
        bytes,
        most);
  }

  @Test
  void endOnceTheirBytesAreReached() {
    assertThat(weights(of(10, 100, 4, 4, 4, 20, 1, 9, 1)))
        .containsExactly(List.of(4L, 4L, 4L), List.of(20L), List.of(1L, 9L), List.of(1L));
  }

  @Test
  void areBoundedInNumberToo() {
    assertThat(weights(of(10, 2, 0, 0, 0))).containsExactly(List.of(0L, 0L), List.of(0L));
  }

  @Test
  void nothingGivesNoBatch() {
    assertThat(of(10, 2).hasNext()).isFalse();
  }
}
