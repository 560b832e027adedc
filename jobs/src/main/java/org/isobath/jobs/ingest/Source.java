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
  Batch load(SparkSession spark, List<Item> items, Reading reading);

  /**
   * Inputs to be read.
   *
   * @param heap bytes that a task takes which reads them, but for decoded pixels
   */
  record Batch(JavaRDD<Loaded> inputs, long heap) {
    /** Copies of an input that is read in one piece: gathered, joined, and those on either side. */
    private static final int COPIES = 4;

    /** Of inputs that are read one by one. */
    static Batch of(JavaRDD<Loaded> inputs, List<Item> items) {
      return new Batch(inputs, heap(items));
    }

    static long heap(List<Item> items) {
      return COPIES * items.stream().mapToLong(Item::weight).max().orElse(0);
    }
  }

  /**
   * Limits of reading.
   *
   * @param maxBytes of one input; one byte more is enough to tell that there are too many
   * @param partitionBytes of one task
   */
  record Reading(long maxBytes, long partitionBytes) {}
}
