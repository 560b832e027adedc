package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.isobath.jobs.Conf;
import org.junit.jupiter.api.Test;

class ReadSizeTest {
  private static final Conf CONF =
      Conf.load(
          List.of(), List.of("estimate.batch-bytes=1000000", "estimate.partition-bytes=10000"));

  @Test
  void picturesInTheTableAreCountedAsTheyAre() {
    assertThat(ReadSize.of(CONF, 5_000_000, 4_900_000)).isEqualTo(new ReadSize(1_000_000, 10_000));
  }

  @Test
  void picturesByReferenceAreCountedByWhatTheyStandFor() {
    // one byte on disk for a hundred bytes of pictures
    assertThat(ReadSize.of(CONF, 50_000, 5_000_000)).isEqualTo(new ReadSize(10_000, 100));
  }

  @Test
  void noPicturesAndTinyRatiosStayAboveZero() {
    assertThat(ReadSize.of(CONF, 1000, 0)).isEqualTo(new ReadSize(1_000_000, 10_000));
    assertThat(ReadSize.of(CONF, 1, Long.MAX_VALUE)).isEqualTo(new ReadSize(1, 1));
  }
}
