package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.BytesMoved;
import org.isobath.jobs.Command;
import org.isobath.jobs.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Image bytes stay where they were read: nothing shuffles or sorts them. */
class ShuffleIT {
  private static final int PICTURES = 8;

  @TempDir Path dir;

  @Test
  void nothingShufflesOrSortsImageBytes() throws Exception {
    Album album = new Album(dir);
    Random random = new Random(5);
    long bytes = 0;
    for (int i = 0; i < PICTURES; i++) {
      byte[] noise = new byte[3 * 200 * 150];
      random.nextBytes(noise);
      byte[] png = ImageEncoder.png(new Image(200, 150, noise));
      bytes += png.length;
      album.put(i + ".png", png);
    }
    String[] batches = {"--set", "ingest.batch-bytes=200 KiB"};
    try (BytesMoved moved = new BytesMoved(LocalSpark.session())) {
      Command first = album.ingest(album.files(), batches);
      assertThat(first.code()).as(first.err()).isZero();
      // a second time over other bytes, so that rows of sources are merged into
      for (int i = 0; i < PICTURES; i++) {
        album.put(i + ".png", Album.png(i));
      }
      assertThat(album.ingest(album.files(), batches).json().get("out").asInt())
          .isEqualTo(PICTURES);
      moved.assertNone();
      assertThat(moved.writes()).hasSizeGreaterThan(4);
      assertThat(moved.shuffled()).isPositive().isLessThan(bytes / 4);
    }
  }
}
