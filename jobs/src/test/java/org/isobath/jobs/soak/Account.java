package org.isobath.jobs.soak;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Conf;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * What the tables say became of inputs.
 *
 * @param sources rows of {@code sources}
 * @param locations different uris among them
 * @param named different pictures that they name
 * @param neither sources that are neither a picture nor rejected with a reason, or both
 * @param images rows of {@code images}
 * @param depth rows of {@code depth}
 * @param estimated different pictures among them that {@code images} has
 * @param reasons for rejections in both tables, and how often
 */
record Account(
    long sources,
    long locations,
    long named,
    long neither,
    long images,
    long depth,
    long estimated,
    Map<String, Long> reasons) {

  static Account of(String warehouse) {
    Tables tables =
        Tables.open(LocalSpark.session(), Conf.reference().with("warehouse", warehouse));
    Dataset<Row> sources = tables.read(Table.SOURCES);
    Dataset<Row> images = tables.read(Table.IMAGES);
    Dataset<Row> depth = tables.read(Table.DEPTH);
    Map<String, Long> reasons = new TreeMap<>();
    tables.rejects().groupBy("reason").count().collectAsList().stream()
        .forEach(row -> reasons.put(row.getString(0), row.getLong(1)));
    return new Account(
        sources.count(),
        sources.select("uri").distinct().count(),
        sources.select("image_id").where("image_id IS NOT NULL").distinct().count(),
        sources
            .where(
                "NOT (state = 'ok' AND image_id IS NOT NULL AND reason IS NULL)"
                    + " AND NOT (state = 'rejected' AND image_id IS NULL AND reason IS NOT NULL)")
            .count(),
        images.count(),
        depth.count(),
        depth.select("image_id").distinct().join(images, "image_id").count(),
        reasons);
  }

  /** What does not add up after everything was ingested and estimated; empty when all does. */
  List<String> faults(long inputs) {
    List<String> faults = new java.util.ArrayList<>();
    require(faults, "rows of sources", sources, inputs);
    require(faults, "locations in sources", locations, inputs);
    require(faults, "sources with neither a picture nor a reason", neither, 0);
    require(faults, "rows of images", images, named);
    require(faults, "rows of depth", depth, images);
    require(faults, "pictures with depth", estimated, images);
    return faults;
  }

  private static void require(List<String> faults, String what, long found, long wanted) {
    if (found != wanted) {
      faults.add("%s: %d, not %d".formatted(what, found, wanted));
    }
  }
}
