package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteOnceFolderTest {
  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void an_object_is_written_once() throws Exception {
    WriteOnceFolder objects = WriteOnceFolder.at(folder);
    assertThat(objects.create("a/b/c.json", bytes("first"))).isTrue();
    assertThat(objects.create("a/b/c.json", bytes("second"))).isFalse();
    assertThat(objects.read("a/b/c.json").orElseThrow()).asString().isEqualTo("first");
    assertThat(objects.read("a/b/d.json")).isEmpty();
  }

  @Test
  void a_listing_holds_whole_objects_in_order() throws Exception {
    WriteOnceFolder objects = WriteOnceFolder.at(folder);
    for (String name : List.of("b/2", "b/1", "a/1", "bb/1")) {
      objects.create(name, bytes("x"));
    }
    Files.writeString(folder.resolve(".unnamed/half"), "left by a killed process");
    assertThat(objects.list("")).containsExactly("a/1", "b/1", "b/2", "bb/1");
    assertThat(objects.list("b/")).containsExactly("b/1", "b/2");
    assertThat(objects.list("c/")).isEmpty();
  }

  @Test
  void whoever_only_looks_leaves_nothing() throws Exception {
    WriteOnceFolder objects = WriteOnceFolder.at(folder.resolve("ledger"));
    assertThat(objects.list("")).isEmpty();
    assertThat(objects.read("a/1")).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void of_several_creators_one_wins() throws Exception {
    WriteOnceFolder objects = WriteOnceFolder.at(folder);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 20; round++) {
        String name = "r" + round + "/000000.json";
        List<Callable<String>> creators = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          String who = "creator " + i;
          creators.add(() -> objects.create(name, bytes(who)) ? who : "");
        }
        List<String> winners = new ArrayList<>();
        for (Future<String> creator : threads.invokeAll(creators)) {
          if (!creator.get().isEmpty()) {
            winners.add(creator.get());
          }
        }
        assertThat(winners).as("winners of round %d", round).hasSize(1);
        assertThat(objects.read(name).orElseThrow()).asString().isEqualTo(winners.get(0));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void a_name_that_leads_out_of_the_folder_is_none() throws Exception {
    WriteOnceFolder objects = WriteOnceFolder.at(folder);
    for (String name : List.of("../x", "a/../../x", "/x", "a//b", ".unnamed/x", "")) {
      assertThatThrownBy(() -> objects.create(name, bytes("x")))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void one_sender_holds_the_lock() throws Exception {
    try (SenderLock lock = SenderLock.take(folder)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(() -> SenderLock.take(folder))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Another generate job is sending by the ledger " + folder);
    }
    SenderLock.take(folder).close();
    assertThat(WriteOnceFolder.at(folder).list("")).as("the lock is no object").isEmpty();
  }
}
