package org.isobath.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.UserError;

/**
 * Sets of pairs by the hash of the policy that chose them. {@code pairs} holds the verdicts of the
 * policies that were configured last; those of earlier ones are in its earlier versions. Which, the
 * figures of {@code curate} in {@code runs} say. Old sets can be read for as long as the history of
 * {@code pairs} is kept: VACUUM with a retention of its own, and deleting {@code runs}, end that.
 */
public final class PairSets {
  /** Figure of a curation: the Delta version of {@code pairs} that holds its verdicts. */
  public static final String VERSION = "pairs_version";

  /** Figure of a curation: its policies by name, with their hashes, as JSON. */
  public static final String POLICIES = "policies";

  private PairSets() {}

  /** The last version of {@code pairs} with the verdicts of this policy, if there was any. */
  public static OptionalLong version(Tables tables, String policyHash) {
    Row row =
        tables
            .read(Table.RUNS)
            .where(
                col("verb")
                    .equalTo("curate")
                    .and(col("state").equalTo("done"))
                    .and(col("figures").getItem(POLICIES).contains(policyHash)))
            .agg(max(col("figures").getItem(VERSION).cast("bigint")))
            .head();
    return row.isNullAt(0) ? OptionalLong.empty() : OptionalLong.of(row.getLong(0));
  }

  /**
   * The verdicts of a policy, kept and dropped, as they were when it last judged.
   *
   * @throws UserError when no recorded curation used it
   */
  public static Dataset<Row> read(Tables tables, String policyHash) {
    long version =
        version(tables, policyHash)
            .orElseThrow(
                () ->
                    new UserError(
                        "No curation of "
                            + tables.warehouse()
                            + " used a policy with the hash "
                            + policyHash
                            + ". See figures['policies'] in runs."));
    return tables.read(Table.PAIRS, version).where(col("policy_hash").equalTo(policyHash));
  }
}
