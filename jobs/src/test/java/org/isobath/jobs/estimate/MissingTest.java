package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.isobath.jobs.estimate.Missing.Batch;
import org.isobath.jobs.estimate.Missing.FileShare;
import org.junit.jupiter.api.Test;

class MissingTest {
  @Test
  void filesAreTakenTogetherUpToTheBatchSize() {
    List<FileShare> files =
        List.of(
            new FileShare("a", 2, 40),
            new FileShare("b", 1, 60),
            new FileShare("c", 1, 1),
            new FileShare("d", 9, 500),
            new FileShare("e", 1, 10));
    assertThat(Missing.batches(files, 100))
        .containsExactly(
            new Batch(List.of("a", "b"), 3, 100),
            new Batch(List.of("c"), 1, 1),
            // a file is never split, whatever its size
            new Batch(List.of("d"), 9, 500),
            new Batch(List.of("e"), 1, 10));
  }

  @Test
  void nothingMissingMakesNoBatch() {
    assertThat(Missing.batches(List.of(), 100)).isEmpty();
  }
}
