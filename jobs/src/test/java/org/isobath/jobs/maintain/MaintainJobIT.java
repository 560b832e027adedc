package org.isobath.jobs.maintain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.isobath.UserError;
import org.isobath.jobs.BytesMoved;
import org.isobath.jobs.Conf;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.StreamFolder;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A warehouse whose pictures came in portions, and whose model has another card since. */
class MaintainJobIT {
  private static final String MODEL = "isobath-tiny";
  private static final String EARLIER = "0e".repeat(32);
  private static final String ELSEWHERE = "e1".repeat(32);
  private static final int PORTIONS = 3;
  private static final int PICTURES = 2;
  private static final int BYTES = 100_000;

  private static final Random RANDOM = new Random(7);

  @TempDir Path temp;
  private Path folder;
  private Warehouse warehouse;
  private String current;

  @BeforeEach
  void fill() {
    folder = temp.resolve("warehouse");
    warehouse = new Warehouse(folder);
    current = ModelSettings.cards(warehouse.conf()).get(MODEL).paramsHash();
    for (int portion = 0; portion < PORTIONS; portion++) {
      for (int i = 0; i < PICTURES; i++) {
        String id = "picture " + portion + i;
        warehouse.add(
            Table.IMAGES, Map.of("image_id", id, "content", noise(), "length", (long) BYTES));
        depth(id, MODEL, EARLIER);
        depth(id, MODEL, current);
        // a card that is not in reach: nobody knows what it says now
        depth(id, "somebody-elses", EARLIER);
        warehouse.add(
            Table.PAIRS,
            Map.of(
                "image_id", id,
                "model_id", MODEL,
                "params_hash", EARLIER,
                "policy", "default",
                "keep", portion == 0));
      }
      warehouse.flush();
    }
  }

  private static byte[] noise() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private void depth(String id, String model, String hash) {
    warehouse.add(
        Table.DEPTH,
        Map.of(
            "image_id", id,
            "model_id", model,
            "params_hash", hash,
            "state", "ok",
            "depth", noise()));
  }

  private Conf superseded(String what) {
    return warehouse.conf().with("maintain.superseded", what);
  }

