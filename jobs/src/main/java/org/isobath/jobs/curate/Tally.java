package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.count;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Outcome;

/**
 * The numbers of a curation.
 *
 * @param judged depth maps with a verdict
 * @param changed verdicts that are new or differ from the stored ones
 * @param stored verdicts that replace or equal a stored one
 * @param rejected depth outcomes that hold no depth, and so get no verdict
 * @param fresh kept rows whose component gets its split in this run
 * @param reasons rows per reason, most frequent first; a row with two reasons counts in both
 * @param splits kept rows per split, in the order of their names
 */
record Tally(
    long judged,
    long kept,
    long changed,
    long stored,
    long rejected,
    long fresh,
    Map<String, Long> reasons,
    Map<String, Long> splits) {

  /** In one pass: the rows of a verdict, its split and its reasons are few kinds. */
  static Tally of(Dataset<Row> marked, long rejected) {
    long judged = 0;
    long kept = 0;
    long changed = 0;
    long stored = 0;
    long fresh = 0;
    Map<String, Long> reasons = new TreeMap<>();
    Map<String, Long> splits = new TreeMap<>();
    for (Row kind :
        marked
            .groupBy("keep", "changed", "stored", "fresh", "split", "reasons")
            .count()
            .collectAsList()) {
      long count = kind.getLong(6);
      judged += count;
      kept += kind.getBoolean(0) ? count : 0;
      changed += kind.getBoolean(1) ? count : 0;
      stored += kind.getBoolean(2) ? count : 0;
      fresh += kind.getBoolean(3) ? count : 0;
      if (!kind.isNullAt(4)) {
        splits.merge(kind.getString(4), count, Long::sum);
      }
      kind.<String>getList(5).forEach(reason -> reasons.merge(reason, count, Long::sum));
    }
    Map<String, Long> byCount = new LinkedHashMap<>();
    reasons.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> byCount.put(entry.getKey(), entry.getValue()));
    return new Tally(judged, kept, changed, stored, rejected, fresh, byCount, splits);
  }

  /**
   * In: depth outcomes. Out: verdicts written, kept or dropped alike. Skipped: verdicts that stay
   * as they are, and depth outcomes without depth.
   */
  Outcome outcome(long gone, boolean dryRun) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("kept", kept);
    figures.put("dropped", judged - kept);
    figures.put("changed", changed);
    figures.put("removed", gone);
    figures.put("reasons", reasons);
    figures.put("splits", splits);
    return new Outcome(
        judged + rejected,
        changed,
        0,
        judged - changed + rejected,
        Map.of(),
        figures,
        lines(gone, dryRun));
  }

  private List<String> lines(long gone, boolean dryRun) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "curate: %s %d of %d estimated images, %s %d; verdicts %s: %d"
            .formatted(
                dryRun ? "would keep" : "kept",
                kept,
                judged,
                dryRun ? "drop" : "dropped",
                judged - kept,
                dryRun ? "that would change" : "written",
                changed));
    if (!reasons.isEmpty()) {
      lines.add("  dropped for: " + list(reasons));
    }
    if (!splits.isEmpty()) {
      lines.add("  splits: " + list(splits));
    }
    if (gone > 0) {
      lines.add(
          "  verdicts "
              + (dryRun ? "to remove" : "removed")
              + " because their depth is gone: "
              + gone);
    }
    return lines;
  }

  private static String list(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
