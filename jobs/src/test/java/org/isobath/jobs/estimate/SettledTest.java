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

class SettledTest {
  @TempDir Path temp;
  private FileSystem files;
  private org.apache.hadoop.fs.Path folder;

  @BeforeEach
  void use_a_local_folder() throws Exception {
    files = FileSystem.getLocal(new Configuration());
    folder = new org.apache.hadoop.fs.Path(temp.toString(), "stream");
  }

  @Test
  void what_is_written_is_read_again_and_goes_with_the_position() throws Exception {
    assertThat(Settled.read(files, folder)).isEmpty();
    Settled settled = new Settled(7, "an id", 12, 3_000_000_000L);
    settled.write(files, folder);
    assertThat(Settled.read(files, folder)).contains(settled);
    Position.drop(files, folder);
    assertThat(Settled.read(files, folder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"images\": 1}", "null", "{\"images\": \"x\"}"})
  void a_file_that_does_not_read_counts_as_none(String text) throws Exception {
    Files.createDirectories(temp.resolve("stream"));
    Files.writeString(temp.resolve("stream/settled.json"), text);
    assertThat(Settled.read(files, folder)).isEmpty();
  }
}
