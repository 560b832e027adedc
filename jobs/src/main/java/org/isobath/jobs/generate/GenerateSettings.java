package org.isobath.jobs.generate;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.isobath.UserError;
import org.isobath.jobs.Conf;

/**
 * The section {@code generate} of the configuration.
 *
 * @param budgetUsd most that a run may spend
 * @param budgets most that a budget group may spend over all runs
 * @param parks true to keep looking, run after run, for what nobody knows to be bought; false to
 *     give it up as rejected
 * @param storeEvery how long a picture waits at most, once it is here, for its row
 * @param webhook where providers may call back
 */
record GenerateSettings(
    BigDecimal budgetUsd,
    Map<String, BigDecimal> budgets,
    boolean parks,
    Duration storeEvery,
    WebhookSettings webhook) {
  private static final double MOST = 1e9;

  static GenerateSettings of(Conf conf) {
    Map<String, BigDecimal> budgets = new TreeMap<>();
    conf.map("generate.budgets")
        .forEach(
            (group, usd) -> {
              if (!usd.matches("\\d{1,9}(\\.\\d{1,8})?")) {
                throw new UserError(
                    "generate.budgets."
                        + group
                        + " = "
                        + usd
                        + " is no amount of US dollars such as 250 or 12.50.");
              }
              budgets.put(group, new BigDecimal(usd));
            });
    return new GenerateSettings(
        BigDecimal.valueOf(conf.number("generate.budget-usd", 0, MOST)),
        budgets,
        conf.oneOf("generate.on-ambiguous", "park", "reject").equals("park"),
        conf.duration("generate.store-every"),
        WebhookSettings.of(conf));
  }
}
