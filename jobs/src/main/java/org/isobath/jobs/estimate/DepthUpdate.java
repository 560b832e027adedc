package org.isobath.jobs.estimate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.isobath.jobs.CarefulMode;
import org.isobath.jobs.Progress;
import org.isobath.jobs.Run;
import org.isobath.jobs.StreamFolder;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Brings {@code depth} up to {@code images} for one model and its parameters.
 *
 * <p>Two ways lead there. The stream reads what was appended, in the order it came, and remembers
 * how far it got. The backfill compares keys and reads the pictures that lack an outcome, whatever
 * the reason. Both may be killed anywhere and run again. What must never happen is that a stream
 * delivers a picture that already has its outcome: so a new stream begins with the whole table only
 * while there are no outcomes at all, and otherwise after the version that the backfill has
 * completed; and there is no stream while an outcome waits for a picture that is gone and may come
 * back.
 */
final class DepthUpdate {
  private final Run run;
  private final Tables tables;
  private final Recipe recipe;
  private final Tally tally;
  private final DepthMapper mapper;
  private final ReadSize size;
  private final FileSystem files;
  private final Path folder;

  DepthUpdate(Run run, Recipe recipe, Tally tally, ReadSize size, CarefulMode.Orders careful) {
    this.run = run;
    this.tables = run.tables();
    this.recipe = recipe;
    this.tally = tally;
    this.mapper =
        new DepthMapper(recipe, tally, run.id(), DepthMapper.hadoop(run.spark()), careful);
    this.size = size;
    this.files = tables.fileSystem();
    this.folder = folder(tables, recipe);
  }

  private static Path folder(Tables tables, Recipe recipe) {
    return new StreamFolder(tables.id(Table.IMAGES), recipe.card().id(), recipe.paramsHash())
        .in(tables);
  }

  /** Rows of {@code depth} that belong to this model and its parameters. */
  static Column ours(Recipe recipe) {
    return functions
        .col("model_id")
        .equalTo(recipe.card().id())
        .and(functions.col("params_hash").equalTo(recipe.paramsHash()));
  }

  /** Keys of {@code images} at {@code version} without an outcome in {@code depth} as it is now. */
  static Missing missing(Tables tables, Recipe recipe, long version, OptionalLong limit) {
    return missing(tables, recipe, version, tables.version(Table.DEPTH), limit);
  }

  private static Missing missing(
      Tables tables, Recipe recipe, long version, long depth, OptionalLong limit) {
    Dataset<Row> done = tables.read(Table.DEPTH, depth).where(ours(recipe)).select("image_id");
    return Missing.of(tables, version, done, limit);
  }

  /** Pictures of {@code images} as it is now, when it is known that all have their outcome. */
  static OptionalLong settled(Tables tables, Recipe recipe) throws IOException {
    return Settled.read(tables.fileSystem(), folder(tables, recipe))
        .filter(known -> known.holds(tables))
        .map(known -> OptionalLong.of(known.pictures()))
        .orElse(OptionalLong.empty());
  }

  /**
   * Everything that {@code images} has at {@code version} gets its outcome, and what came since.
   *
   * @param images rows of that version
   */
  void complete(long version, long images) throws Exception {
    Optional<Position> known = position(version);
    long outcomes =
        run.describe(
            "estimate: count outcomes", () -> tables.read(Table.DEPTH).where(ours(recipe)).count());
    if (known.isEmpty() && outcomes == 0) {
      known = Optional.of(save(Position.ofAll(version)));
    }
    if (known.isEmpty()) {
      restart(version);
      return;
    }
    Position position = known.get();
    if (position.start() <= tables.version(Table.IMAGES)) {
      position = save(position.asStarted());
      try (Progress progress = progress(images - outcomes)) {
        ImageStream.run(
            run, mapper, position.checkpointIn(folder), position.start(), size.batchBytes());
      } catch (Exception e) {
        String why = StreamBreak.of(e).orElseThrow(() -> e);
        giveUp(why);
        // the stream may have read beyond the version this run began with
        restart(tables.version(Table.IMAGES));
        return;
      }
    }
    long depth = tables.version(Table.DEPTH);
    long found = backfill(version, depth, OptionalLong.empty());
    if (found > 0) {
      say(
          "%d images had been missed by the stream and were taken up by their keys"
              .formatted(found));
    }
    save(position.verifiedTo(version));
    if (found == 0) {
      new Settled(version, tables.id(Table.DEPTH), depth, images).write(files, folder);
    }
  }

