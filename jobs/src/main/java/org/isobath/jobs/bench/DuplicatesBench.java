package org.isobath.jobs.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Job;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.Verb;

/**
 * How long {@code curate} takes to find the duplicates among many pictures, and in how much memory:
 * over a table of made-up hashes, the same ones each time. Of a hundred pictures fifteen are copies
 * of another one with 0 to 3 bits changed, one has the hash that every hundredth has, one shares a
 * band of 16 bits with every hundredth, one has no structure, the rest are unrelated. Copies that
 * were not found are an error.
 */
final class DuplicatesBench {
  private static final int COPIES = 15;

  /** Hundreds of pictures whose copies are looked up one by one; all others are counted. */
  private static final long LOOKED_UP = 1000;

  private DuplicatesBench() {}

  static Outcome run(Run run, Load load, Path folder) throws Exception {
    long hundreds = Math.max(1, load.images() / 100);
    Conf conf = run.conf().with("warehouse", folder.toUri().toString());
    Tables tables = Tables.open(run.spark(), conf);
    tables.append(Table.IMAGES, images(run.spark(), hundreds), run.id());
    Dataset<Row> copies = copies(run.spark(), Math.min(hundreds, LOOKED_UP));
    tables.append(Table.DEPTH, depth(copies), run.id());
    run.progress().printf("bench: %d pictures written%n", 100 * hundreds);

    Job curate = Verb.find(Verb.ALL, "curate").jobs().get(0);
    Run inside = new Run(run.spark(), conf, tables, Options.NONE, run.id(), run.progress());
    Map<String, Object> found = new LinkedHashMap<>();
    Usage usage = Usage.of(() -> found.putAll(curate.run(inside).figures()));
    long unplanned = (long) found.get("low_information_hash") - hundreds;
    check(tables, copies, hundreds, unplanned, (long) found.get("components"));

    double seconds = (double) found.get("duplicates_seconds");
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("images", 100 * hundreds);
    figures.put("planted", COPIES * hundreds);
    figures.put("components", found.get("components"));
    figures.put("clusters", found.get("clusters"));
    figures.put("duplicates_seconds", seconds);
    figures.put("images_per_second", 100 * hundreds / seconds);
    figures.put("curate_seconds", usage.wallSeconds());
    figures.put("cpu_seconds", usage.cpuSeconds());
    figures.put("peak_rss_mb", Usage.peakRssMb());
    figures.put("max_heap_mb", Runtime.getRuntime().maxMemory() >> 20);
    return Outcome.of(
        figures,
        List.of(
            "bench: duplicates of %d images in %.1f s, all %d planted copies found, at most %.0f MB resident"
                .formatted(100 * hundreds, seconds, COPIES * hundreds, Usage.peakRssMb())));
  }

  private static Dataset<Row> images(SparkSession spark, long hundreds) {
    return spark
        .range(100 * hundreds)
        .withColumn("kind", expr("id % 100"))
        .select(
            id("id").as("image_id"),
            expr("""
                    CASE WHEN kind BETWEEN 80 AND 94 THEN xxhash64(id - 80) ^
                           element_at(array(0L, 1L, 4294967297L, 281479271743488L), CAST(kind % 4 + 1 AS int))
                         WHEN kind = 95 THEN xxhash64(id) & ~65535L | 48879
                         WHEN kind = 96 THEN 1311768467463790320
                         WHEN kind = 97 THEN 0
                         ELSE xxhash64(id) END""")
                .as("phash"),
            expr("sha2(concat('pixels', id), 256)").as("pixel_hash"),
            expr("640 + CAST(kind AS int)").as("width"),
            expr("480").as("height"));
  }

  private static org.apache.spark.sql.Column id(String number) {
    return expr("sha2(CAST(" + number + " AS string), 256)");
  }

  /** The first pictures that have a copy: image_id, copy_id. */
  private static Dataset<Row> copies(SparkSession spark, long hundreds) {
    return spark
        .range(100 * hundreds)
        .where("id % 100 < " + COPIES)
        .select(id("id").as("image_id"), id("id + 80").as("copy_id"));
  }

  private static Dataset<Row> depth(Dataset<Row> copies) {
    return copies
        .select("image_id")
        .union(copies.select("copy_id"))
        .selectExpr("image_id", "'bench' AS model_id", "'bench' AS params_hash", "'ok' AS state");
  }

  /**
   * @param unplanned hashes that say too little by chance, two in a hundred thousand: rightly apart
   */
  private static void check(
      Tables tables, Dataset<Row> copies, long hundreds, long unplanned, long components) {
    // every copy and all but one of the equal hashes join a component of another picture
    long expected = (100 - COPIES - 1) * hundreds + 1 + unplanned;
    Dataset<Row> pairs = tables.read(Table.PAIRS).select("image_id", "component_id");
    long together =
        copies
            .join(pairs, "image_id")
            .join(pairs.toDF("copy_id", "of_copy"), "copy_id")
            .where(col("component_id").equalTo(col("of_copy")))
            .count();
    if (components > expected || together != copies.count()) {
      throw new IllegalStateException(
          "curate did not find all planted copies: %d components for %d, %d of %d copies that were looked up"
              .formatted(components, expected, together, copies.count()));
    }
  }
}
