package org.isobath.jobs.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.isobath.jobs.Command;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsJobTest {
  @TempDir Path folder;
  private Path cards;
  private Path cache;
  private Path file;

  /** A card whose "model" is a few bytes: nothing here opens the graph. */
  @BeforeEach
  void aCardOfOnesOwn() throws IOException {
    cards = Files.createDirectory(folder.resolve("my cards"));
    cache = folder.resolve("cache");
    file = Files.writeString(cards.resolve("mine.onnx"), "the weights");
    Files.writeString(
        cards.resolve("mine.conf"),
        """
        id = mine
        title = "A card of my own"
        verified = false
        licence { name = "CC-BY-NC-4.0", commercial = false }
        source = "mine.onnx"
        input { size { rule = stretch, width = 64, height = 64 }, interpolation = linear, antialias = none }
        output { kind = metric, unit = m }
        """);
  }

  private Command models(String... words) {
    List<String> args = new ArrayList<>(List.of("models"));
    args.addAll(List.of(words));
    args.addAll(
        List.of("--set", "models.path=[\"" + cards + "\"]", "--set", "models.cache=" + cache));
    return Command.of(args);
  }

  @Test
  void listShowsOnesOwnCardsAndTheBundledOnesWithTheirTerms() {
    Command run = models("list");
    assertThat(run.code()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines.get(0)).matches("id +kind +licence +commercial +verified +file +size +source");
    assertThat(lines.get(1))
        .matches("mine +metric +CC-BY-NC-4.0 +no +no +not locked +\\? +file:.*mine.onnx");
    assertThat(run.out()).contains("isobath-tiny", "depth-anything-v2-small", "Apache-2.0");
    assertThat(lines).allSatisfy(line -> assertThat(line).isEqualTo(line.stripTrailing()));
  }

  @Test
  void listIsWhatModelsDoesWithoutAWordAndJsonHasEveryFact() throws IOException {
    Command run = models("--json");
    JsonNode json = new ObjectMapper().readTree(run.lastLine());
    JsonNode mine = json.get("models").get(0);
    assertThat(json.get("in").asInt()).isEqualTo(json.get("models").size());
    assertThat(mine.get("id").asText()).isEqualTo("mine");
    assertThat(mine.get("commercial").asBoolean()).isFalse();
    assertThat(mine.get("locked").asBoolean()).isFalse();
    assertThat(mine.get("sha256").isNull()).isTrue();
    assertThat(mine.get("cached").asBoolean()).isFalse();
  }

  @Test
  void aFileWithoutAHashIsNotFetchedUntilItIsLocked() throws IOException {
    Command refused = models("fetch", "mine");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("isobath models lock mine");
    assertThat(cache)
        .satisfiesAnyOf(c -> assertThat(c).doesNotExist(), c -> assertThat(c).isEmptyDirectory());

    Command locked = models("lock", "mine");
    assertThat(locked.code()).as(locked.err()).isZero();
    assertThat(locked.out()).contains("kept in").contains("mine.lock");
    assertThat(cards.resolve("mine.lock")).content().contains("sha256 = \"").contains("bytes = 11");

    Command fetched = models("fetch", "mine");
    assertThat(fetched.code()).as(fetched.err()).isZero();
    assertThat(fetched.out()).contains("mine: sha256 as on the card, " + cache);
    assertThat(models("list").out().lines().toList().get(1)).contains(" here ").contains("0 kB");
  }

  @Test
  void verifyHashesAgainAndRepairsFromTheSource() throws IOException {
    models("lock", "mine");
    models("fetch", "mine");
    Path cached = cachedFile();
    Files.writeString(cached, "other bytes");
    Command verified = models("verify");
    assertThat(verified.code()).as(verified.err()).isZero();
    assertThat(cached).hasContent("the weights");
  }

  @Test
  void verifyFailsWhereTheSourceIsAnotherFileNowAndGoesOnWithTheOthers() throws IOException {
    Files.copy(file, cards.resolve("second.onnx"));
    Files.writeString(
        cards.resolve("second.conf"),
        Files.readString(cards.resolve("mine.conf")).replace("mine", "second"));
    models("lock", "mine", "second");
    models("fetch", "mine", "second");
    Files.writeString(file, "new weights");
    Files.writeString(cachedFile(), "broken");
    Files.writeString(cards.resolve("second.onnx"), "the weights");

    Command run = models("verify", "mine", "second", "--json");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Model mine").contains("nothing was kept");
    JsonNode json = new ObjectMapper().readTree(run.lastLine());
    assertThat(json.get("state").asText()).isEqualTo("failed");
    assertThat(json.get("out").asInt()).isEqualTo(1);
    assertThat(json.get("rejected").asInt()).isEqualTo(1);
    assertThat(json.get("models").get(0).get("error").asText()).contains("mine.onnx");
  }

  @Test
  void lockingWithoutAFolderOfOnesOwnPrintsTheLinesForACard() {
    Command run =
        Command.of(List.of("models", "lock", "isobath-tiny", "--set", "models.cache=" + cache));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("models.path names no folder")
        .containsPattern("sha256 = \"[0-9a-f]{64}\"");
  }

  @Test
  void lockTakesIdsBecauseItIsAnActOfTrust() {
    Command run = models("lock");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("models lock takes the ids of the cards whose files you trust");
  }

  @Test
  void anUnknownWordOrIdNamesTheNearest() {
    assertThat(models("fetsh", "mine").err()).contains("Did you mean fetch?");
    assertThat(models("fetch", "mime").err()).contains("Did you mean mine?");
    assertThat(models("fetch", "mime").code()).isEqualTo(2);
  }

  @Test
  void aDryRunTouchesNothing() {
    Command run = models("lock", "mine", "--dry-run");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Would lock mine from file:");
    assertThat(cards.resolve("mine.lock")).doesNotExist();
    assertThat(cache).doesNotExist();
  }

  @Test
  void verifyOfAnEmptyCacheSaysSo() {
    Command run = models("verify");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("No model file is in the cache");
  }

  private Path cachedFile() throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.filter(path -> path.toString().endsWith(".onnx")).findFirst().orElseThrow();
    }
  }
}
