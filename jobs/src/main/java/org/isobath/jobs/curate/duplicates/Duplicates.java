package org.isobath.jobs.curate.duplicates;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;

/**
 * Which pictures are the same picture, by equal pixels and near perceptual hashes. The answer is a
 * function of the set of pictures: neither order nor the runs in which they came have a say. Close
 * it when the rows are no longer needed.
 *
 * @param rows every picture once, kept on the executors: image_id; component_id, the smallest
 *     image_id of all that can be reached from one to the next; cluster_id, the image_id of its
 *     representative, whose hash is within the radius of its own; low_information, true when its
 *     hash says too little and it was compared by pixels only
 * @param images how many there are
 * @param lowInformation how many of them have a hash that says too little
 * @param seconds that finding them took
 */
public record Duplicates(
    Dataset<Row> rows,
    long images,
    long components,
    long clusters,
    long lowInformation,
    double seconds)
    implements AutoCloseable {

  /** Those of a warehouse as its configuration asks. */
  public static Duplicates of(Run run) {
    return of(
        run.spark(),
        run.tables().read(Table.IMAGES),
        DuplicateSettings.of(run.conf()),
        Cut.of(run));
  }

  /**
   * Does the work; there is nothing left to compute in {@code rows}.
   *
   * @param images image_id, phash, phash_turned, pixel_hash, width, height and
   *     metrics.laplacian_variance are looked at
   */
  static Duplicates of(
      SparkSession spark, Dataset<Row> images, DuplicateSettings settings, Cut cut) {
    long start = System.nanoTime();
    Dataset<Row> twins = Twins.of(images, settings.near()).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> rows =
          (settings.near() ? grouped(spark, images, twins, settings, cut) : alone(twins))
              .persist(StorageLevel.MEMORY_AND_DISK());
      Row counts =
          rows.agg(
                  count(lit(1)),
                  count_if(col("component_id").equalTo(col("image_id"))),
                  count_if(col("cluster_id").equalTo(col("image_id"))),
                  count_if(col("low_information")))
              .head();
      return new Duplicates(
          rows,
          counts.getLong(0),
          counts.getLong(1),
          counts.getLong(2),
          counts.getLong(3),
          (System.nanoTime() - start) / 1e9);
    } finally {
      twins.unpersist();
    }
  }

  /** The outcome of a run, and what was found here. */
  public Outcome addedTo(Outcome outcome) {
    List<String> lines = new ArrayList<>(outcome.lines());
    lines.addAll(lines());
    return new Outcome(
        outcome.in(),
        outcome.out(),
        outcome.rejected(),
        outcome.skipped(),
        outcome.models(),
        figures(outcome.figures()),
        lines);
  }

  private Map<String, Object> figures(Map<String, Object> others) {
    Map<String, Object> figures = new LinkedHashMap<>(others);
    figures.put("images", images);
    figures.put("components", components);
    figures.put("clusters", clusters);
    figures.put("low_information_hash", lowInformation);
    figures.put("duplicates_seconds", seconds);
    return figures;
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (clusters < images) {
      lines.add(
          "  same pictures: %d images are %d pictures in %d components"
              .formatted(images, clusters, components));
    }
    if (lowInformation > 0) {
      lines.add("  compared by pixels only (low_information_hash): " + lowInformation);
    }
    return lines;
  }

  @Override
  public void close() {
    rows.unpersist();
  }

  private static Dataset<Row> grouped(
      SparkSession spark,
      Dataset<Row> images,
      Dataset<Row> twins,
      DuplicateSettings settings,
      Cut cut) {
    Dataset<Row> words =
        twins
            .where("image_id = best_id AND hash IS NOT NULL")
            .select(col("hash").as("node"), col("hash").as("word"));
    if (settings.turned()) {
      words =
          words.union(
              images
                  .select(Twins.telling(true).as("node"), explode(col("phash_turned")).as("word"))
                  .where("node IS NOT NULL AND node <> word")
                  .distinct());
    }
    Dataset<Row> edges = cut.apply(HashEdges.of(words, settings.radius(), settings.turned()));
    long count = edges.count();
    if (count == 0) {
      return alone(twins);
    }
    Dataset<Row> groups = HashGroups.of(spark, twins, edges, count, settings.driverEdges(), cut);
    // joined apart: all rows without a hash would go to one task
    return twins
        .where("hash IS NOT NULL")
        .join(groups, HashGroups.asSeq("hash"), "left")
        .select(
            col("image_id"),
            coalesce(col("component_id"), col("first_id")).as("component_id"),
            coalesce(col("cluster_id"), col("best_id")).as("cluster_id"),
            col("low_information"))
        .union(alone(twins.where("hash IS NULL")));
  }

  /** Twins only, no group is larger. */
  private static Dataset<Row> alone(Dataset<Row> twins) {
    return twins.select(
        col("image_id"),
        col("first_id").as("component_id"),
        col("best_id").as("cluster_id"),
        col("low_information"));
  }
}
