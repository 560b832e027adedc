package org.isobath.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.spark.package$;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaConcurrentModificationException;
import org.apache.spark.sql.functions;

/**
 * The rows of {@code runs}: opened before a job works, closed when it ends, and closed as killed by
 * the next run if it never did.
 */
final class RunLog {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private static final int ATTEMPTS = 10;

  private RunLog() {}

  /** A run id: start time in UTC and eight random hex digits; sorts by time. */
  static String newId() {
    return "%s-%08x".formatted(STAMP.format(Instant.now()), new SecureRandom().nextInt());
  }

  /** Appends the row of a run that begins, after closing runs of this verb that were killed. */
  static void open(SparkSession spark, Tables tables, String id, String verb, Conf conf) {
    closeKilled(tables, verb);
    Map<String, Long> inputs = new LinkedHashMap<>();
    for (Table table : Table.values()) {
      if (table != Table.RUNS && tables.exists(table)) {
        inputs.put(table.label(), tables.version(table));
      }
    }
    Row row =
        RowFactory.create(
            id,
            verb,
            "running",
            null,
            conf.redacted(),
            versions(),
            inputs,
            Map.of(),
            0L,
            0L,
            0L,
            0L,
            Map.of(),
            0.0,
            null,
            Timestamp.from(Instant.now()),
            null,
            host(),
            ProcessHandle.current().pid());
    again(
        () ->
            tables.append(
                Table.RUNS, spark.createDataFrame(List.of(row), Table.RUNS.schema()), id));
  }

  /** Marks the row of a run as done with what it did. */
  static void close(Tables tables, String id, Outcome outcome, double seconds) {
    Map<String, org.apache.spark.sql.Column> set = new LinkedHashMap<>();
    set.put("state", functions.lit("done"));
    set.put("in", functions.lit(outcome.in()));
    set.put("out", functions.lit(outcome.out()));
    set.put("rejected", functions.lit(outcome.rejected()));
    set.put("skipped", functions.lit(outcome.skipped()));
    set.put("cost_usd", functions.lit(outcome.costUsd().doubleValue()));
    set.put("seconds", functions.lit(seconds));
    set.put("ended_at", functions.current_timestamp());
    set.put("figures", map(outcome.figures()));
    set.put("models", map(outcome.models()));
    again(() -> tables.delta(Table.RUNS).update(functions.col("run_id").equalTo(id), set));
  }

  /**
   * Marks the row of a run as failed with the first lines of the error. When that fails too, the
   * row stays open and the next run closes it; the error to report is the first.
   */
  static void fail(Tables tables, String id, Conf conf, Throwable error) {
    try {
      String head = Faults.trace(error).lines().limit(12).collect(Collectors.joining("\n"));
      Map<String, org.apache.spark.sql.Column> set =
          Map.of(
              "state", functions.lit("failed"),
              "message", functions.lit(conf.redact(head)),
              "ended_at", functions.current_timestamp());
      again(() -> tables.delta(Table.RUNS).update(functions.col("run_id").equalTo(id), set));
    } catch (RuntimeException e) {
      error.addSuppressed(e);
    }
  }

  /**
   * Closes earlier runs of {@code verb} that are still open. One whose process lives on this host
   * is left alone; a process of another host cannot be asked, and two drivers do not run one verb
   * on one warehouse.
   */
  private static void closeKilled(Tables tables, String verb) {
    if (!tables.exists(Table.RUNS)) {
      return;
    }
    String here = host();
    List<String> dead =
        tables
            .read(Table.RUNS)
            .where(
                functions.col("state").equalTo("running").and(functions.col("verb").equalTo(verb)))
            .select("run_id", "host", "pid", "started_at")
            .collectAsList()
            .stream()
            .filter(
                row ->
                    !(here.equals(row.getString(1))
                        && alive(row.getLong(2), row.getTimestamp(3).toInstant())))
            .map(row -> row.getString(0))
            .toList();
    if (!dead.isEmpty()) {
      again(
          () ->
              tables
                  .delta(Table.RUNS)
                  .update(
                      functions.col("run_id").isin(dead.toArray()),
                      Map.of("state", functions.lit("killed"))));
    }
  }

  /** Whether the process that opened a run still runs; a younger process has its number only. */
  private static boolean alive(long pid, Instant opened) {
    return pid != ProcessHandle.current().pid()
        && ProcessHandle.of(pid)
            .filter(ProcessHandle::isAlive)
            .map(process -> process.info().startInstant().map(opened::isAfter).orElse(true))
            .orElse(false);
  }

  /**
   * Jobs that run beside each other change {@code runs} at the same time; the later commit is
   * refused by Delta and made again.
   */
  private static void again(Runnable commit) {
    for (int attempt = 1; ; attempt++) {
      try {
        commit.run();
        return;
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS || !conflict(e)) {
          throw e;
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * 200_000_000L));
      }
    }
  }

  private static boolean conflict(Throwable thrown) {
    return thrown instanceof DeltaConcurrentModificationException;
  }

  private static org.apache.spark.sql.Column map(Map<String, ?> map) {
    if (map.isEmpty()) {
      return functions.map().cast("map<string,string>");
    }
    return functions.map(
        map.entrySet().stream()
            .flatMap(
                e ->
                    java.util.stream.Stream.of(
                        functions.lit(e.getKey()), functions.lit(text(e.getValue()))))
            .toArray(org.apache.spark.sql.Column[]::new));
  }

  /** Numbers and words as they stand, maps and lists as JSON for SQL to look into. */
  private static String text(Object value) {
    if (!(value instanceof Map || value instanceof Collection)) {
      return String.valueOf(value);
    }
    try {
      return new ObjectMapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures of a job must be plain values: " + value, e);
    }
  }

  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  /** Version of the application jar; outside of a jar there is none. */
  static String ownVersion() {
    String own = RunLog.class.getPackage().getImplementationVersion();
    return own == null ? "development" : own;
  }

  /** Versions of what took part, for {@code runs.versions}. */
  static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("isobath", ownVersion());
    versions.put("spark", package$.MODULE$.SPARK_VERSION());
    versions.put("delta", io.delta.package$.MODULE$.VERSION());
    versions.put("java", Runtime.version().toString());
    return versions;
  }
}