  /** At most {@code limit} images that lack an outcome. */
  void some(long version, long limit) throws IOException {
    // what the stream would deliver next is no longer what is missing
    Position.drop(files, folder);
    backfill(version, tables.version(Table.DEPTH), OptionalLong.of(limit));
  }

  /** Takes back the rejected outcomes of this model and its parameters. */
  static void forgetRejects(Run run, Recipe recipe) {
    run.spark().conf().set(Tables.USER_METADATA, run.id());
    try {
      run.tables()
          .delta(Table.DEPTH)
          .delete(ours(recipe).and(functions.col("state").equalTo("rejected")));
    } finally {
      run.spark().conf().unset(Tables.USER_METADATA);
    }
  }

  private void restart(long version) throws IOException {
    backfill(version, tables.version(Table.DEPTH), OptionalLong.empty());
    long orphans = orphans(version);
    if (orphans > 0) {
      // such a picture may be ingested again by a plain append, which a stream would deliver
      say(
          "%d outcomes belong to images that are gone: keys are compared instead of streaming"
              .formatted(orphans));
      return;
    }
    save(Position.after(version));
  }

  /** Outcomes whose picture is not in {@code images} at {@code version}. */
  private long orphans(long version) {
    Dataset<Row> images = tables.read(Table.IMAGES, version).select("image_id");
    return tables
        .read(Table.DEPTH)
        .where(ours(recipe))
        .select("image_id")
        .join(images, CollectionConverters.asScala(List.of("image_id")).toSeq(), "left_anti")
        .count();
  }

  /** The kept position, given up when the stream must not be trusted with what happened since. */
  private Optional<Position> position(long version) throws IOException {
    Optional<Position> kept = Position.read(files, folder);
    if (kept.isEmpty()) {
      return kept;
    }
    Optional<String> objection = ImagesHistory.notAppended(tables, kept.get().verified(), version);
    if (objection.isPresent()) {
      giveUp("images changed by more than appends: " + objection.get());
      return Optional.empty();
    }
    if (kept.get().started() && !continues(kept.get())) {
      giveUp("its checkpoint is incomplete");
      return Optional.empty();
    }
    return kept;
  }

  private boolean continues(Position position) throws IOException {
    Checkpoint checkpoint = Checkpoint.read(files, position.checkpointIn(folder));
    if (checkpoint.queryId().isEmpty()) {
      return false;
    }
    DeltaFiles depth = DeltaFiles.of(run.spark(), tables, Table.DEPTH, tables.version(Table.DEPTH));
    return checkpoint.continues(depth.lastBatchOf(checkpoint.queryId().get()));
  }

  private void giveUp(String why) throws IOException {
    say("the stream over images cannot go on (" + why + "): comparing keys instead");
    Position.drop(files, folder);
  }

  private Position save(Position position) throws IOException {
    position.write(files, folder);
    return position;
  }

  /** One append per batch of files; the pictures that were missing. */
  private long backfill(long version, long depth, OptionalLong limit) {
    try (Missing missing =
        run.describe(
            "estimate: find what is missing",
            () -> missing(tables, recipe, version, depth, limit))) {
      if (missing.pictures() == 0) {
        return 0;
      }
      DeltaFiles images = DeltaFiles.of(run.spark(), tables, Table.IMAGES, version);
      List<Missing.Batch> batches = missing.batches(run.conf().bytes("estimate.batch-bytes"));
      try (Progress progress = progress(missing.pictures())) {
        for (int i = 0; i < batches.size(); i++) {
          Missing.Batch batch = batches.get(i);
          run.describe(
              "estimate → depth: what was missing, batch %d of %d".formatted(i + 1, batches.size()),
              () -> {
                append(images, missing, batch);
                return null;
              });
        }
      }
      return missing.pictures();
    }
  }

  private void append(DeltaFiles images, Missing missing, Missing.Batch batch) {
    Dataset<Row> pictures =
        images
            .rowsOf(batch.files())
            .join(
                functions.broadcast(missing.keysOf(batch)),
                CollectionConverters.asScala(List.of("image_id")).toSeq(),
                "left_semi");
    tables.append(Table.DEPTH, mapper.depthOf(pictures), run.id());
  }

  private Progress progress(long toDo) {
    long handled = tally.handled();
    long rejects = tally.rejects();
    return Progress.start(
        run,
        new Progress.Step(
            "estimate",
            recipe.card().id(),
            "images",
            toDo,
            () -> tally.handled() - handled,
            () -> tally.rejects() - rejects));
  }

  private void say(String sentence) {
    run.progress().println("estimate: " + sentence + ".");
  }
}
