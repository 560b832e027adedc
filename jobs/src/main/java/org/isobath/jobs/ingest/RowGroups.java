package org.isobath.jobs.ingest;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.isobath.UserError;
import org.isobath.jobs.ByteSize;

/**
 * How much memory it takes to read Parquet files that others have written: a row group is read in
 * one piece, and with Parquet's defaults one of large cells is larger than its name (the size is
 * first looked at after a hundred rows). Known from the footers, before anything is read.
 */
final class RowGroups {
  /** As the message asks for it, and as the tables of a warehouse have it. */
  private static final String ADVICE = "parquet.block.size = 32 MiB";

  /** Of the heap that one row group may take; the rest is for its pictures, twice over. */
  private static final int SHARE = 3;

  private RowGroups() {}

  /** Heap in which a row group of {@code bytes} can be read. */
  static long heapFor(long bytes) {
    return SHARE * bytes;
  }

  /**
   * The row group of a file that takes most.
   *
   * @param file uri of the file
   * @param bytes of its columns as they are stored, and again as they are once decompressed, for a
   *     page may be all of it
   * @param rows of the row group
   * @param room what one row group may take in the JVM that has looked at the file
   */
  record Largest(String file, long bytes, long rows, long room) implements Serializable {}

  /**
   * Looks at the footers, in tasks.
   *
   * @param columns the columns that will be read, as paths with dots
   * @return the row group that takes most in all files
   * @throws UserError when it takes more than an executor can give
   */
  static Largest require(
      JavaSparkContext spark,
      Configuration hadoop,
      Collection<String> files,
      List<String> columns,
      String table) {
    Broadcast<SerializableConfiguration> shared =
        spark.broadcast(new SerializableConfiguration(hadoop));
    List<String> names = List.copyOf(columns);
    List<Largest> all =
        spark
            .parallelize(List.copyOf(files), Math.min(files.size(), 4 * spark.defaultParallelism()))
            .map(file -> of(file, shared.value().value(), names))
            .collect();
    shared.unpersist();
    return require(all, table);
  }

  /** The row group that takes most, unless there is no room for it. */
  static Largest require(List<Largest> all, String table) {
    Largest most = all.stream().max(Comparator.comparingLong(Largest::bytes)).orElseThrow();
    long tooLarge = all.stream().filter(largest -> largest.bytes() > largest.room()).count();
    if (tooLarge > 0) {
      throw new UserError(
          ("%s cannot be read in this memory: %d of %d data files have row groups that are too large. One of %d rows in"
                  + " %s takes %s, and an executor has %s for it. Give the executors at least %s of heap"
                  + " (spark.executor.memory; in local mode ISOBATH_JAVA_OPTS=-Xmx…), or write the table anew with %s.")
              .formatted(
                  table,
                  tooLarge,
                  all.size(),
                  most.rows(),
                  most.file(),
                  ByteSize.text(most.bytes()),
                  ByteSize.text(most.room()),
                  ByteSize.text(heapFor(most.bytes())),
                  ADVICE));
    }
    return most;
  }

  static Largest of(String file, Configuration hadoop, List<String> columns) throws IOException {
    HadoopInputFile input = HadoopInputFile.fromPath(new Path(URI.create(file)), hadoop);
    long bytes = 0;
    long rows = 0;
    try (ParquetFileReader reader = ParquetFileReader.open(input)) {
      for (BlockMetaData group : reader.getFooter().getBlocks()) {
        long size = bytes(group, columns);
        if (size > bytes) {
          bytes = size;
          rows = group.getRowCount();
        }
      }
    }
    return new Largest(file, bytes, rows, Runtime.getRuntime().maxMemory() / SHARE);
  }

  /** Of these columns, or of all where the file knows them by other names. */
  private static long bytes(BlockMetaData group, List<String> columns) {
    long some = 0;
    long all = 0;
    for (ColumnChunkMetaData chunk : group.getColumns()) {
      String path = chunk.getPath().toDotString();
      long bytes = chunk.getTotalSize();
      if (chunk.getCodec() != CompressionCodecName.UNCOMPRESSED) {
        bytes += chunk.getTotalUncompressedSize();
      }
      all += bytes;
      if (columns.stream()
          .anyMatch(column -> path.equals(column) || path.startsWith(column + "."))) {
        some += bytes;
      }
    }
    return some > 0 ? some : all;
  }
}
