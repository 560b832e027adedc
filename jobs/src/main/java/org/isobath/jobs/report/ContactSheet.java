package org.isobath.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.report.Findings.Lane;
import org.isobath.jobs.report.Findings.Sample;

/**
 * Pictures to look at. Which ones is decided by image_id, which is a hash: the same for the same
 * tables, and as good as chance. Keys are chosen first, then only their bytes are read; pictures
 * are shrunk where they are read.
 */
final class ContactSheet {
  private static final StructType THUMBNAIL =
      new StructType().add("image_id", DataTypes.StringType).add("jpeg", DataTypes.BinaryType);

  private ContactSheet() {}

  /**
   * Samples of {@code lane} without bytes: two kept for one dropped, more of one where the other
   * runs out.
   *
   * @param judged rows of the lane with image_id, uri, width, height, keep, reasons, split, caption
   *     and every metric flat
   */
  static List<Sample> choose(Dataset<Row> judged, int most) {
    Column dropped = col("keep").eqNullSafe(lit(false));
    List<Sample> kept = first(judged.where(dropped.equalTo(false)), most);
    List<Sample> out = first(judged.where(dropped), most);
    int fromOut = Math.min(out.size(), Math.max(most / 3, most - kept.size()));
    List<Sample> chosen = new ArrayList<>(kept.subList(0, Math.min(kept.size(), most - fromOut)));
    chosen.addAll(out.subList(0, fromOut));
    return chosen;
  }

  private static List<Sample> first(Dataset<Row> judged, int most) {
    return judged.orderBy("image_id").limit(most).collectAsList().stream()
        .map(ContactSheet::sample)
        .toList();
  }

  private static Sample sample(Row row) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Distributions.Quantity quantity : Distributions.QUANTITIES) {
      // sizes are told apart from metrics by being worked out
      if (quantity.name().equals(quantity.sql())) {
        Double value = row.getAs(quantity.sql());
        metrics.put(quantity.name(), value == null ? Double.NaN : value);
      }
    }
    int reasons = row.fieldIndex("reasons");
    return new Sample(
        row.getAs("image_id"),
        row.getAs("uri"),
        whole(row, "width"),
        whole(row, "height"),
        row.getAs("keep"),
        row.isNullAt(reasons) ? List.of() : row.getList(reasons),
        row.getAs("split"),
        row.getAs("caption"),
        metrics,
        null,
        null);
  }

  private static int whole(Row row, String name) {
    return row.isNullAt(row.fieldIndex(name)) ? 0 : row.<Integer>getAs(name);
  }

  /** The samples with their thumbnails, as far as they can be made. */
  static List<Sample> develop(
      List<Sample> samples, Tables tables, Lane lane, DecodeSettings settings, int longestSide) {
    if (samples.isEmpty()) {
      return samples;
    }
    Object[] ids = samples.stream().map(Sample::imageId).toArray();
    HashMap<String, int[]> sizes = new HashMap<>();
    samples.forEach(s -> sizes.put(s.imageId(), Thumbnail.fit(s.width(), s.height(), longestSide)));
    Map<String, byte[]> pictures =
        collect(
            tables
                .read(Table.IMAGES)
                .where(col("image_id").isin(ids))
                .select("image_id", "content", "uri")
                .map(
                    (MapFunction<Row, Row>)
                        row -> {
                          String id = row.getString(0);
                          return RowFactory.create(
                              id,
                              Thumbnail.picture(
                                  id, row.getAs(1), row.getString(2), sizes.get(id), settings));
                        },
                    Encoders.row(THUMBNAIL)),
            CellMemory.largest(tables, Table.IMAGES));
    Map<String, byte[]> depths =
        collect(
            Lanes.of(tables, Table.DEPTH, lane)
                .where(col("image_id").isin(ids).and(col("state").equalTo("ok")))
                .select("image_id", "depth")
                .map(
                    (MapFunction<Row, Row>)
                        row -> {
                          String id = row.getString(0);
                          return RowFactory.create(
                              id, Thumbnail.depth(row.getAs(1), sizes.get(id)));
                        },
                    Encoders.row(THUMBNAIL)),
            CellMemory.largest(tables, Table.DEPTH));
    return samples.stream()
        .map(s -> s.with(pictures.get(s.imageId()), depths.get(s.imageId())))
        .toList();
  }

  /**
   * @param largest cell of the table that they are made from, bytes
   */
  private static Map<String, byte[]> collect(Dataset<Row> thumbnails, long largest) {
    Map<String, byte[]> byId = new HashMap<>();
    CellMemory.during(thumbnails.sparkSession(), largest, thumbnails::collectAsList)
        .forEach(row -> byId.put(row.getString(0), row.getAs(1)));
    return byId;
  }
}
