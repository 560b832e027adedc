package org.isobath.jobs.estimate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * What happened to {@code images} between two versions. A stream is right about appends and about
 * rewrites that change no row; an overwrite it silently does not read, and after a restore it may
 * deliver a picture a second time.
 */
final class ImagesHistory {
  private static final Set<String> NO_ROW_CHANGES =
      Set.of(
          "CREATE TABLE",
          "OPTIMIZE",
          "VACUUM START",
          "VACUUM END",
          "SET TBLPROPERTIES",
          "UNSET TBLPROPERTIES",
          "ADD COLUMNS",
          "CHANGE COLUMN",
          "UPGRADE PROTOCOL",
          "ADD FEATURE",
          "COMPUTE STATS",
          "CLUSTER BY");

  private ImagesHistory() {}

  /**
   * The first change after {@code from} up to {@code to} that a stream must not be trusted with, as
   * words for a person; empty when there is none.
   */
  static Optional<String> notAppended(Tables tables, long from, long to) {
    if (from >= to) {
      return Optional.empty();
    }
    List<Row> versions =
        tables
            .delta(Table.IMAGES)
            // newest first, so room for commits that land meanwhile
            .history((int) Math.min(Integer.MAX_VALUE, to - from + 64))
            .where(functions.col("version").gt(from).and(functions.col("version").leq(to)))
            .select("version", "operation", "operationParameters", "isBlindAppend")
            .orderBy("version")
            .collectAsList();
    if (versions.size() < to - from) {
      return Optional.of("its history since version " + from + " is not complete any more");
    }
    return versions.stream()
        .filter(row -> !harmless(row))
        .map(row -> "version " + row.getLong(0) + " is a " + row.getString(1))
        .findFirst();
  }

  private static boolean harmless(Row row) {
    Map<String, String> parameters = row.getJavaMap(2);
    String mode = parameters.getOrDefault("mode", parameters.getOrDefault("outputMode", ""));
    boolean blindAppend = !row.isNullAt(3) && row.getBoolean(3);
    return blindAppend || mode.equals("Append") || NO_ROW_CHANGES.contains(row.getString(1));
  }
}
