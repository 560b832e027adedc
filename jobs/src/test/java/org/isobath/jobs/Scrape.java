package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Row;

/** What Prometheus gets from the page of a driver. */
public final class Scrape {
  private static final Pattern LINE =
      Pattern.compile(
          "metrics_isobath_driver_plugin_org_isobath_jobs_MetricsPlugin_(\\w+)_(Count|Value)\\{type=\"\\w+\"} (\\S+)");

  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private Scrape() {}

  private static Map<String, Double> values(SparkContext spark, String kind)
      throws IOException, InterruptedException {
    String page =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()
            .send(
                HttpRequest.newBuilder(URI.create(spark.uiWebUrl().get() + "/metrics/prometheus"))
                    .build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Map<String, Double> values = new TreeMap<>();
    for (String line : page.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches() && matcher.group(2).equals(kind)) {
        values.put(matcher.group(1), Double.valueOf(matcher.group(3)));
      }
    }
    assertThat(values).as("metrics of Isobath in\n%s", page).isNotEmpty();
    return values;
  }

  /** All counters. */
  public static Map<String, Long> counters(SparkContext spark)
      throws IOException, InterruptedException {
    Map<String, Long> counters = new TreeMap<>();
    values(spark, "Count").forEach((name, value) -> counters.put(name, value.longValue()));
    return counters;
  }

  /** All gauges. */
  public static Map<String, Double> gauges(SparkContext spark)
      throws IOException, InterruptedException {
    return values(spark, "Value");
  }

  /** The counters that fit the rows of sources and depth; none is zero. */
  public static Map<String, Long> expected(Tables tables) {
    Map<String, Long> expected = new TreeMap<>();
    for (Map.Entry<String, Table> verb :
        Map.of("ingest", Table.SOURCES, "estimate", Table.DEPTH).entrySet()) {
      for (Row row : tables.read(verb.getValue()).groupBy("reason").count().collectAsList()) {
        String name = row.isNullAt(0) ? "_images" : "_rejects_" + row.getString(0);
        expected.put(verb.getKey() + name, row.getLong(1));
      }
    }
    return expected;
  }

  /** Waits until the counters have grown by what is expected: messages take their time. */
  public static void awaitCounters(
      SparkContext spark, Map<String, Long> before, Map<String, Long> expected)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    Map<String, Long> grown = grown(spark, before);
    while (!grown.equals(expected) && System.nanoTime() < end) {
      Thread.sleep(50);
      grown = grown(spark, before);
    }
    assertThat(grown).isEqualTo(expected);
  }

  private static Map<String, Long> grown(SparkContext spark, Map<String, Long> before)
      throws IOException, InterruptedException {
    Map<String, Long> grown = new TreeMap<>();
    counters(spark)
        .forEach(
            (name, count) -> {
              long more = count - before.getOrDefault(name, 0L);
              if (more != 0) {
                grown.put(name, more);
              }
            });
    return grown;
  }
}
