package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Job;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Judges every estimated image by the policy, drops copies, deals out splits. It looks at all of
 * {@code depth}, every model and parameter set in it, each time: a verdict depends on the copies of
 * a picture and on the policy as much as on the picture. Only verdicts that changed are written.
 * {@code --limit} means nothing here.
 */
public final class CurateJob implements Job {
  @Override
  public String verb() {
    return "curate";
  }

  @Override
  public String summary() {
    return "Judge estimated images by rules over their metrics, drop copies, deal out splits";
  }

  @Override
  public void check(Conf conf, Options options) {
    PolicyCheck.names(Policy.load(conf));
    Shares.of(conf);
  }

  @Override
  public Outcome run(Run run) {
    Policy policy = Policy.load(run.conf());
    PolicyCheck.types(policy, run.spark());
    run.progress().println("curate: " + policy.rules().size() + " rules of " + policy.origin());
    Tables tables = run.tables();
    Dataset<Row> depth = tables.read(Table.DEPTH);
    Dataset<Row> components = Verdicts.components(tables.read(Table.IMAGES));
    Dataset<Row> verdicts =
        Verdicts.of(
            policy, tables.read(Table.IMAGES), depth, tables.read(Table.SOURCES), components);
    Dataset<Row> dealt =
        withSplits(verdicts, tables.read(Table.SPLITS), components, Shares.of(run.conf()))
            .withColumn("policy_hash", lit(policy.hash()))
            .withColumn("cluster_id", col("component_id"))
            .withColumn("run_id", lit(run.id()));
    Dataset<Row> judged =
        PairChanges.mark(dealt, tables.read(Table.PAIRS)).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return run.describe("curate: judge", () -> judge(run, judged, depth));
    } finally {
      judged.unpersist();
    }
  }

  private static Outcome judge(Run run, Dataset<Row> judged, Dataset<Row> depth) {
    Tally tally = Tally.of(judged, depth.where("state = 'rejected'").count());
    long gone = run.tables().read(Table.PAIRS).count() - tally.stored();
    if (!run.options().dryRun()) {
      if (tally.fresh() > 0) {
        run.tables().append(Table.SPLITS, newSplits(judged), run.id());
      }
      if (tally.changed() + gone > 0) {
        PairChanges.write(run.spark(), run.tables(), judged, gone > 0, run.id());
      }
    }
    return tally.outcome(gone, run.options().dryRun());
  }

  /** Adds split and, for a component that has none yet and needs one, new_split. */
  private static Dataset<Row> withSplits(
      Dataset<Row> verdicts, Dataset<Row> splits, Dataset<Row> components, Shares shares) {
    // a component keeps the split of whichever member gave it its name at the time
    Dataset<Row> given =
        splits
            .join(components, splits.col("group_key").equalTo(components.col("image_id")))
            .groupBy("component_id")
            .agg(min("split").as("given_split"))
            .withColumnRenamed("component_id", "given_component");
    return verdicts
        .join(given, col("component_id").equalTo(col("given_component")), "left")
        .withColumn("fresh", col("keep").and(col("given_split").isNull()))
        .withColumn(
            "split",
            when(col("keep"), coalesce(col("given_split"), shares.deal(col("component_id")))))
        .drop("given_split", "given_component");
  }

  private static Dataset<Row> newSplits(Dataset<Row> judged) {
    return judged
        .where("fresh")
        .select(col("component_id").as("group_key"), col("split"), col("run_id"))
        .distinct();
  }
}
