package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCardsTest {
  private final Configuration hadoop = TestFileSystem.configuration();

  @TempDir Path first;
  @TempDir Path second;

  private static String card(String id, String title) {
    return ModelCardTest.CARD.replace("my-model", id).replace("My model", title);
  }

  @Test
  void userFoldersComeBeforeEachOtherAndTheBundledCards() throws IOException {
    Files.writeString(first.resolve("a.conf"), card("one", "first"));
    Files.writeString(second.resolve("a.conf"), card("one", "second"));
    Files.writeString(second.resolve("b.conf"), card("isobath-tiny", "mine"));
    Files.writeString(second.resolve("notes.txt"), "not a card");
    ModelCards cards =
        ModelCards.load(List.of(first.toUri(), URI.create(second.toString())), hadoop);
    assertThat(cards.get("one").title()).isEqualTo("first");
    assertThat(cards.get("isobath-tiny").title()).isEqualTo("mine");
    assertThat(cards.get("midas-v21-small").licence().name()).isEqualTo("MIT");
    assertThat(cards.all())
        .extracting(ModelCard::id)
        .startsWith("one", "isobath-tiny")
        .doesNotHaveDuplicates();
  }

  @Test
  void aFolderOnAHadoopFileSystemWorksLikeALocalOne() throws IOException {
    Files.writeString(first.resolve("a.conf"), card("one", "first"));
    URI folder = URI.create("test:" + first);
    ModelCards cards = ModelCards.load(List.of(folder), hadoop);
    assertThat(cards.get("one").source()).isEqualTo(URI.create("test:" + first + "/model.onnx"));
    ModelLock lock = new ModelLock("one", cards.get("one").source(), ModelCardTest.SHA, 5);
    ModelCards.write(lock, folder, hadoop);
    assertThat(ModelCards.load(List.of(folder), hadoop).get("one").bytes()).isEqualTo(5);
  }

  @Test
  void anUnknownIdNamesTheNearest() {
    assertThatThrownBy(() -> ModelCards.load(List.of(), hadoop).get("depth-anything-v2-smal"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "There is no model card depth-anything-v2-smal. Did you mean depth-anything-v2-small? There are ")
        .hasMessageEndingWith("models.path names folders with more.");
  }

  @Test
  void twoCardsOfOneIdInAFolderAreAnError() throws IOException {
    Files.writeString(first.resolve("a.conf"), card("one", "first"));
    Files.writeString(first.resolve("b.conf"), card("one", "second"));
    assertThatThrownBy(() -> ModelCards.load(List.of(first.toUri()), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith("have the id one: a.conf and b.conf.");
  }

  @Test
  void aMissingFolderIsAnError() {
    for (String scheme : List.of("file:", "test:")) {
      assertThatThrownBy(
              () -> ModelCards.load(List.of(URI.create(scheme + first + "/gone")), hadoop))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(
              "Cannot read the folder of model cards " + scheme + first + "/gone (models.path): ");
    }
  }

  @Test
  void aWrongCardIsNotSkipped() throws IOException {
    Files.writeString(
        first.resolve("a.conf"), card("one", "first").replace("verified", "verifeid"));
    assertThatThrownBy(() -> ModelCards.load(List.of(first.toUri()), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a.conf, line 3: unknown key verifeid. Did you mean verified?");
  }

  @Test
  void aLockBesideTheUsersCardsServesBundledCardsToo() {
    ModelCard before = ModelCards.load(List.of(first.toUri()), hadoop).get("midas-v21-small");
    assertThat(before.hash()).isEmpty();
    ModelCards.write(
        new ModelLock(before.id(), before.source(), ModelCardTest.SHA, 66), first.toUri(), hadoop);
    ModelCard after = ModelCards.load(List.of(first.toUri()), hadoop).get("midas-v21-small");
    assertThat(after.sha256()).isEqualTo(ModelCardTest.SHA);
    assertThat(after.bytes()).isEqualTo(66);
    assertThat(first.resolve("midas-v21-small.lock")).exists();
    assertThat(first.toFile().list()).hasSize(1);
  }

  @Test
  void aLockOfAnotherSourceOrHashIsAnError() throws IOException {
    Files.writeString(first.resolve("a.conf"), card("one", "first"));
    URI source = first.toUri().resolve("model.onnx");
    ModelCards.write(
        new ModelLock("one", URI.create("file:/other.onnx"), ModelCardTest.SHA, 1),
        first.toUri(),
        hadoop);
    assertThatThrownBy(() -> ModelCards.load(List.of(first.toUri()), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "was made from file:/other.onnx. Delete the lock and run: isobath models lock one");
    ModelCards.write(new ModelLock("one", source, "0".repeat(64), 1), first.toUri(), hadoop);
    assertThatThrownBy(() -> ModelCards.load(List.of(first.toUri()), hadoop))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith("says " + "0".repeat(64) + ". Delete the one that is wrong.");
  }

  @Test
  void aLockReadsBack() {
    ModelLock lock =
        new ModelLock("one", URI.create("s3a://b/my%20model.onnx"), ModelCardTest.SHA, 123);
    assertThat(ModelLock.parse(lock.text(), "one.lock")).isEqualTo(lock);
    assertThat(lock.cardLines())
        .isEqualTo(String.format("sha256 = \"%s\"%nbytes = 123%n", ModelCardTest.SHA));
  }

  @Test
  void bundledCardsAreListedInAJarAsInAFolder() throws IOException {
    Map<String, String> folder = CardFolder.readBundled(CardKind.MODEL);
    Path jar = first.resolve("with space.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Map.Entry<String, String> card : folder.entrySet()) {
        entries.putNextEntry(new JarEntry("org/isobath/conf/models/" + card.getKey()));
        entries.write(card.getValue().getBytes(StandardCharsets.UTF_8));
      }
      entries.putNextEntry(new JarEntry("org/isobath/conf/models/isobath-tiny.onnx"));
      entries.putNextEntry(new JarEntry("org/isobath/conf/isobath.conf"));
    }
    assertThat(CardFolder.readJar(CardKind.MODEL, jar.toUri().toURL())).isEqualTo(folder);
  }
}
