package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.isobath.UserError;
import org.isobath.jobs.Conf;

/**
 * The splits and how much of the data each gets, in thousandths. The place of pictures that are
 * dealt one together is the first 32 bits of SHA-256 of {@code <seed>:<image_id>}, of the smallest
 * image_id among them, modulo 1000, so that any program can work it out; the splits take their
 * ranges in the order of their names.
 *
 * @param ends name to the end of its range, exclusive; the last is 1000
 */
record Shares(Map<String, Integer> ends, long seed) {
  static Shares of(Conf conf) {
    return of(
        conf.map("curate.splits"), conf.wholeNumber("curate.seed", Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /**
   * @param shares name to share, from 0 to 1; together 1
   */
  static Shares of(Map<String, String> shares, long seed) {
    Map<String, Integer> ends = new LinkedHashMap<>();
    double sum = 0;
    for (Map.Entry<String, String> entry : shares.entrySet()) {
      double share = share(entry.getKey(), entry.getValue());
      sum += share;
      if (share > 0) {
        ends.put(entry.getKey(), (int) Math.round(1000 * sum));
      }
    }
    if (Math.abs(sum - 1) > 1e-6) {
      throw new UserError(
          "The shares of curate.splits must add up to 1, found " + sum + " in " + shares + ".");
    }
    return new Shares(ends, seed);
  }

  private static double share(String name, String text) {
    try {
      double share = Double.parseDouble(text);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserError(
        "curate.splits." + name + " must be a share from 0 to 1, found " + text + ".");
  }

  /**
   * The split of pictures that have none yet.
   *
   * @param first their smallest image_id
   */
  Column deal(Column first) {
    Column hash = sha2(concat(lit(seed + ":"), first).cast("binary"), 256);
    Column place = pmod(conv(substring(hash, 1, 8), 16, 10).cast("bigint"), lit(1000));
    Column split = lit(null).cast("string");
    for (Map.Entry<String, Integer> entry :
        ends.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .toList()) {
      split = when(place.lt(entry.getValue()), lit(entry.getKey())).otherwise(split);
    }
    return split;
  }
}
