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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people, other jobs and accidents do to {@code images} and to the checkpoint between two
 * runs. The end is always the same: each picture that is there has one outcome, and nobody has two.
 */
class DisturbedImagesIT {
  @TempDir Path temp;

  private Estimation world;
  private final List<Row> present = new ArrayList<>();
  private final TreeSet<String> ever = new TreeSet<>();
  private long seed = 1;

  @BeforeEach
  void threeCommitsAreEstimated() throws Exception {
    world = new Estimation(temp);
    // one file per micro-batch, so that the checkpoint has some length
    world.sets.add("estimate.batch-bytes=1");
    append(2);
    append(2);
    assertThat(run("at first").outcome().out()).isEqualTo(4);
  }

  private void append(int pictures) {
    List<Row> rows = Estimation.pictures(seed, pictures);
    seed += pictures;
    world.add(rows, 1);
    present.addAll(rows);
  }

  private Estimation.Result run(String after) throws Exception {
    ever.addAll(Estimation.ids(present));
    Estimation.Result result = world.run();
    assertThat(world.outcomes()).as(after).isEqualTo(List.copyOf(ever));
    assertThat(result.outcome().in()).as(after).isEqualTo(present.size());
    return result;
  }

  private Path images() {
    return temp.resolve("warehouse/images");
  }

  private void sql(String text) {
    world.spark().sql(text.replace("IMAGES", "delta.`" + images() + "`"));
  }

  private static void delete(Path path) throws IOException {
    try (var all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static void garble(Path file) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Files.writeString(file, "garb\nled");
  }

  private Path lastOffsets() throws IOException {
    try (var files = Files.list(world.checkpoint().resolve("offsets"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("[0-9]+"))
          .max(Comparator.comparingLong(file -> Long.parseLong(file.getFileName().toString())))
          .orElseThrow();
    }
  }

  @Test
  void theCheckpointIsDamaged() throws Exception {
    delete(world.checkpoint());
    append(1);
    assertThat(run("checkpoint deleted").progress()).contains("cannot go on", "incomplete");

    // the position now begins after the comparison; two appends make a stream with batches again
    append(1);
    append(1);
    assertThat(run("a new stream").progress()).doesNotContain("cannot go on");

    garble(lastOffsets());
    append(1);
    assertThat(run("last offsets garbled").progress())
        .contains("cannot go on", "checkpoint cannot be read");

    append(1);
    run("a new stream");
    Files.delete(world.checkpoint().resolve("metadata"));
    append(1);
    assertThat(run("metadata deleted").progress()).contains("incomplete");

    append(1);
    run("a new stream");
    Files.delete(lastOffsets());
    append(1);
    assertThat(run("last offsets deleted").progress()).contains("incomplete");

    append(1);
    run("a new stream");
    garble(world.streamFolder().resolve("position.json"));
    append(1);
    assertThat(run("position garbled").decoded()).isEqualTo(1);
  }

  @Test
  void imagesAreChangedByMoreThanAppends() throws Exception {
    long version = world.tables().version(Table.IMAGES);
    List<Row> extra = Estimation.pictures(500, 1);
    world.add(extra, 1);
    present.addAll(extra);
    run("an append");

    sql("RESTORE TABLE IMAGES TO VERSION AS OF " + version);
    present.removeAll(extra);
    append(1);
    Estimation.Result restored = run("restored");
    assertThat(restored.progress()).contains("more than appends", "RESTORE");
    // the restored table takes the picture in again, which has its outcome already
    world.add(extra, 1);
    present.addAll(extra);
    assertThat(run("appended again").decoded()).isZero();
    append(1);
    assertThat(run("nobody is missing any more").decoded()).isEqualTo(1);
  }

  @Test
  void imagesAreVacuumedExpiredOverwrittenOrRecreated() throws Exception {
    append(1);
    append(1);
    world.spark().conf().set("spark.databricks.delta.retentionDurationCheck.enabled", "false");
    sql("OPTIMIZE IMAGES");
    sql("VACUUM IMAGES RETAIN 0 HOURS");
    world.spark().conf().unset("spark.databricks.delta.retentionDurationCheck.enabled");
    Estimation.Result vacuumed = run("unread files vacuumed");
    assertThat(vacuumed.progress()).contains("cannot go on", "FAILED_READ_FILE");
    assertThat(vacuumed.outcome().out()).isEqualTo(2);

    append(1);
    append(1);
    DeltaLog log = DeltaLog.forTable(world.spark(), images().toString());
    log.checkpoint(
        log.update(false, scala.Option.empty(), scala.Option.empty()), scala.Option.empty());
    expireLog();
    append(1);
    assertThat(run("unread log entries expired").progress()).contains("not complete any more");

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
    Estimation.Result overwritten = run("overwritten");
    assertThat(overwritten.progress())
        .contains("more than appends", "outcomes belong to images that are gone");
    assertThat(overwritten.decoded()).isEqualTo(3);

    delete(images());
    DeltaLog.clearCache();
    List<Row> kept = List.copyOf(present.subList(0, 2));
    world.add(kept, 1);
    present.clear();
    present.addAll(kept);
    append(2);
    assertThat(run("recreated").decoded()).isEqualTo(2);
    assertThat(world.run().decoded()).isZero();
  }

  /** Removes all log entries but the newest, as Delta does after a checkpoint when they are old. */
  private void expireLog() throws IOException {
    Path log = images().resolve("_delta_log");
    String newest = "%020d".formatted(world.tables().version(Table.IMAGES));
    try (var entries = Files.list(log)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.matches("\\.?[0-9]{20}\\.(json|crc|json\\.crc|crc\\.crc)")
            && !name.contains(newest)) {
          Files.delete(entry);
        }
      }
    }
    DeltaLog.clearCache();
  }
}
