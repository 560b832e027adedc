package org.isobath.jobs.generate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.isobath.generate.Bill;
import org.isobath.generate.hosted.Ledger;
import org.isobath.generate.hosted.LedgerStatus;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Where all requests stand, by table and ledger alone: what {@code --status} and {@code --dry-run}
 * say.
 *
 * @param all requests that were ever planned
 * @param ended rows of {@code generations}: state or reason, requests, dollars
 * @param begun where those stand that have no row and that the ledger knows
 * @param unsent those that a run would send
 */
record Standings(long all, List<Row> ended, LedgerStatus begun, List<PlannedRequest> unsent) {

  /**
   * @param requests those that a run would look at; the begun ones come first
   */
  static Standings of(
      Tables tables, Ledger ledger, OpenRequests open, List<PlannedRequest> requests)
      throws IOException {
    List<Row> ended =
        tables
            .read(Table.GENERATIONS)
            .groupBy(coalesce(col("reason"), lit("stored")).as("what"))
            .agg(countDistinct("request_id"), sum("price_usd"))
            .orderBy("what")
            .collectAsList();
    LedgerStatus begun =
        LedgerStatus.of(ledger, open.begun().stream().map(PlannedRequest::request).toList());
    return new Standings(
        open.all(), ended, begun, requests.subList(open.begun().size(), requests.size()));
  }

  /** What these cost by their prices; a price that nobody knows is left out. */
  static BigDecimal usd(List<PlannedRequest> requests) {
    return requests.stream()
        .map(planned -> planned.request().priceUsd())
        .filter(Objects::nonNull)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  Outcome outcome(GenerateSettings settings) {
    Map<String, Object> standings = new LinkedHashMap<>();
    begun.standings().forEach((standing, count) -> standings.put(standing.label(), count));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("unsent", unsent.size());
    figures.put("unsent_usd", usd(unsent));
    figures.put("begun", standings);
    figures.put("begun_usd", begun.spentUsd());
    for (Row row : ended) {
      figures.put(row.getString(0), row.getLong(1));
      figures.put(row.getString(0) + "_usd", row.getDecimal(2));
    }
    return new Outcome(all, 0, 0, all, Map.of(), figures, lines(settings));
  }

  private List<String> lines(GenerateSettings settings) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "generate would send %d requests for %s; the budget of a run is %s (generate.budget-usd)"
            .formatted(
                unsent.size(), Bill.dollars(usd(unsent)), Bill.dollars(settings.budgetUsd())));
    Map<String, List<PlannedRequest>> byGenerator = new TreeMap<>();
    unsent.forEach(
        planned ->
            byGenerator
                .computeIfAbsent(planned.card().id(), none -> new ArrayList<>())
                .add(planned));
    byGenerator.forEach(
        (generator, requests) ->
            lines.add(
                "  %s: %d requests, %s"
                    .formatted(generator, requests.size(), Bill.dollars(usd(requests)))));
    unsent.stream()
        .flatMap(planned -> planned.objection().stream())
        .distinct()
        .forEach(why -> lines.add("  refused: " + why));
    begun
        .standings()
        .forEach(
            (standing, count) ->
                lines.add("  begun and %s: %d requests".formatted(standing.label(), count)));
    if (!begun.standings().isEmpty()) {
      lines.add("  spent on those, what is ambiguous included: " + Bill.dollars(begun.spentUsd()));
    }
    begun.distrusted().forEach(problem -> lines.add("  " + problem));
    for (Row row : ended) {
      lines.add(
          "  in generations, %s: %d requests, %s"
              .formatted(row.getString(0), row.getLong(1), Bill.dollars(row.getDecimal(2))));
    }
    return lines;
  }
}
