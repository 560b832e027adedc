package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
  @TempDir Path temp;
  private FileSystem files;
  private org.apache.hadoop.fs.Path folder;

  @BeforeEach
  void useALocalFolder() throws Exception {
    files = FileSystem.getLocal(new Configuration());
    folder = new org.apache.hadoop.fs.Path(temp.toString(), "stream");
  }

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    Position position = Position.after(41);
    assertThat(position.start()).isEqualTo(42);
    assertThat(position.verified()).isEqualTo(41);
    position.write(files, folder);
    assertThat(Position.read(files, folder)).contains(position);

    Position later = position.asStarted().verifiedTo(50);
    later.write(files, folder);
    assertThat(Position.read(files, folder)).contains(later);
    assertThat(later.checkpoint()).isEqualTo(position.checkpoint());
  }

  @Test
  void aPositionThatWasGivenUpIsGone() throws Exception {
    Position position = Position.ofAll(3);
    position.write(files, folder);
    Files.createDirectories(temp.resolve("stream").resolve(position.checkpoint()));
    Position.drop(files, folder);
    assertThat(Position.read(files, folder)).isEmpty();
    assertThat(temp.resolve("stream")).doesNotExist();
    Position.drop(files, folder);
  }

  @Test
  void everyNewStreamHasACheckpointOfItsOwn() {
    assertThat(Position.after(1).checkpoint()).isNotEqualTo(Position.after(1).checkpoint());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"checkpoint\": \"c\"}", "null", "{\"start\": \"x\"}"})
  void aFileThatDoesNotReadCountsAsNone(String text) throws Exception {
    Files.createDirectories(temp.resolve("stream"));
    Files.writeString(temp.resolve("stream/position.json"), text);
    assertThat(Position.read(files, folder)).isEmpty();
  }
}
