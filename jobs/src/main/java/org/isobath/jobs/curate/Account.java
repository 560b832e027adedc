package org.isobath.jobs.curate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.PairSets;

/**
 * What a curation did.
 *
 * @param tallies one per policy, in their order
 * @param rejected depth outcomes that hold no depth, and so get no verdict
 * @param gone stored verdicts whose depth is gone or whose policy is no longer configured
 * @param dryRun whether nothing was written
 */
record Account(List<Tally> tallies, long rejected, long gone, boolean dryRun) {
  long changed() {
    return sum(Tally::changed);
  }

  private long sum(ToLongFunction<Tally> number) {
    return tallies.stream().mapToLong(number).sum();
  }

  /**
   * In: depth outcomes, once for each policy. Out: verdicts written, kept or dropped alike.
   * Skipped: verdicts that stay as they are, and depth outcomes without depth.
   *
   * @param pairsVersion Delta version of {@code pairs} that holds these verdicts
   */
  Outcome outcome(long pairsVersion) {
    long in = sum(Tally::judged) + rejected * tallies.size();
    // at the top level the policy of curate.policy, which is often the only one
    Map<String, Object> figures = new LinkedHashMap<>(figures(tallies.get(0)));
    figures.put("changed", changed());
    figures.put("removed", gone);
    Map<String, Object> policies = new LinkedHashMap<>();
    for (Tally tally : tallies) {
      Map<String, Object> policy = new LinkedHashMap<>();
      policy.put("policy_hash", tally.policy().hash());
      policy.putAll(figures(tally));
      policies.put(tally.policy().name(), policy);
    }
    figures.put(PairSets.POLICIES, policies);
    if (!dryRun) {
      figures.put(PairSets.VERSION, pairsVersion);
    }
    return new Outcome(in, changed(), 0, in - changed(), Map.of(), figures, lines());
  }

  private static Map<String, Object> figures(Tally tally) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("kept", tally.kept());
    figures.put("dropped", tally.judged() - tally.kept());
    figures.put("reasons", tally.reasons());
    figures.put("warnings", tally.warnings());
    figures.put("splits", tally.splits());
    return figures;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Tally tally : tallies) {
      lines.add(
          "curate: %s%s %d of %d estimated images, %s %d; verdicts %s: %d"
              .formatted(
                  tallies.size() == 1 ? "" : tally.policy().name() + ": ",
                  dryRun ? "would keep" : "kept",
                  tally.kept(),
                  tally.judged(),
                  dryRun ? "drop" : "dropped",
                  tally.judged() - tally.kept(),
                  dryRun ? "that would change" : "written",
                  tally.changed()));
      list(lines, "dropped for", tally.reasons());
      list(lines, "warned of", tally.warnings());
      list(lines, "splits", tally.splits());
    }
    if (gone > 0) {
      lines.add(
          "  verdicts "
              + (dryRun ? "to remove" : "removed")
              + " because their depth or their policy is gone: "
              + gone);
    }
    return lines;
  }

  private static void list(List<String> lines, String what, Map<String, Long> counts) {
    if (!counts.isEmpty()) {
      lines.add(
          "  "
              + what
              + ": "
              + counts.entrySet().stream()
                  .map(e -> e.getKey() + " " + e.getValue())
                  .collect(Collectors.joining(", ")));
    }
  }
}
