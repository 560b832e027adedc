package org.isobath.jobs.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Pictures of one version of {@code images} that have no outcome for a model and its parameters:
 * their keys, with the file that holds them and the bytes they stand for. Found without reading a
 * picture. Kept on the executors' disks until {@link #close}.
 */
final class Missing implements AutoCloseable {
  private final Dataset<Row> keys;
  private final List<FileShare> files = new ArrayList<>();

  /** What one file of {@code images} has to offer. */
  record FileShare(String file, long pictures, long bytes) {}

  /** Files to read together, and what is missing in them. */
  record Batch(List<String> files, long pictures, long bytes) {}

  private Missing(Dataset<Row> keys) {
    this.keys = keys;
    keys.groupBy("file")
        .agg(functions.count(functions.lit(1)), functions.sum("length"))
        .orderBy("file")
        .collectAsList()
        .forEach(row -> files.add(new FileShare(row.getString(0), row.getLong(1), row.getLong(2))));
  }

  /**
   * Compares keys.
   *
   * @param version of {@code images}
   * @param done image ids that have an outcome
   * @param limit at most so many, smallest ids first
   */
  static Missing of(Tables tables, long version, Dataset<Row> done, OptionalLong limit) {
    Dataset<Row> keys =
        tables
            .read(Table.IMAGES, version)
            .select(
                functions.col("image_id"),
                functions.coalesce(functions.col("length"), functions.lit(0L)).as("length"),
                functions.col("_metadata.file_name").as("file"))
            .join(done, CollectionConverters.asScala(List.of("image_id")).toSeq(), "left_anti");
    if (limit.isPresent()) {
      int rows = (int) Math.min(Integer.MAX_VALUE, limit.getAsLong());
      keys = keys.orderBy("image_id").limit(rows);
    }
    // by file, so that a batch's keys are found without a scan over everything that was kept
    return new Missing(
        keys.repartition(functions.col("file"))
            .sortWithinPartitions("file")
            .persist(StorageLevel.DISK_ONLY()));
  }

  long pictures() {
    return files.stream().mapToLong(FileShare::pictures).sum();
  }

  /** Encoded bytes of the pictures, wherever they are kept. */
  long bytes() {
    return files.stream().mapToLong(FileShare::bytes).sum();
  }

  /** The work in portions that each become one commit. */
  List<Batch> batches(long batchBytes) {
    return batches(files, batchBytes);
  }

  /** Whole files together up to {@code batchBytes} of missing pictures, at least one file each. */
  static List<Batch> batches(List<FileShare> files, long batchBytes) {
    List<Batch> batches = new ArrayList<>();
    List<String> names = new ArrayList<>();
    long pictures = 0;
    long bytes = 0;
    for (FileShare share : files) {
      if (!names.isEmpty() && bytes + share.bytes() > batchBytes) {
        batches.add(new Batch(List.copyOf(names), pictures, bytes));
        names.clear();
        pictures = 0;
        bytes = 0;
      }
      names.add(share.file());
      pictures += share.pictures();
      bytes += share.bytes();
    }
    if (!names.isEmpty()) {
      batches.add(new Batch(List.copyOf(names), pictures, bytes));
    }
    return batches;
  }

  /** The keys of a batch: one column, {@code image_id}. */
  Dataset<Row> keysOf(Batch batch) {
    return keys.where(functions.col("file").isin(batch.files().toArray())).select("image_id");
  }

  @Override
  public void close() {
    keys.unpersist();
  }
}
