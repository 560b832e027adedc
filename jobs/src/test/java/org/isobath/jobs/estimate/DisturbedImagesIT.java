package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people, other jobs and accidents do to {@code images} and to the checkpoint between two
 * runs, each in a copy of one warehouse. The end is always the same: each picture that is there has
 * one outcome, and nobody has two. Which operations count as more than an append: {@link
 * ImagesHistoryIT}; which checkpoints count as none: {@link CheckpointTest}.
 */
class DisturbedImagesIT {
  @TempDir static Path once;
  private static List<Row> four;

  @TempDir Path temp;
  private Estimation world;
  private final List<Row> present = new ArrayList<>();
  private final TreeSet<String> ever = new TreeSet<>();
  private long seed = 100;

  /** Two commits of one file each are estimated in a batch each. */
  @BeforeAll
  static void twoBatchesAreEstimated() throws Exception {
    Estimation healthy = world(once);
    four = Estimation.pictures(1, 4);
    healthy.add(four.subList(0, 2), 1);
    healthy.add(four.subList(2, 4), 1);
    assertThat(healthy.run().outcome().out()).isEqualTo(4);
    assertThat(last(healthy.checkpoint().resolve("offsets"))).hasFileName("1");
  }

  @BeforeEach
  void copyOfTheWarehouse() throws Exception {
    Warehouse.copy(once.resolve("warehouse"), temp.resolve("warehouse"));
    world = world(temp);
    present.addAll(four);
    ever.addAll(Estimation.ids(four));
  }

  private static Estimation world(Path folder) throws IOException {
    Estimation world = new Estimation(folder);
    // one file per micro-batch, so that the checkpoint has some length
    world.sets.add("estimate.batch-bytes=1");
    return world;
  }

  private List<Row> append(int pictures) {
    List<Row> rows = Estimation.pictures(seed, pictures);
    seed += pictures;
    append(rows);
    return rows;
  }

  private void append(List<Row> rows) {
    world.add(rows, 1);
    present.addAll(rows);
  }

  private Estimation.Result run() throws Exception {
    ever.addAll(Estimation.ids(present));
    Estimation.Result result = world.run();
    assertThat(world.outcomes()).isEqualTo(List.copyOf(ever));
    assertThat(result.outcome().in()).isEqualTo(present.size());
    return result;
  }

  /** The last batch was planned and not committed when the driver died. */
  private void dieBeforeTheLastCommit() throws IOException {
    Path commits = world.checkpoint().resolve("commits");
    remove(commits, last(commits).getFileName().toString());
    Path log = temp.resolve("warehouse/depth/_delta_log");
    remove(log, "%020d".formatted(number(last(log))));
    DeltaLog.clearCache();
    assertThat(world.outcomes()).hasSize(2);
  }

