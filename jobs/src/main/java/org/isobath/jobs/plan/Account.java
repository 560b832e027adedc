package org.isobath.jobs.plan;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.generate.Bill;
import org.isobath.generate.GeneratorCard;
import org.isobath.jobs.Outcome;

/**
 * What a run plans and what it leaves out.
 *
 * @param all requests of all controls, also of prompts that lack a column
 * @param bill of those to write
 * @param known planned before
 * @param notKept of controls that the policy did not keep
 * @param notKeptUsd what those would have cost
 * @param unwritten whose prompt lacks the value of a column, of kept controls
 * @param again of those to write: pictures that were planned before, of another control or model
 * @param againUsd what those cost
 */
record Account(
    long all,
    Bill bill,
    long known,
    long notKept,
    BigDecimal notKeptUsd,
    long unwritten,
    long again,
    BigDecimal againUsd) {
  private static final Column ZERO = lit(BigDecimal.ZERO).cast("decimal(28,8)");

  private static final Column WITHHELD =
      col("request_id").isNotNull().and(not(col("keep"))).and(not(col("known")));

  /**
   * Counts in one pass over each.
   *
   * @param marked all rows, with keep, known and again
   * @param fresh those to write
   */
  static Account of(Recipe recipe, Dataset<Row> marked, Dataset<Row> fresh) {
    Row left =
        marked
            .agg(
                count(lit(1)),
                count_if(col("known")),
                count_if(WITHHELD),
                coalesce(sum(when(WITHHELD, col("price_usd"))), ZERO),
                count_if(col("request_id").isNull().and(col("keep"))))
            .head();
    Map<String, Row> byGenerator = new LinkedHashMap<>();
    fresh
        .groupBy("generator")
        .agg(
            count(lit(1)),
            sum("outputs"),
            count_if(col("again")),
            coalesce(sum(when(col("again"), col("price_usd"))), ZERO))
        .collectAsList()
        .forEach(row -> byGenerator.put(row.getString(0), row));
    List<Bill.Line> lines = new ArrayList<>();
    long again = 0;
    BigDecimal againUsd = BigDecimal.ZERO;
    for (GeneratorCard card : recipe.generators()) {
      Row row = byGenerator.get(card.id());
      if (row != null) {
        lines.add(Bill.Line.of(card, row.getLong(1), row.getLong(2), recipe.latency()));
        again += row.getLong(3);
        againUsd = againUsd.add(row.getDecimal(4));
      }
    }
    return new Account(
        left.getLong(0),
        new Bill(lines),
        left.getLong(1),
        left.getLong(2),
        left.getDecimal(3),
        left.getLong(4),
        again,
        againUsd);
  }

  /** What to say where pictures would be bought again and nobody has agreed to it. */
  String refusal() {
    return again
        + " of these "
        + bill.requests()
        + " requests would buy pictures again, for "
        + Bill.dollars(againUsd)
        + ": the same image, prompt, parameters and generator were planned before, of other depth or another model.";
  }

  /**
   * @param added requests that were written: fewer than those of the bill where another run was
   *     quicker, with the same or with other depth
   * @param others what there is instead, where there is no pair
   */
  Outcome outcome(Recipe recipe, boolean dryRun, long added, String others) {
    List<String> lines = lines(recipe, dryRun, others);
    if (!dryRun && added < bill.requests()) {
      lines.add(
          "  planned by another run in the meantime, of this depth or another: %d of these requests, which were not added. Run plan"
                  .formatted(bill.requests() - added)
              + " again to see whether any is left to be bought.");
    }
    return new Outcome(all, added, 0, all - added, Map.of(), figures(), lines);
  }

  private Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("requests", bill.requests());
    figures.put("pictures", bill.pictures());
    figures.put("total_usd", bill.totalUsd());
    figures.put("hours", bill.hours());
    figures.put("already_planned", known);
    figures.put("not_kept", notKept);
    figures.put("not_kept_usd", notKeptUsd);
    figures.put("without_prompt", unwritten);
    figures.put("again", again);
    figures.put("again_usd", againUsd);
    List<Map<String, Object>> generators = new ArrayList<>();
    for (Bill.Line line : bill.lines()) {
      Map<String, Object> generator = new LinkedHashMap<>();
      generator.put("generator", line.generator());
      generator.put("requests", line.requests());
      generator.put("pictures", line.pictures());
      generator.put("price_usd", line.priceUsd());
      generator.put("total_usd", line.totalUsd());
      generator.put("hours", line.hours());
      generators.add(generator);
    }
    figures.put("generators", generators);
    return figures;
  }

  private List<String> lines(Recipe recipe, boolean dryRun, String others) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "plan: %s %d requests for %d pictures, %s; planned already: %d"
            .formatted(
                dryRun ? "would add" : "added",
                bill.requests(),
                bill.pictures(),
                Bill.dollars(bill.totalUsd()),
                known));
    if (bill.requests() > 0) {
      lines.addAll(bill.table());
    }
    if (all == 0) {
      lines.add(
          "  no pair of policy %s has depth %s/%.8s, which estimate makes as it is configured; %s"
              .formatted(recipe.policy().name(), recipe.modelId(), recipe.paramsHash(), others));
    }
    if (notKept > 0) {
      lines.add(
          "  not kept by policy %s, so not planned: %d requests, %s saved"
              .formatted(recipe.policy().name(), notKept, Bill.dollars(notKeptUsd)));
    }
    if (unwritten > 0) {
      lines.add(
          "  left out because a column of their prompt has no value: %d requests"
              .formatted(unwritten));
    }
    if (again > 0) {
      lines.add("  " + refusal());
    }
    recipe.warnings().forEach(warning -> lines.add("  " + warning));
    return lines;
  }
}
