package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnbornTableTest {
  private static final String FIRST = "00000000000000000000.json";

  @TempDir Path temp;
  private Path table;

  private void begin(String name) throws IOException {
    table = temp.resolve(name);
    Files.createDirectories(table.resolve("_delta_log/_staged_commits"));
    write("_delta_log/." + FIRST + ".17-b.tmp");
    write("_delta_log/.." + FIRST + ".17-b.tmp.crc");
  }

  private void write(String name) throws IOException {
    Files.createDirectories(table.resolve(name).getParent());
    Files.writeString(table.resolve(name), "{");
  }

  private List<String> remove() throws IOException {
    UnbornTable.remove(
        FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(table.toUri()));
    if (!Files.exists(table)) {
      return List.of();
    }
    try (Stream<Path> left = Files.walk(table)) {
      return left.map(path -> table.relativize(path).toString()).toList();
    }
  }

  @Test
  void what_a_killed_creator_left_is_removed() throws IOException {
    begin("sources");
    assertThat(remove()).isEmpty();
  }

  @Test
  void a_folder_with_a_commit_a_checkpoint_or_anything_of_others_is_left_alone()
      throws IOException {
    for (String other :
        List.of(
            "_delta_log/" + FIRST,
            "_delta_log/_last_checkpoint",
            "_delta_log/_sidecars/a.parquet",
            "part-0.parquet",
            "notes/.draft.tmp")) {
      begin("with " + other.replace('/', ' '));
      write(other);
      assertThat(remove()).as(other).contains(other, "_delta_log/." + FIRST + ".17-b.tmp");
    }
  }
}
