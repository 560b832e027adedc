package org.isobath.jobs.plan;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Job;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Writes down which pictures are to be made and what they cost; nothing is spent and nobody is
 * called. It looks at all pairs of one policy and one kind of depth each time, and adds the
 * requests that are not there, also beside another run that does; what that one buys of other depth
 * is not bought again unasked. {@code --limit} takes that many of them, by their keys, which are
 * hashes.
 */
public final class PlanJob implements Job {
  @Override
  public String verb() {
    return "plan";
  }

  @Override
  public String summary() {
    return "Plan pictures from pairs, prompts and parameters, with their price";
  }

  @Override
  public void check(Conf conf, Options options) {
    Recipe.of(conf);
  }

  @Override
  public Outcome run(Run run) {
    Recipe recipe = Recipe.of(run.conf());
    Tables tables = run.tables();
    Dataset<Row> requests =
        Controls.of(tables, recipe)
            .flatMap(
                Expansion.of(recipe, Timestamp.from(Instant.now()), run.id()),
                Encoders.row(Expansion.SCHEMA));
    Dataset<Row> marked =
        Before.mark(requests, tables.read(Table.REQUESTS)).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> fresh =
          marked.where(col("request_id").isNotNull().and(col("keep")).and(not(col("known"))));
      if (run.options().limit().isPresent()) {
        int limit = (int) Math.min(Integer.MAX_VALUE, run.options().limit().getAsLong());
        fresh = fresh.orderBy("request_id").limit(limit);
      }
      Account account = Account.of(recipe, marked, fresh);
      boolean dryRun = run.options().dryRun();
      if (account.again() > 0 && !recipe.buyAgain() && !dryRun) {
        throw new UserError(
            account.refusal()
                + " Nothing was planned. Set plan.buy-again = true to pay for them, or go back to the depth"
                + " and the card of then.");
      }
      long added =
          dryRun || account.bill().requests() == 0
              ? 0
              : tables.add(
                  Table.REQUESTS,
                  fresh.selectExpr(columns()),
                  Before.there(recipe.buyAgain()),
                  run.id());
      return account.outcome(
          recipe, dryRun, added, account.all() == 0 ? Controls.others(tables) : "");
    } finally {
      marked.unpersist();
    }
  }

  private static String[] columns() {
    List<String> columns =
        Table.REQUESTS.columns().stream().map(org.isobath.jobs.Column::name).toList();
    return columns.toArray(String[]::new);
  }
}
