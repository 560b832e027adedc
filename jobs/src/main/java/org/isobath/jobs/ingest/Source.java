package org.isobath.jobs.ingest;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/**
 * One entry of {@code ingest.sources}: knows what inputs there are, and how to get their bytes. It
 * neither decodes nor writes.
 */
interface Source {
  /** The value of {@code sources.source}. */
  String name();

  /** License of every input that brings none of its own; null when the entry names none. */
  String license();

  /** What is read, for lines a person reads: a path, or a number of scenes. */
  String describe();

  /** True when {@code Originals} can read an input again by its uri. */
  boolean canBeReferenced();

  /**
   * What can be found wrong without Spark.
   *
   * @throws org.isobath.UserError naming the key and the remedy
   */
  default void check() {}

  /**
   * All inputs there are now, without reading any.
   *
   * @throws org.isobath.UserError when there is nothing to list: a missing folder, a missing column
   */
  Listing list(SparkSession spark);

  /**
   * The bytes and annotations of each of {@code items}, in the partitions that one wide map will
   * have. Lazy: bytes are read where and when the partition is computed. An input that cannot be
   * read is there with its rejection.
   */
  JavaRDD<Loaded> load(SparkSession spark, List<Item> items, Reading reading);

  /**
   * Limits of reading.
   *
   * @param maxBytes of one input; one byte more is enough to tell that there are too many
   * @param partitionBytes of one task
   */
  record Reading(long maxBytes, long partitionBytes) {}
}