  private Path stream(String images, String hash, Duration age) throws IOException {
    Path path =
        Path.of(
            new StreamFolder(images, MODEL, hash).in(warehouse.tables()).toUri().getPath(),
            "position.json");
    Files.createDirectories(path.getParent());
    Files.writeString(path, "{}");
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(age)));
    return path;
  }

  private List<String> dataFiles(Table table) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(table.label()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".parquet") && !name.startsWith("."))
          .toList();
    }
  }

  private List<String> pictures() {
    return warehouse
        .tables()
        .read(Table.IMAGES)
        .selectExpr("image_id", "sha2(content, 256)")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .sorted()
        .toList();
  }

  private static Object figure(Outcome outcome, Table table, String name) {
    return ((Map<?, ?>) ((Map<?, ?>) outcome.figures().get("tables")).get(table.label())).get(name);
  }

  @Test
  void filesArePutTogether_supersededDepthGoesWhenToldTo_andFilesWithoutANameOnceTheyAreOld()
      throws Exception {
    String images = warehouse.tables().id(Table.IMAGES);
    Path asked = stream(images, current, Duration.ofDays(30));
    Path young = stream(images, ELSEWHERE, Duration.ofDays(6));
    Path dead = stream(images, ELSEWHERE.replace('1', '2'), Duration.ofDays(8));
    Path ofAnotherTable = stream("table-that-was", current, Duration.ofDays(8));
    List<String> pictures = pictures();
    List<String> before = dataFiles(Table.IMAGES);
    long bytes = warehouse.tables().size(Table.IMAGES).bytes();
    int files = before.size();
    assertThat(files).isGreaterThanOrEqualTo(PORTIONS);

    for (String kept : List.of("keep", "unpaired")) {
      Outcome dry = warehouse.run(new MaintainJob(), superseded(kept), Warehouse.dryRun());
      assertThat(dry.figures())
          .containsEntry("rows_to_drop", 0L)
          .containsEntry("rows_superseded", 6L);
    }
    Outcome dry = warehouse.run(new MaintainJob(), superseded("all"), Warehouse.dryRun());
    assertThat(dry.figures())
        .containsEntry("rows_to_drop", 6L)
        .containsEntry("checkpoints_to_remove", 2);
    // a third of the bytes of depth are theirs
    assertThat((long) dry.figures().get("bytes_to_drop")).isBetween(6L * BYTES, 7L * BYTES);
    assertThat(figure(dry, Table.IMAGES, "files_to_put_together")).isEqualTo((long) files);
    assertThat(dry.in()).isEqualTo(3).isEqualTo(dry.skipped());
    assertThat(warehouse.tables().version(Table.IMAGES)).isEqualTo(PORTIONS);

    Files.write(folder.resolve("images/left-by-a-killed-run.parquet"), new byte[1000]);
    try (BytesMoved moved = new BytesMoved(LocalSpark.session())) {
      Outcome done = warehouse.run(new MaintainJob(), superseded("all"), Options.NONE);
      assertThat(done.in()).isEqualTo(3).isEqualTo(done.out());
      assertThat(done.figures())
          .containsEntry("rows_dropped", 6L)
          .containsEntry("rows_superseded", 0L)
          .containsEntry("bytes_freed", 0L)
          .containsEntry("checkpoints_removed", 2);
      assertThat(figure(done, Table.IMAGES, "files_before")).isEqualTo((long) files);
      assertThat(figure(done, Table.IMAGES, "files_after")).isEqualTo(1L);
      moved.assertNone();
      assertThat(moved.shuffled()).isLessThan(4L * PORTIONS * PICTURES * BYTES / 10);
    }
    assertThat(pictures()).isEqualTo(pictures);
    assertThat(
            warehouse
                .tables()
                .read(Table.DEPTH)
                .groupBy("model_id", "params_hash")
                .count()
                .collectAsList()
                .stream()
                .map(row -> row.mkString(" ")))
        .containsExactlyInAnyOrder(
            MODEL + " " + current + " 6", "somebody-elses " + EARLIER + " 6");
    assertThat(asked).exists();
    assertThat(young).exists();
    assertThat(dead.getParent()).doesNotExist();
    assertThat(ofAnotherTable.getParent().getParent().getParent()).doesNotExist();

    Outcome again = warehouse.run(new MaintainJob(), superseded("all"), Options.NONE);
    assertThat(again.skipped()).as(again.lines().toString()).isEqualTo(3);
    filesWithoutANameGoOnceTheyAreOldEnough(before, bytes);
  }

  private void filesWithoutANameGoOnceTheyAreOldEnough(List<String> before, long bytesBefore)
      throws Exception {
    assertThat(dataFiles(Table.IMAGES)).hasSize(before.size() + 2).containsAll(before);
    Conf brief = warehouse.conf().with("maintain.retention", "1 ms");
    Options asked = Options.NONE.with(MaintainSettings.SHORT_RETENTION, "");

    Outcome done = warehouse.run(new MaintainJob(), brief, asked);
    assertThat(figure(done, Table.IMAGES, "files_freed")).isEqualTo(before.size() + 1L);
    assertThat(figure(done, Table.IMAGES, "bytes_freed")).isEqualTo(bytesBefore + 1000);
    assertThat(done.lines().toString())
        .contains("images: 1 files", (before.size() + 1) + " unused of");
    assertThat(dataFiles(Table.IMAGES)).hasSize(1);
    assertThat(dataFiles(Table.PAIRS))
        .as("pairs are kept with their history")
        .hasSizeGreaterThan(PORTIONS);

    warehouse.add(Table.RUNS, Map.of("run_id", "r1", "verb", "estimate", "state", "running"));
    assertThatThrownBy(() -> warehouse.run(new MaintainJob(), brief, asked))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Run r1 of estimate is open")
        .hasMessageContaining("run isobath estimate once more, which closes it");
  }
}
