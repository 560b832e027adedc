package org.isobath.jobs.evaluate.generations;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Judges;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.model.ModelCard;
import org.isobath.quality.FidelityProtocol;

/**
 * What there is to measure, by keys alone. A row of it is a picture with {@code tasks}: structs of
 * judge, judge_params_hash and protocol, each of which becomes a row of {@code evaluations}.
 */
final class Work {
  /** What tells one control's depth from another. */
  static final List<String> CONTROL = List.of("image_id", "model_id", "params_hash");

  private static final List<String> IDENTITY =
      List.of(
          "subject",
          "subject_id",
          "request_id",
          "output_index",
          "generator",
          "image_id",
          "model_id",
          "params_hash",
          "control_width",
          "control_height",
          "prompt",
          "has_depth");

  private Work() {}

  /** Every stored generation, a row per task. */
  static Dataset<Row> generations(Tables tables, Judges judges) {
    Dataset<Row> depth =
        tables
            .read(Table.DEPTH)
            .where("state = 'ok'")
            .select("image_id", "model_id", "params_hash")
            .withColumn("has_depth", lit(true));
    Dataset<Row> generations =
        tables
            .read(Table.GENERATIONS)
            .where("state = 'ok'")
            .select("request_id", "output_index", "image_id", "generator")
            .join(
                tables
                    .read(Table.REQUESTS)
                    .select(col("request_id"), col("model_id"), col("params_hash"), prompt(judges)),
                "request_id")
            .join(
                tables
                    .read(Table.IMAGES)
                    .select(
                        col("image_id"),
                        col("width").as("control_width"),
                        col("height").as("control_height")),
                new String[] {"image_id"},
                "left")
            .join(depth, CONTROL.toArray(String[]::new), "left")
            .withColumn("has_depth", coalesce(col("has_depth"), lit(false)))
            .withColumn("subject", lit(Subject.GENERATION.label()))
            .withColumn("subject_id", concat_ws("/", col("request_id"), col("output_index")));
    List<Column> tasks = tasks(judges);
    tasks.add(task(Subject.NO_JUDGE, lit(null).cast("string"), Subject.PICTURE));
    if (judges.clip() != null) {
      tasks.add(task(judges.clip().id(), lit(judges.clip().paramsHash()), Subject.PROMPT));
    }
    return each(generations, tasks);
  }

  /** Texts travel only where somebody looks at them. */
  private static Column prompt(Judges judges) {
    return (judges.clip() == null ? lit(null).cast("string") : col("prompt")).as("prompt");
  }

  /** The photograph behind every one of {@code generations}, a row per task. */
  static Dataset<Row> photos(Dataset<Row> generations, Judges judges) {
    Dataset<Row> photos =
        generations
            .select("image_id", "model_id", "params_hash", "has_depth")
            .distinct()
            .withColumn("subject", lit(Subject.PHOTO.label()))
            .withColumn("subject_id", controlKey());
    for (String column : List.of("request_id", "generator", "prompt")) {
      photos = photos.withColumn(column, lit(null).cast("string"));
    }
    for (String column : List.of("output_index", "control_width", "control_height")) {
      photos = photos.withColumn(column, lit(null).cast("int"));
    }
    return each(photos, tasks(judges));
  }

  /** {@code evaluations.subject_id} of a photograph. */
  static Column controlKey() {
    return concat_ws("/", CONTROL.stream().map(name -> col(name)).toArray(Column[]::new));
  }

  private static List<Column> tasks(Judges judges) {
    List<Column> tasks = new ArrayList<>();
    for (ModelCard judge : judges.cards()) {
      for (FidelityProtocol protocol : FidelityProtocol.values()) {
        tasks.add(task(judge.id(), lit(judge.paramsHash()), protocol.label()));
      }
    }
    return tasks;
  }

  private static Column task(String judge, Column paramsHash, String protocol) {
    return struct(
        lit(judge).as("judge"), paramsHash.as("judge_params_hash"), lit(protocol).as("protocol"));
  }

  private static Dataset<Row> each(Dataset<Row> pictures, List<Column> tasks) {
    Column[] identity = IDENTITY.stream().map(name -> col(name)).toArray(Column[]::new);
    return pictures
        .select(identity)
        .withColumn("task", explode(array(tasks.toArray(Column[]::new))));
  }

  /**
   * What has no row yet, with the tasks of a picture in one row.
   *
   * @param again true to take up what was rejected
   */
  static Dataset<Row> open(Tables tables, Dataset<Row> all, boolean again) {
    Dataset<Row> done =
        tables
            .read(Table.EVALUATIONS)
            .where(col("subject").isin(Subject.GENERATION.label(), Subject.PHOTO.label()));
    if (again) {
      done = done.where("state = 'ok'");
    }
    Column same = col("all.subject").equalTo(col("done.subject"));
    same = same.and(col("all.subject_id").equalTo(col("done.subject_id")));
    for (String part : List.of("judge", "judge_params_hash", "protocol")) {
      same = same.and(col("all.task." + part).eqNullSafe(col("done." + part)));
    }
    Column[] identity = IDENTITY.stream().map(name -> col(name)).toArray(Column[]::new);
    return all.as("all")
        .join(
            done.select("subject", "subject_id", "judge", "judge_params_hash", "protocol")
                .as("done"),
            same,
            "left_anti")
        .groupBy(identity)
        .agg(sort_array(collect_list("task")).as("tasks"));
  }
}
