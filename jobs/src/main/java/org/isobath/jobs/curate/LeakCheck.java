package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.isobath.UserError;
import org.isobath.image.PerceptualHash;
import org.isobath.jobs.Conf;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Unmet;
import org.isobath.jobs.curate.duplicates.DuplicateSettings;

/**
 * {@code curate --verify}: proves that no kept picture of one split comes back in another, without
 * the index that finds duplicates. It compares the perceptual hash of every kept picture with those
 * of all other splits, on the driver, and looks for equal pixels and for groups in two splits. It
 * looks at what is stored, of all policies together, and writes nothing.
 */
final class LeakCheck {
  static final JobOption OPTION =
      JobOption.flag(
          "--verify",
          "judge nothing; compare every kept picture with those of other splits and fail on a leak");

  private final Run run;
  private final Dataset<Row> members;
  private final List<String> leaks = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final Map<String, Object> figures = new LinkedHashMap<>();

  /**
   * @param members image_id, split, uri, phash, pixel_hash of what is compared
   */
  private LeakCheck(Run run, Dataset<Row> members) {
    this.run = run;
    this.members = members;
  }

  /** The most images that are compared. */
  static int limit(Conf conf) {
    return conf.integer("curate.verify-limit", 1, 10_000_000);
  }

  /**
   * @throws Unmet with the pictures, when there is a leak
   * @throws UserError when more images are to be compared than the limit
   */
  static Outcome of(Run run) {
    return run.describe("curate: verify", () -> check(run));
  }

  private static Outcome check(Run run) {
    Dataset<Row> kept =
        run.tables()
            .read(Table.PAIRS)
            .where("keep AND split IS NOT NULL")
            .select("image_id", "split")
            .distinct();
    long all = kept.count();
    long compared = Math.min(all, run.options().limitOrAll());
    int limit = limit(run.conf());
    if (compared > limit) {
      throw new UserError(
          "%d images are to be compared and curate.verify-limit is %d: the time grows with the square of their number. Raise the key, or compare the first N with --limit N, which proves nothing about the rest."
              .formatted(compared, limit));
    }
    if (compared < all) {
      kept = kept.orderBy("image_id", "split").limit((int) compared);
    }
    Dataset<Row> members =
        kept.join(
                run.tables().read(Table.IMAGES).select("image_id", "uri", "phash", "pixel_hash"),
                new String[] {"image_id"},
                "left")
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return new LeakCheck(run, members).outcome(all, compared);
    } finally {
      members.unpersist();
    }
  }

  private Outcome outcome(long all, long compared) {
    nearPairs(compared);
    figures.put("pixels_in_two_splits", pixels());
    Groups groups = Groups.of(run.conf());
    if (!groups.none()) {
      figures.put("groups_in_two_splits", groups(groups));
    }
    if (compared < all) {
      lines.add(
          "  only the first %d of %d kept images were compared, which proves nothing about the rest"
              .formatted(compared, all));
    }
    Outcome outcome = new Outcome(all, compared, 0, all - compared, Map.of(), figures, lines);
    if (!leaks.isEmpty()) {
      throw new Unmet("The splits leak. " + String.join(" ", leaks), outcome);
    }
    return outcome;
  }

  private void nearPairs(long compared) {
    int radius = DuplicateSettings.of(run.conf()).radius();
    SplitScan scan = SplitScan.of(hashes(), radius);
    figures.put("images_compared", compared);
    figures.put("compared_by_pixels_only", compared - scan.images());
    figures.put("pairs_compared", scan.pairs());
    figures.put("radius", radius);
    figures.put("pairs_within_radius", scan.within());
    lines.add(
        "curate: compared %d kept images, %d pairs across splits"
            .formatted(compared, scan.pairs()));
    if (!scan.nearest().isEmpty()) {
      List<String> ids = scan.nearest().stream().map(SplitScan.Member::imageId).toList();
      String names = names(ids);
      figures.put("closest_distance", scan.distance());
      figures.put("closest_pair", ids);
      lines.add(
          "  the closest differ in %d of 64 bits, %s the radius of %d: %s"
              .formatted(
                  scan.distance(), scan.distance() > radius ? "beyond" : "within", radius, names));
      if (scan.within() > 0) {
        leaks.add(
            "Near-duplicates in two splits: %d pairs, the closest differ in %d of 64 bits: %s."
                .formatted(scan.within(), scan.distance(), names));
      }
    }
    if (scan.images() < compared) {
      lines.add(
          "  compared for equal pixels only, because their hashes say too little: "
              + (compared - scan.images()));
    }
  }

  private List<SplitScan.Member> hashes() {
    return members
        .where("phash IS NOT NULL")
        .select("split", "image_id", "phash")
        .collectAsList()
        .stream()
        .filter(row -> !PerceptualHash.lowInformation(row.getLong(2)))
        .map(row -> new SplitScan.Member(row.getString(0), row.getString(1), row.getLong(2)))
        .toList();
  }

  private long pixels() {
    return shared(
        members.withColumn("value", coalesce(col("pixel_hash"), col("image_id"))),
        "Equal pixels in two splits: %d, such as %s: %s.");
  }

  private long groups(Groups groups) {
    return shared(
        groups
            .memberships(run.tables().read(Table.SOURCES))
            .withColumnRenamed("group_key", "value")
            .join(members, "image_id"),
        "Groups in two splits: %d, such as %s: %s.");
  }

  /**
   * Finds values whose pictures stand in two splits; they are leaks.
   *
   * @param rows image_id, split, value
   * @return how many values
   */
  private long shared(Dataset<Row> rows, String message) {
    Row found =
        rows.groupBy("value")
            .agg(min(struct("split", "image_id")).as("a"), max(struct("split", "image_id")).as("b"))
            .where("a.split <> b.split")
            .agg(
                count(lit(1)),
                min(struct(col("value"), col("a.image_id").as("a"), col("b.image_id").as("b"))))
            .head();
    if (found.getLong(0) > 0) {
      Row first = found.getStruct(1);
      leaks.add(
          message.formatted(
              found.getLong(0),
              first.getString(0),
              names(List.of(first.getString(1), first.getString(2)))));
    }
    return found.getLong(0);
  }

  private String names(List<String> ids) {
    return members
        .where(col("image_id").isin(ids.toArray()))
        .select("split", "image_id", "uri")
        .orderBy("split", "image_id")
        .collectAsList()
        .stream()
        .map(row -> "%s of %s (%s)".formatted(row.getString(1), row.getString(0), row.getString(2)))
        .collect(Collectors.joining(" and "));
  }
}
