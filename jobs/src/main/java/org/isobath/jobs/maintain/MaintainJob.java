package org.isobath.jobs.maintain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.isobath.UserError;
import org.isobath.jobs.ByteSize;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Job;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.StreamFolder;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Keeps a warehouse small: drops superseded depth if it is to, puts small files together, deletes
 * files that no table names any more, and removes dead stream positions. Its inputs are the tables.
 * Killed at any moment it has done a part of that; no row is changed but the dropped ones.
 */
public final class MaintainJob implements Job {
  @Override
  public String verb() {
    return "maintain";
  }

  @Override
  public String summary() {
    return "Put small files together, delete unused ones, drop superseded depth";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.flag(
            MaintainSettings.SHORT_RETENTION,
            "allow a maintain.retention below 7 days: no other job may run meanwhile"));
  }

  @Override
  public void check(Conf conf, Options options) {
    MaintainSettings.of(conf, options);
  }

  @Override
  public Outcome run(Run run) throws IOException {
    MaintainSettings settings = MaintainSettings.of(run.conf(), run.options());
    if (settings.brief()) {
      requireAlone(run);
    }
    List<DepthSet> sets =
        run.describe("maintain: find superseded depth", () -> SupersededDepth.of(run));
    List<DepthSet> going = sets.stream().filter(set -> set.goes(settings.superseded())).toList();
    return run.options().dryRun()
        ? DryRun.of(run, settings, sets, going)
        : work(run, settings, sets, going);
  }

  private static Outcome work(
      Run run, MaintainSettings settings, List<DepthSet> sets, List<DepthSet> going)
      throws IOException {
    List<Upkeep> done = new ArrayList<>();
    for (Table table : Table.values()) {
      if (run.tables().exists(table)) {
        done.add(
            run.describe(
                "maintain: " + table.label(),
                () -> upkeep(run, settings, table, table == Table.DEPTH ? going : List.of())));
      }
    }
    List<StreamFolder> dead = DeadCheckpoints.of(run, settings.retention());
    DeadCheckpoints.remove(run.tables(), dead);
    return outcome(done, sets, going, dead.size());
  }

  private static Upkeep upkeep(
      Run run, MaintainSettings settings, Table table, List<DepthSet> going) {
    Tables.Size before = run.tables().size(table);
    SupersededDepth.drop(run, going);
    return Upkeep.of(run, settings, table, before, going.stream().mapToLong(DepthSet::rows).sum());
  }

  /**
   * Files without a name in the table may be those of a run that has not committed yet, so there
   * must be none when young files are deleted.
   */
  private static void requireAlone(Run run) {
    List<Row> others =
        run.tables()
            .read(Table.RUNS)
            .where(
                functions
                    .col("state")
                    .equalTo("running")
                    .and(functions.col("run_id").notEqual(run.id())))
            .select("verb", "run_id")
            .orderBy("run_id")
            .limit(1)
            .collectAsList();
    if (!others.isEmpty()) {
      String verb = others.get(0).getString(0);
      throw new UserError(
          ("Run %s of %s is open, and with a maintain.retention below 7 days the files it is writing would be"
                  + " deleted. Wait for it; if it was killed, run isobath %s once more, which closes it.")
              .formatted(others.get(0).getString(1), verb, verb));
    }
  }

  private static Outcome outcome(
      List<Upkeep> done, List<DepthSet> sets, List<DepthSet> going, int checkpoints) {
    Map<String, Object> tables = new LinkedHashMap<>();
    done.forEach(upkeep -> tables.put(upkeep.table().label(), upkeep.figures()));
    long before = done.stream().mapToLong(upkeep -> upkeep.before().files()).sum();
    long after = done.stream().mapToLong(upkeep -> upkeep.after().files()).sum();
    long freed = done.stream().mapToLong(upkeep -> upkeep.freed().bytes()).sum();
    long changed = done.stream().filter(Upkeep::changed).count();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("files_before", before);
    figures.put("files_after", after);
    figures.put("bytes_freed", freed);
    figures.put("rows_dropped", done.stream().mapToLong(Upkeep::rowsDropped).sum());
    figures.put("rows_superseded", superseded(sets, going));
    figures.put("checkpoints_removed", checkpoints);
    figures.put("tables", tables);
    List<String> lines = new ArrayList<>();
    lines.add(
        "maintain: %d tables, %d changed, %d files are now %d, %s freed"
            .formatted(done.size(), changed, before, after, ByteSize.text(freed)));
    done.stream()
        .filter(upkeep -> upkeep.changed() || upkeep.contended())
        .forEach(upkeep -> lines.add(upkeep.line()));
    sets.stream().filter(set -> !going.contains(set)).forEach(set -> lines.add("  " + set.line()));
    if (checkpoints > 0) {
      lines.add("  stream positions that nobody asks for, removed: " + checkpoints);
    }
    return new Outcome(done.size(), changed, 0, done.size() - changed, Map.of(), figures, lines);
  }

  /** Rows that stay and could go. */
  static long superseded(List<DepthSet> sets, List<DepthSet> going) {
    return sets.stream()
        .filter(set -> set.superseded() && !going.contains(set))
        .mapToLong(DepthSet::rows)
        .sum();
  }
}
