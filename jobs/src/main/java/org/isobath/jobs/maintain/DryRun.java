package org.isobath.jobs.maintain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isobath.jobs.ByteSize;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/** What a run would do: files, rows and bytes. Writes nothing. */
final class DryRun {
  private DryRun() {}

  static Outcome of(Run run, MaintainSettings settings, List<DepthSet> sets, List<DepthSet> going)
      throws IOException {
    Map<String, Object> tables = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (Table table : Table.values()) {
      if (run.tables().exists(table)) {
        Tables.Size due = Compaction.due(run, table, settings.fileBytes());
        long unused = Vacuum.due(run, table, settings.retention());
        tables.put(
            table.label(),
            Map.of(
                "files_to_put_together", due.files(),
                "bytes_to_put_together", due.bytes(),
                "files_to_delete", unused));
        lines.add(
            "  %s: %d files to put together, %s; %d unused ones to delete"
                .formatted(table.label(), due.files(), ByteSize.text(due.bytes()), unused));
      }
    }
    long rows = going.stream().mapToLong(DepthSet::rows).sum();
    long bytes = going.stream().mapToLong(DepthSet::bytes).sum();
    int dead = DeadCheckpoints.of(run, settings.retention()).size();
    sets.forEach(
        set -> lines.add("  " + set.line() + (going.contains(set) ? ": would be dropped" : "")));
    lines.add(
        0,
        "maintain: would drop %d rows of depth, about %s, and %d stream positions. Nothing was written."
            .formatted(rows, ByteSize.text(bytes), dead));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows_to_drop", rows);
    figures.put("bytes_to_drop", bytes);
    figures.put("rows_superseded", MaintainJob.superseded(sets, going));
    figures.put("checkpoints_to_remove", dead);
    figures.put("tables", tables);
    return new Outcome(tables.size(), 0, 0, tables.size(), Map.of(), figures, lines);
  }
}
