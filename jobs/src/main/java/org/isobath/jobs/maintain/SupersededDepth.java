package org.isobath.jobs.maintain;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.isobath.jobs.CrossCheckSettings;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.FusionSettings;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.ParamsHash;
import org.isobath.jobs.Run;
import org.isobath.jobs.SessionSettings;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.TilingSettings;
import org.isobath.model.CrossCheck;
import org.isobath.model.Fusion;
import org.isobath.model.ModelCard;
import org.isobath.model.Tiling;

/**
 * Depth that an earlier form of a card has made: other weights or rules, and so another {@code
 * params_hash}. Models whose card is not in reach, or has no hash, are left alone: what their card
 * says now is not known. Keys and files are read, never depth.
 */
final class SupersededDepth {
  private SupersededDepth() {}

  /** The sets that the cards in reach no longer give, by model and parameters. */
  static List<DepthSet> of(Run run) {
    Map<String, Set<String>> current = current(run);
    List<DepthSet> sets = new ArrayList<>();
    for (Row set : sets(run.tables())) {
      String model = set.getString(0);
      Set<String> hashes = current.get(model);
      if (hashes != null && !hashes.contains(set.getString(1))) {
        sets.add(
            new DepthSet(
                model,
                set.getString(1),
                set.getLong(2),
                Math.round(set.getDouble(3)),
                waiting(run.tables(), model, set.getString(1), hashes),
                paired(run.tables(), model, set.getString(1))));
      }
    }
    return sets;
  }

  /** Marks the rows of these sets as deleted; files without other rows go at once. */
  static void drop(Run run, List<DepthSet> sets) {
    SessionSettings.during(
        run.spark(),
        Map.of(Tables.USER_METADATA, run.id()),
        () -> {
          sets.forEach(
              set ->
                  run.tables().delta(Table.DEPTH).delete(named(set.modelId(), set.paramsHash())));
          return null;
        });
  }

  /** The hashes that each card gives as it is now. */
  private static Map<String, Set<String>> current(Run run) {
    int matte = DecodeSettings.of(run.conf()).matteRgb();
    Tiling tiling = TilingSettings.of(run.conf());
    Fusion fusion = FusionSettings.of(run.conf());
    CrossCheck crossCheck = CrossCheckSettings.of(run.conf());
    Map<String, Set<String>> current = new HashMap<>();
    for (ModelCard card : ModelSettings.cards(run.conf()).all()) {
      if (card.hash().isPresent()) {
        current.put(card.id(), ParamsHash.all(card, matte, tiling, fusion, crossCheck));
      }
    }
    return current;
  }

  /** Model, parameters, rows and bytes of every set in depth. */
  private static List<Row> sets(Tables tables) {
    if (!tables.exists(Table.DEPTH)) {
      return List.of();
    }
    Column share =
        col("size").multiply(col("n")).divide(sum("n").over(Window.partitionBy(col("file"))));
    return tables
        .read(Table.DEPTH)
        .select(
            col("model_id"),
            col("params_hash"),
            col("_metadata.file_path").as("file"),
            col("_metadata.file_size").as("bytes"))
        .groupBy("model_id", "params_hash", "file")
        .agg(count(lit(1)).as("n"), max("bytes").as("size"))
        .withColumn("share", share)
        .groupBy("model_id", "params_hash")
        .agg(sum("n"), sum("share"))
        .orderBy("model_id", "params_hash")
        .collectAsList();
  }

  private static Column named(String model, String hash) {
    return col("model_id").equalTo(model).and(col("params_hash").equalTo(hash));
  }

  private static long waiting(Tables tables, String model, String hash, Set<String> current) {
    Dataset<Row> ok = tables.read(Table.DEPTH).where("state = 'ok'");
    Dataset<Row> anew =
        ok.where(col("model_id").equalTo(model).and(col("params_hash").isin(current.toArray())))
            .select("image_id");
    return ok.where(named(model, hash))
        .select("image_id")
        .join(anew, new String[] {"image_id"}, "left_anti")
        .count();
  }

  private static long paired(Tables tables, String model, String hash) {
    return tables.read(Table.PAIRS).where(named(model, hash).and(col("keep"))).count();
  }
}