  /** Every file that has {@code name} in its own, as checksums have. */
  private static void remove(Path folder, String name) throws IOException {
    try (var entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().contains(name)) {
          Files.delete(entry);
        }
      }
    }
  }

  private Path images() {
    return temp.resolve("warehouse/images");
  }

  private void sql(String text, Object... values) {
    world.spark().sql(text.replace("IMAGES", "delta.`" + images() + "`").formatted(values));
  }

  private void vacuum() {
    String check = "spark.databricks.delta.retentionDurationCheck.enabled";
    world.spark().conf().set(check, "false");
    sql("VACUUM IMAGES RETAIN 0 HOURS");
    world.spark().conf().unset(check);
  }

  private static void delete(Path path) throws IOException {
    try (var all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** The file with the highest number for a name. */
  private static Path last(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("[0-9]+(\\.json)?"))
          .max(Comparator.comparingLong(DisturbedImagesIT::number))
          .orElseThrow();
    }
  }

  private static long number(Path file) {
    return Long.parseLong(file.getFileName().toString().replace(".json", ""));
  }

  private static void write(Path file, String text) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.writeString(file, text);
  }

  @Test
  void theCheckpointIsDeleted_andTheNextStreamBeginsAfterTheComparison() throws Exception {
    delete(world.checkpoint());
    append(1);
    assertThat(run().progress()).contains("cannot go on", "incomplete");
    append(1);
    Estimation.Result next = run();
    assertThat(next.progress()).doesNotContain("cannot go on", "missed");
    assertThat(next.decoded()).isEqualTo(1);
  }

  @Test
  void theLastOffsetsAreCutOff() throws Exception {
    Path offsets = last(world.checkpoint().resolve("offsets"));
    String text = Files.readString(offsets);
    write(offsets, text.substring(0, text.length() / 2));
    append(1);
    Estimation.Result result = run();
    assertThat(result.progress()).contains("cannot go on", "checkpoint cannot be read");
    assertThat(result.decoded()).isEqualTo(1);
  }

  @Test
  void theLastOffsetsAreGarbled() throws Exception {
    write(last(world.checkpoint().resolve("offsets")), "garb\nled");
    append(1);
    assertThat(run().progress()).contains("cannot go on", "checkpoint cannot be read");
  }

  @Test
  void theCommitsAreLost() throws Exception {
    delete(world.checkpoint().resolve("commits"));
    append(1);
    Estimation.Result result = run();
    assertThat(result.progress()).doesNotContain("cannot go on", "missed");
    // the batch whose commit was forgotten stands in the table's own log
    assertThat(result.decoded()).isEqualTo(1);
  }

  @Test
  void thePositionIsGarbled() throws Exception {
    write(world.streamFolder().resolve("position.json"), "garb\nled");
    append(1);
    assertThat(run().decoded()).isEqualTo(1);
  }

  @Test
  void filesAreRewritten_andAColumnIsAdded_inTheMiddleOfTheFirstReading() throws Exception {
    dieBeforeTheLastCommit();
    sql("OPTIMIZE IMAGES");
    sql("ALTER TABLE IMAGES ADD COLUMN note STRING");
    append(1);
    Estimation.Result result = run();
    assertThat(result.progress()).doesNotContain("cannot go on", "missed");
    assertThat(result.decoded()).isEqualTo(3);
  }

  @Test
  void filesAreRewrittenAndVacuumed_inTheMiddleOfTheFirstReading() throws Exception {
    dieBeforeTheLastCommit();
    sql("OPTIMIZE IMAGES");
    vacuum();
    append(1);
    Estimation.Result result = run();
    assertThat(result.progress()).contains("cannot go on", "FAILED_READ_FILE");
    assertThat(result.decoded()).isEqualTo(3);
  }

  @Test
  void rowsAreDeletedAndUpdated_readOnesAndUnreadOnes() throws Exception {
    List<Row> unread = append(3);
    sql("DELETE FROM IMAGES WHERE image_id = '%s'", four.get(0).getString(0));
    sql("DELETE FROM IMAGES WHERE image_id = '%s'", unread.get(0).getString(0));
    sql("UPDATE IMAGES SET uri = 'moved' WHERE image_id = '%s'", unread.get(1).getString(0));
    vacuum();
    present.removeAll(List.of(four.get(0), unread.get(0)));
    Estimation.Result result = run();
    assertThat(result.progress()).contains("more than appends", "DELETE", "images that are gone");
    assertThat(result.decoded()).isEqualTo(2);
  }

  @Test
  void imagesAreRestored_andWhatWasTakenBackComesAgain() throws Exception {
    sql("RESTORE TABLE IMAGES TO VERSION AS OF %d", world.tables().version(Table.IMAGES) - 1);
    present.removeAll(four.subList(2, 4));
    append(1);
    assertThat(run().progress()).contains("more than appends", "RESTORE");
    append(four.subList(2, 4));
    append(1);
    assertThat(run().decoded()).as("the others have their outcomes").isEqualTo(1);
  }

  @Test
  void imagesAreOverwritten() throws Exception {
    List<Row> others = Estimation.pictures(600, 3);
    world
        .spark()
        .createDataFrame(others, Estimation.NARROW)
        .coalesce(1)
        .write()
        .format("delta")
        .mode("overwrite")
        .save(images().toString());
    present.clear();
    present.addAll(others);
    Estimation.Result result = run();
    assertThat(result.progress())
        .contains("more than appends", "outcomes belong to images that are gone");
    assertThat(result.decoded()).isEqualTo(3);
  }

  @Test
  void imagesAreRecreated() throws Exception {
    delete(images());
    DeltaLog.clearCache();
    // a table of its own, with another id
    world.tables().create(Table.IMAGES);
    present.clear();
    append(four.subList(0, 2));
    append(2);
    assertThat(run().decoded()).isEqualTo(2);
    assertThat(world.run().decoded()).isZero();
  }

  /** As Delta does after a checkpoint when the entries are old. */
  @Test
  void unreadLogEntriesExpire() throws Exception {
    append(1);
    append(1);
    DeltaLog log = DeltaLog.forTable(world.spark(), images().toString());
    log.checkpoint(
        log.update(false, scala.Option.empty(), scala.Option.empty()), scala.Option.empty());
    String newest = "%020d".formatted(world.tables().version(Table.IMAGES));
    try (var entries = Files.list(images().resolve("_delta_log"))) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.matches("\\.?[0-9]{20}\\.(json|crc|json\\.crc|crc\\.crc)")
            && !name.contains(newest)) {
          Files.delete(entry);
        }
      }
    }
    DeltaLog.clearCache();
    append(1);
    Estimation.Result result = run();
    assertThat(result.progress()).contains("not complete any more");
    assertThat(result.decoded()).isEqualTo(3);
  }
}
