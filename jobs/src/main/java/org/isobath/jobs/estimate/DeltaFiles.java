package org.isobath.jobs.estimate;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One version of a table, file by file: Delta's SQL can prune files by their statistics only, and
 * hashes have no useful ones.
 */
final class DeltaFiles {
  private final DeltaLog log;
  private final Snapshot snapshot;
  private Map<String, AddFile> byName;

  private DeltaFiles(DeltaLog log, Snapshot snapshot) {
    this.log = log;
    this.snapshot = snapshot;
  }

  /** The table as of {@code version}. */
  static DeltaFiles of(SparkSession spark, Tables tables, Table table, long version) {
    DeltaLog log = DeltaLog.forTable(spark, tables.location(table));
    return new DeltaFiles(log, log.getSnapshotAt(version, Option.empty(), Option.empty(), false));
  }

  /** Bytes of all files on disk. */
  long bytes() {
    return snapshot.sizeInBytes();
  }

  /** Rows of the files with these names only; no other file is opened. */
  Dataset<Row> rowsOf(Collection<String> names) {
    List<AddFile> chosen = names.stream().map(byName()::get).filter(Objects::nonNull).toList();
    Seq<AddFile> files = CollectionConverters.asScala(chosen).toSeq();
    return log.createDataFrame(snapshot, files, false, Option.empty());
  }

  private Map<String, AddFile> byName() {
    if (byName == null) {
      byName = new HashMap<>();
      for (AddFile file : CollectionConverters.asJava(snapshot.getAllFiles(false))) {
        byName.put(file.path().substring(file.path().lastIndexOf('/') + 1), file);
      }
    }
    return byName;
  }

  /**
   * The last batch that the streaming query {@code queryId} committed into this table; -1 for none.
   */
  long lastBatchOf(String queryId) {
    for (SetTransaction transaction : CollectionConverters.asJava(snapshot.setTransactions())) {
      if (transaction.appId().equals(queryId)) {
        return transaction.version();
      }
    }
    return -1;
  }
}
