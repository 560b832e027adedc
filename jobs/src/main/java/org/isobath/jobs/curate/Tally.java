package org.isobath.jobs.curate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Policy;

/** The numbers of one policy in a curation. */
final class Tally {
  private final Policy policy;
  private final Map<String, Long> reasons = new TreeMap<>();
  private final Map<String, Long> warnings = new TreeMap<>();
  private final Map<String, Long> splits = new TreeMap<>();
  private long judged;
  private long kept;
  private long changed;
  private long stored;

  private Tally(Policy policy) {
    this.policy = policy;
  }

  /** In one pass, in the order of the policies: the verdicts of a policy are few kinds. */
  static List<Tally> of(List<Policy> policies, Dataset<Row> marked) {
    Map<String, Tally> tallies = new LinkedHashMap<>();
    policies.forEach(policy -> tallies.put(policy.name(), new Tally(policy)));
    marked
        .groupBy("policy", "keep", "changed", "stored", "split", "reasons", "warnings")
        .count()
        .collectAsList()
        .forEach(kind -> tallies.get(kind.getString(0)).add(kind));
    return List.copyOf(tallies.values());
  }

  private void add(Row kind) {
    long count = kind.getLong(7);
    judged += count;
    kept += kind.getBoolean(1) ? count : 0;
    changed += kind.getBoolean(2) ? count : 0;
    stored += kind.getBoolean(3) ? count : 0;
    if (!kind.isNullAt(4)) {
      splits.merge(kind.getString(4), count, Long::sum);
    }
    kind.<String>getList(5).forEach(reason -> reasons.merge(reason, count, Long::sum));
    kind.<String>getList(6).forEach(reason -> warnings.merge(reason, count, Long::sum));
  }

  Policy policy() {
    return policy;
  }

  /** Depth maps with a verdict. */
  long judged() {
    return judged;
  }

  long kept() {
    return kept;
  }

  /** Verdicts that are new or differ from the stored ones. */
  long changed() {
    return changed;
  }

  /** Verdicts that replace or equal a stored one. */
  long stored() {
    return stored;
  }

  /** Rows per reason, most frequent first; a row with two reasons counts in both. */
  Map<String, Long> reasons() {
    return byCount(reasons);
  }

  /** Rows per warning, likewise. */
  Map<String, Long> warnings() {
    return byCount(warnings);
  }

  /** Kept rows per split, in the order of their names. */
  Map<String, Long> splits() {
    return splits;
  }

  private static Map<String, Long> byCount(Map<String, Long> counts) {
    Map<String, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }
}
