package org.isobath.jobs.generate;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Tables;

/**
 * The section {@code generate} of the configuration.
 *
 * @param budgetUsd most that a run may spend
 * @param budgets most that a budget group may spend over all runs
 * @param parks true to keep looking, run after run, for what nobody knows to be bought; false to
 *     give it up as rejected
 * @param storeEvery how long a picture waits at most, once it is here, for its row
 * @param webhook where providers may call back
 * @param links true to give links to controls that are too large for a call, false to upload them
 * @param linkLife how long such a link lives
 * @param local how pictures are made on our own devices
 */
record GenerateSettings(
    BigDecimal budgetUsd,
    Map<String, BigDecimal> budgets,
    boolean parks,
    Duration storeEvery,
    WebhookSettings webhook,
    boolean links,
    Duration linkLife,
    LocalSettings local) {
  private static final double MOST = 1e9;

  private static final Duration SHORTEST_LINK = Duration.ofHours(1);

  /** No signature of S3 lives longer. */
  private static final Duration LONGEST_LINK = Duration.ofDays(7);

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
        WebhookSettings.of(conf),
        links(conf),
        linkLife(conf),
        LocalSettings.of(conf));
  }

  private static boolean links(Conf conf) {
    boolean links = conf.oneOf("generate.large-controls", "upload", "link").equals("link");
    if (links && !Tables.warehouse(conf).startsWith("s3a:")) {
      throw new UserError(
          "generate.large-controls = link, but the warehouse "
              + Tables.warehouse(conf)
              + " is not on s3a, and no provider can read there. Set generate.large-controls ="
              + " upload.");
    }
    return links;
  }

  private static Duration linkLife(Conf conf) {
    Duration life = conf.duration("generate.link-life");
    if (life.compareTo(SHORTEST_LINK) < 0 || life.compareTo(LONGEST_LINK) > 0) {
      throw conf.invalid("generate.link-life", "a time from 1 hour to 7 days");
    }
    return life;
  }
}
