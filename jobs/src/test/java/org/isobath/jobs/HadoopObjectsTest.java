package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.isobath.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By renaming, as on HDFS; conditional creates are the storage's own. */
class HadoopObjectsTest {
  @TempDir Path folder;
  private org.apache.hadoop.fs.Path root;
  private HadoopObjects objects;

  @BeforeEach
  void open() throws IOException {
    root = new org.apache.hadoop.fs.Path(folder.toUri());
    objects = new HadoopObjects(FileSystem.getLocal(new Configuration()), root, false);
  }

  @Test
  void an_object_is_created_once_and_stays_as_it_is() throws IOException {
    assertThat(objects.create("r1/000000.json", new byte[] {1})).isTrue();
    assertThat(objects.create("r1/000000.json", new byte[] {2})).isFalse();
    assertThat(objects.read("r1/000000.json")).contains(new byte[] {1});
    assertThat(objects.read("r1/000001.json")).isEmpty();
  }

  @Test
  void names_are_listed_in_order_without_what_waits_for_a_name() throws IOException {
    assertThat(objects.list("")).as("no folder yet").isEmpty();
    objects.create("r2/000000.json", new byte[1]);
    objects.create("r1/000001.json", new byte[1]);
    objects.create("r1/000000.json", new byte[1]);
    assertThat(objects.list(""))
        .containsExactly("r1/000000.json", "r1/000001.json", "r2/000000.json");
    assertThat(objects.list("r1/")).containsExactly("r1/000000.json", "r1/000001.json");
    assertThat(objects.list("r3/")).isEmpty();
  }

  @Test
  void a_file_system_that_cannot_write_exactly_once_is_refused() {
    assertThatThrownBy(() -> HadoopObjects.at(root, new Configuration()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("pictures could be bought twice");
  }
}
