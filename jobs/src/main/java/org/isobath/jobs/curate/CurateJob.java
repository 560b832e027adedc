package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.lit;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Job;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.curate.duplicates.DuplicateSettings;
import org.isobath.jobs.curate.duplicates.Duplicates;

/**
 * Judges every estimated image by every policy, drops copies, deals out splits. It looks at all of
 * {@code depth}, every model and parameter set in it, each time: a verdict depends on the copies of
 * a picture and on the policy as much as on the picture. Only verdicts that changed are written.
 * {@code --limit} means nothing here, except to {@code --verify}.
 */
public final class CurateJob implements Job {
  /** Compares another policy with the one in use. */
  static final JobOption WHAT_IF =
      new JobOption(
          "--what-if",
          "FILE",
          "write nothing; show what each rule of this policy would drop, alone and together");

  @Override
  public String verb() {
    return "curate";
  }

  @Override
  public String summary() {
    return "Judge estimated images by rules over their metrics, drop copies, deal out splits";
  }

  @Override
  public List<JobOption> options() {
    return List.of(WHAT_IF, LeakCheck.OPTION);
  }

  @Override
  public boolean writes(Options options) {
    return Job.super.writes(options)
        && options().stream().allMatch(option -> options.own(option.name()).isEmpty());
  }

  @Override
  public void check(Conf conf, Options options) {
    Policy.all(conf).forEach(PolicyCheck::names);
    whatIf(conf, options).ifPresent(PolicyCheck::names);
    Shares.of(conf);
    DuplicateSettings.of(conf);
    Groups.of(conf);
    LeakCheck.limit(conf);
  }

  private static Optional<Policy> whatIf(Conf conf, Options options) {
    return options.own(WHAT_IF.name()).map(file -> Policy.read(file, WHAT_IF.name(), conf));
  }

  @Override
  public Outcome run(Run run) {
    if (run.options().own(LeakCheck.OPTION.name()).isPresent()) {
      return LeakCheck.of(run);
    }
    List<Policy> policies = Policy.all(run.conf());
    policies.forEach(policy -> PolicyCheck.types(policy, run.spark()));
    Optional<Policy> other = whatIf(run.conf(), run.options());
    if (other.isPresent()) {
      PolicyCheck.types(other.get(), run.spark());
      try (Duplicates duplicates = duplicates(run)) {
        return run.describe(
            "curate: what if",
            () -> WhatIf.of(run, policies, other.get(), Splits.of(run).deal(duplicates.rows())));
      }
    }
    for (Policy policy : policies) {
      run.progress()
          .println(
              "curate: policy %s, %d rules of %s"
                  .formatted(policy.name(), policy.rules().size(), policy.origin()));
    }
    try (Duplicates duplicates = duplicates(run)) {
      return duplicates.addedTo(curate(run, policies, duplicates.rows()));
    }
  }

  private static Duplicates duplicates(Run run) {
    return run.describe("curate: find duplicates", () -> Duplicates.of(run));
  }

  private static Outcome curate(Run run, List<Policy> policies, Dataset<Row> duplicates) {
    Tables tables = run.tables();
    Dataset<Row> depth = tables.read(Table.DEPTH);
    Splits splits = Splits.of(run);
    Dataset<Row> dealt = run.describe("curate: deal splits", () -> splits.deal(duplicates));
    Dataset<Row> rows =
        Verdicts.rows(tables.read(Table.IMAGES), depth, tables.read(Table.SOURCES), dealt);
    Dataset<Row> verdicts =
        Verdicts.of(policies, ModelTerms.of(run.conf(), policies), rows)
            .withColumn("run_id", lit(run.id()));
    Dataset<Row> judged =
        PairChanges.mark(verdicts, tables.read(Table.PAIRS)).persist(StorageLevel.DISK_ONLY());
    try {
      return run.describe(
          "curate → pairs, splits: judge",
          () -> judge(run, policies, splits.fresh(dealt, judged.where("keep")), judged, depth));
    } finally {
      judged.unpersist();
    }
  }

  private static Outcome judge(
      Run run, List<Policy> policies, Dataset<Row> fresh, Dataset<Row> judged, Dataset<Row> depth) {
    List<Tally> tallies = Tally.of(policies, judged);
    long stored = tallies.stream().mapToLong(Tally::stored).sum();
    Account account =
        new Account(
            tallies,
            depth.where("state = 'rejected'").count(),
            run.tables().read(Table.PAIRS).count() - stored,
            run.options().dryRun());
    if (!run.options().dryRun()) {
      if (!fresh.isEmpty()) {
        run.tables().append(Table.SPLITS, fresh.withColumn("run_id", lit(run.id())), run.id());
      }
      if (account.changed() + account.gone() > 0) {
        PairChanges.write(run.spark(), run.tables(), judged, account.gone() > 0, run.id());
      }
    }
    return account.outcome(run.tables().version(Table.PAIRS));
  }
}
