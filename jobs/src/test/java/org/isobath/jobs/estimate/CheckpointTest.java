package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path temp;

  private Checkpoint read() throws IOException {
    return Checkpoint.read(
        FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(temp.toString()));
  }

  @Test
  void namesItsQueryAndItsLastBatch() throws Exception {
    Files.writeString(temp.resolve("metadata"), "{\"id\":\"q-1\"}");
    Files.createDirectories(temp.resolve("offsets"));
    for (String name : new String[] {"9", "10", ".10.crc", "11.tmp"}) {
      Files.writeString(temp.resolve("offsets").resolve(name), "v1");
    }
    assertThat(read().queryId()).contains("q-1");
    assertThat(read().lastBatch()).isEqualTo(10);
  }

  @Test
  void aFolderWithoutMetadataContinuesNothing() throws Exception {
    assertThat(read().continues(-1)).isFalse();
    for (String text : new String[] {"garbage", "garb\nled", ""}) {
      Files.writeString(temp.resolve("metadata"), text);
      assertThat(read().queryId()).as(text).isEmpty();
      assertThat(read().continues(-1)).as(text).isFalse();
    }
  }

  @Test
  void aQueryThatCommittedMoreThanItsCheckpointKnowsDoesNotContinue() throws Exception {
    Files.writeString(temp.resolve("metadata"), "{\"id\":\"q-1\"}");
    assertThat(read().continues(-1)).isTrue();
    assertThat(read().continues(0)).isFalse();
    Files.createDirectories(temp.resolve("offsets"));
    Files.writeString(temp.resolve("offsets/3"), "v1");
    assertThat(read().continues(3)).isTrue();
    // planned and not yet committed: will be replayed
    assertThat(read().continues(2)).isTrue();
    assertThat(read().continues(4)).isFalse();
  }
}
