package org.isobath.jobs.ingest;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads some data files of a Delta table, with its deletion vectors and column names. A filter on
 * {@code _metadata.file_path} would give the same rows and open every file of the table.
 */
final class DeltaFiles {
  private DeltaFiles() {}

  /**
   * @param units values of {@code _metadata.file_path} of this snapshot
   */
  static Dataset<Row> read(DeltaLog log, Snapshot snapshot, Set<String> units) {
    Set<Path> wanted =
        units.stream().map(unit -> new Path(URI.create(unit))).collect(Collectors.toSet());
    List<AddFile> files =
        CollectionConverters.asJava(snapshot.getAllFiles(false)).stream()
            .filter(file -> wanted.contains(normal(file.absolutePath(log))))
            .toList();
    if (files.size() != wanted.size()) {
      throw new IllegalStateException(
          "the table has " + files.size() + " of the " + wanted.size() + " data files listed");
    }
    return log.createDataFrame(
        snapshot, CollectionConverters.asScala(files).toList(), false, scala.Option.empty());
  }

  /** {@code file:/x} and {@code file:///x} are one path in two spellings. */
  private static Path normal(Path path) {
    return new Path(URI.create(path.toUri().toString()));
  }
}
