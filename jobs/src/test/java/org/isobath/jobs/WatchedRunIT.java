package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two jobs as those who run them see them: events, Spark's metrics over HTTP, names of its jobs.
 */
class WatchedRunIT {
  @TempDir Path folder;

  /** Job group and description of a Spark job. */
  private record Named(String group, String description) {}

  private Command command(String verb) {
    return Command.run(
        List.of(
            verb,
            "--json",
            "--set",
            "warehouse=\"" + folder.resolve("warehouse") + "\"",
            "--set",
            "events=\"" + folder.resolve("events") + "\"",
            "--set",
            "max-reject-share=1",
            "--set",
            "ingest.sources=[{kind=files,source=mine,path=\"" + folder.resolve("photos") + "\"}]"));
  }

  /** Different for every shade. */
  private static byte[] picture(int width, int height, int shade) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i * 7 / (3 + shade) + shade);
    }
    return ImageEncoder.png(new Image(width, height, rgb));
  }

  private void photos() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (int i = 0; i < 5; i++) {
      Files.write(photos.resolve(i + ".png"), picture(64, 48, i));
    }
    Files.write(photos.resolve("again.png"), picture(64, 48, 0));
    Files.write(photos.resolve("dot.png"), picture(4, 4, 9));
    Files.write(photos.resolve("empty.png"), new byte[0]);
    for (int i = 0; i < 2; i++) {
      Files.write(
          photos.resolve(i + "no.png"), ("no picture " + i).getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  @Timeout(300)
  void events_metrics_and_the_names_of_jobs_tell_what_the_tables_hold() throws Exception {
    photos();
    SparkContext spark = LocalSpark.session().sparkContext();
    ConcurrentLinkedQueue<Named> named = new ConcurrentLinkedQueue<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            Properties properties = start.properties();
            named.add(
                new Named(
                    properties.getProperty("spark.jobGroup.id"),
                    properties.getProperty("spark.job.description")));
          }
        };
    Map<String, Long> before = Scrape.counters(spark);
    spark.addSparkListener(listener);
    Command ingest = command("ingest");
    Command estimate = command("estimate");
    spark.listenerBus().waitUntilEmpty(10_000);
    spark.removeSparkListener(listener);
    assertThat(ingest.code()).as(ingest.err()).isZero();
    assertThat(estimate.code()).as(estimate.err()).isZero();

    Tables tables =
        new Warehouse(Conf.reference().with("warehouse", folder.resolve("warehouse").toString()))
            .tables();
    assertThat(tables.read(Table.SOURCES).count()).isEqualTo(10);
    assertThat(tables.read(Table.DEPTH).where("reason = 'model_limits'").count()).isOne();
    Scrape.awaitCounters(spark, before, Scrape.expected(tables));
    Map<String, Double> gauges = Scrape.gauges(spark);
    for (Metric metric : Metric.values()) {
      assertThat(gauges).as("at %s", spark.uiWebUrl()).containsKey(metric.label());
    }
    assertThat(gauges.get("images_per_second")).isPositive();
    assertThat(gauges.get("decode_busy")).isBetween(0.0, 1.0).isPositive();
    assertThat(gauges.get("device_busy")).isBetween(0.0, 1.0).isPositive();

    events(ingest.json(), estimate.json());
    names(named, ingest.json(), estimate.json());
  }

  private void events(JsonNode ingest, JsonNode estimate) throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("events"))) {
      JsonNode event = new ObjectMapper().readTree(line);
      // long machines may take long enough for a line in between
      if (!event.get("event").textValue().equals("progress")) {
        events.add(event);
      }
    }
    assertThat(events)
        .extracting(e -> e.get("verb").textValue() + " " + e.get("event").textValue())
        .containsExactly("ingest started", "ingest done", "estimate started", "estimate done");
    for (int i = 0; i < 4; i++) {
      JsonNode json = i < 2 ? ingest : estimate;
      assertThat(events.get(i).get("run_id")).isEqualTo(json.get("run_id"));
      if (i % 2 == 1) {
        assertThat(events.get(i).get("rejected")).isEqualTo(json.get("rejected"));
        assertThat(events.get(i).get("done").longValue())
            .isEqualTo(json.get("out").longValue() + json.get("rejected").longValue());
        assertThat(events.get(i).get("seconds")).isEqualTo(json.get("seconds"));
      }
    }
  }

  private static void names(Iterable<Named> named, JsonNode ingest, JsonNode estimate) {
    Set<String> steps = new TreeSet<>();
    for (Named job : named) {
      assertThat(job.description()).as("a job of group %s", job.group()).isNotNull();
      if (job.group().equals(ingest.get("run_id").textValue())) {
        assertThat(job.description()).contains("ingest");
      } else if (job.group().equals(estimate.get("run_id").textValue())) {
        assertThat(job.description()).contains("estimate");
      } else {
        assertThat(job.description()).as("a stream's").contains("estimate → depth: new images");
      }
      steps.add(job.description().replaceAll("run .*", ""));
    }
    assertThat(steps)
        .contains(
            "ingest → runs: open",
            "ingest mine: list and compare",
            "ingest mine → sources, images: batch 1",
            "estimate: count images",
            "estimate: find what is missing",
            "estimate: count outcomes",
            "estimate → runs: close");
  }
}
