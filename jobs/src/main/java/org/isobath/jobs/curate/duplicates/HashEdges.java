package org.isobath.jobs.curate.duplicates;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.shiftrightunsigned;

import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.image.HashBands;

/**
 * Finds the near hashes among all. Each hash is filed once per band ({@link HashBands}), the files
 * of a bucket come together in one task, sorted, and are compared there over arrays; what leaves is
 * edges only. A bucket needs memory for its hashes, some 40 bytes each, and for its edges.
 */
final class HashEdges {
  private static final StructType SCHEMA =
      new StructType().add("a", DataTypes.LongType).add("b", DataTypes.LongType);

  private HashEdges() {}

  /**
   * @param words distinct rows of node, a hash, and word: the same hash, or that of a picture of
   *     the node mirrored or rotated
   * @return a, b: two nodes, a below b. Every pair once of which a word of one differs from the
   *     hash of the other in at most {@code radius} bits
   */
  static Dataset<Row> of(Dataset<Row> words, int radius, boolean turned) {
    HashBands bands = new HashBands(radius);
    Column[] keys =
        IntStream.range(0, bands.count())
            .mapToObj(
                band ->
                    shiftrightunsigned(
                        col("word").bitwiseAND(lit(bands.mask(band))), bands.shift(band)))
            .toArray(Column[]::new);
    Dataset<Row> edges =
        words
            .select(
                col("node"), col("word"), posexplode(array(keys)).as(new String[] {"band", "key"}))
            .repartition(col("band"), col("key"))
            .sortWithinPartitions("band", "key")
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                    files -> new BucketEdges(files, new HashBands(radius)),
                Encoders.row(SCHEMA));
    // hashes alone meet in one bucket only; two nodes may be near in several of their turns
    return turned ? edges.distinct() : edges;
  }
}
