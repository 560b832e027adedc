package org.isobath.jobs.ingest;

import static org.apache.spark.sql.functions.broadcast;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;

/**
 * Writes one batch: one append to {@code images}, and after it one write to {@code sources}. A kill
 * between the two leaves pictures without a source; the next run takes their inputs up again, finds
 * the pictures there and writes what is missing.
 */
final class Commit {
  private Commit() {}

  /**
   * @param seen the keys of {@code taken}
   * @param known true when some of them have rows in {@code sources}, which are replaced
   * @return pictures added
   */
  static long write(Run run, JavaRDD<Taken> taken, List<Taken.Seen> seen, boolean known) {
    Map<String, String> added = firstSights(seen);
    added.keySet().removeAll(existing(run, added.keySet()));
    // the rows of sources come out of the same block as the pictures
    CellMemory.during(
        run.spark(),
        seen.stream().mapToLong(Taken.Seen::length).max().orElse(0),
        () -> {
          if (!added.isEmpty()) {
            images(run, taken, added);
          }
          sources(run, taken, known);
          return null;
        });
    return added.size();
  }

  private static void images(Run run, JavaRDD<Taken> taken, Map<String, String> added) {
    SparkSession spark = run.spark();
    Broadcast<Map<String, String>> wanted =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(added);
    JavaRDD<Row> images =
        taken
            .filter(
                one ->
                    one.image() != null
                        && one.seen().uri().equals(wanted.value().get(one.seen().imageId())))
            .map(Taken::image);
    // createDataFrame would have each row in two buffers more
    run.tables()
        .append(
            Table.IMAGES,
            spark.createDataset(images.rdd(), Encoders.row(Table.IMAGES.schema())),
            run.id());
    wanted.unpersist();
  }

  private static void sources(Run run, JavaRDD<Taken> taken, boolean known) {
    Dataset<Row> sources =
        run.spark().createDataFrame(taken.map(Taken::source), Table.SOURCES.schema());
    if (known) {
      run.tables().merge(Table.SOURCES, sources, run.id());
    } else {
      run.tables().append(Table.SOURCES, sources, run.id());
    }
  }

  /** For each picture the smallest uri that has it. */
  static Map<String, String> firstSights(List<Taken.Seen> seen) {
    Map<String, String> first = new LinkedHashMap<>();
    seen.stream()
        .filter(one -> one.imageId() != null)
        .sorted(Comparator.comparing(Taken.Seen::uri))
        .forEach(one -> first.putIfAbsent(one.imageId(), one.uri()));
    return first;
  }

  /**
   * Which of {@code ids} the table has: a scan of its key column alone against a small broadcast.
   */
  private static Set<String> existing(Run run, Set<String> ids) {
    if (ids.isEmpty() || !run.tables().exists(Table.IMAGES)) {
      return Set.of();
    }
    Dataset<Row> wanted =
        run.spark().createDataset(List.copyOf(ids), Encoders.STRING()).toDF("image_id");
    return new HashSet<>(
        run.tables()
            .read(Table.IMAGES)
            .select("image_id")
            .join(broadcast(wanted), new String[] {"image_id"}, "left_semi")
            .as(Encoders.STRING())
            .collectAsList());
  }
}
