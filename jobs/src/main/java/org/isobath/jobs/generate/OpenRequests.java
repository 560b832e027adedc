package org.isobath.jobs.generate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Requests that have no row in {@code generations}, told apart by whether the ledger knows them.
 *
 * @param all requests that were ever planned
 * @param begun of which the ledger knows: they have cost something, or may have
 * @param fresh of which it does not, in the order of their keys
 */
record OpenRequests(long all, List<PlannedRequest> begun, List<PlannedRequest> fresh) {
  private static final String[] KEY = {"request_id"};

  /** Finds them by keys; no bytes are read. */
  static OpenRequests of(Tables tables, GeneratorCards cards, Set<String> known) {
    Dataset<Row> requests = tables.read(Table.REQUESTS);
    Dataset<Row> ended = tables.read(Table.GENERATIONS).select("request_id").distinct();
    List<PlannedRequest> begun = new ArrayList<>();
    List<PlannedRequest> fresh = new ArrayList<>();
    Map<String, GeneratorCard> used = new HashMap<>();
    Dataset<Row> open = requests.join(ended, KEY, "left_anti").orderBy("request_id");
    for (Row row : open.collectAsList()) {
      GeneratorCard card = used.computeIfAbsent(row.getAs("generator"), cards::terms);
      PlannedRequest request = PlannedRequest.of(row, card);
      (known.contains(request.request().requestId()) ? begun : fresh).add(request);
    }
    return new OpenRequests(requests.count(), begun, fresh);
  }

  /** Those that are begun, and at most so many others. */
  List<PlannedRequest> take(long limit) {
    List<PlannedRequest> taken = new ArrayList<>(begun);
    fresh.stream().limit(limit).forEach(taken::add);
    return taken;
  }

  /** What earlier runs spent for each budget group on requests that have their rows. */
  static Map<String, BigDecimal> spent(Tables tables) {
    Map<String, BigDecimal> spent = new TreeMap<>();
    tables
        .read(Table.GENERATIONS)
        .where(col("price_usd").gt(lit(0)))
        .groupBy("budget_group")
        .agg(sum("price_usd"))
        .collectAsList()
        .forEach(row -> spent.put(row.getString(0), row.getDecimal(1)));
    return spent;
  }

  /** Of these keys those that have no row yet. */
  static Dataset<Row> unstored(Tables tables, Dataset<Row> ended) {
    Dataset<Row> stored =
        tables
            .read(Table.GENERATIONS)
            .select("request_id")
            .join(broadcast(ended.select("request_id")), KEY, "left_semi");
    return ended.join(broadcast(stored), KEY, "left_anti");
  }
}
