package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.curate.duplicates.Cut;

/**
 * Gives every picture its split, so that near-duplicates and pictures of one group never stand in
 * two. A picture that has its own row in {@code splits} keeps that for ever. Any other is a
 * newcomer: it joins the split of its component and its groups; where those have several, it would
 * bridge them and is not kept; where they have none, it is dealt one together with all newcomers
 * that it is tied to. The answer depends on the tables alone, neither on the policy nor on the
 * order of rows.
 *
 * <p>The ties among newcomers run through components and groups that have no split yet; through
 * those that have one they need not run, and do not: two albums of different splits stay usable
 * when somebody puts one picture into both.
 */
final class Splits {
  /** Reason of a newcomer whose component and groups are in more than one split. */
  static final String BRIDGES_SPLITS = "bridges_splits";

  private static final Column NO_SPLIT = array().cast("array<string>");

  private final Dataset<Row> given;
  private final Groups groups;
  private final Dataset<Row> memberships;
  private final Shares shares;
  private final Cut cut;

  /**
   * @param stored rows of {@code splits}
   * @param sources rows of {@code sources}
   */
  Splits(Dataset<Row> stored, Dataset<Row> sources, Groups groups, Shares shares, Cut cut) {
    this.given = stored.groupBy("group_key").agg(min("split").as("given"));
    this.groups = groups;
    this.memberships = groups.none() ? null : groups.memberships(sources);
    this.shares = shares;
    this.cut = cut;
  }

  /** Those of a warehouse as its configuration asks. */
  static Splits of(Run run) {
    return new Splits(
        run.tables().read(Table.SPLITS),
        run.tables().read(Table.SOURCES),
        Groups.of(run.conf()),
        Shares.of(run.conf()),
        Cut.of(run));
  }

  /**
   * Does the work; what is written to {@code splits} later does not change the answer.
   *
   * @param components every picture once: image_id, component_id, and what else it has
   * @return the same with given (the split of its own row, or NULL), split (NULL for a bridge) and
   *     bridges
   */
  Dataset<Row> deal(Dataset<Row> components) {
    Dataset<Row> images =
        components.join(given.withColumnRenamed("group_key", "image_id"), on("image_id"), "left");
    Dataset<Row> ofComponents =
        images
            .where("given IS NOT NULL")
            .groupBy("component_id")
            .agg(collect_set("given").as("of_component"));
    images =
        images
            .join(ofComponents, on("component_id"), "left")
            .withColumn("splits", coalesce(col("of_component"), NO_SPLIT))
            .withColumn("first", col("component_id"));
    if (!groups.none()) {
      images = withGroups(cut.apply(images));
    }
    Column dealt =
        when(size(col("splits")).equalTo(0), shares.deal(col("first")))
            .when(size(col("splits")).equalTo(1), element_at(col("splits"), 1));
    return cut.apply(
        images
            .withColumn("bridges", col("given").isNull().and(size(col("splits")).gt(1)))
            .withColumn("split", coalesce(col("given"), dealt))
            .drop("of_component", "splits", "first"));
  }

  /**
   * Widens splits by those of the groups and of the newcomers that a newcomer is tied to, and first
   * to the smallest component_id among these.
   */
  private Dataset<Row> withGroups(Dataset<Row> images) {
    Dataset<Row> ties =
        cut.apply(
            images
                .join(ofGroups(images), on("image_id"), "left")
                .withColumn(
                    "splits",
                    array_distinct(concat(col("splits"), coalesce(col("of_groups"), NO_SPLIT))))
                .withColumn("open", coalesce(col("open"), NO_SPLIT))
                // a bridge is never kept, so it ties nobody
                .withColumn("ties", col("given").isNull().and(size(col("splits")).lt(2)))
                .withColumn(
                    "knot",
                    when(col("of_component").isNull(), col("component_id"))
                        .otherwise(col("image_id"))));
    Dataset<Row> tied =
        ties.join(units(ties.where("ties")), on("knot"), "left")
            .withColumn("unit", coalesce(col("unit"), col("knot")));
    Dataset<Row> ofUnits =
        tied.where("ties")
            .groupBy("unit")
            .agg(
                array_distinct(flatten(collect_set("splits"))).as("of_unit"),
                min("component_id").as("of_unit_first"));
    return tied.join(ofUnits, on("unit"), "left")
        .withColumn(
            "splits",
            when(col("ties"), array_distinct(concat(col("splits"), col("of_unit"))))
                .otherwise(col("splits")))
        .withColumn("first", coalesce(col("of_unit_first"), col("first")))
        .drop("of_groups", "open", "ties", "knot", "unit", "of_unit", "of_unit_first");
  }

  /**
   * The splits that the groups of a picture have already, by a row of their own or by pictures, and
   * those of its groups that have none.
   *
   * @return image_id, of_groups, open; no row for a picture without groups
   */
  private Dataset<Row> ofGroups(Dataset<Row> images) {
    Dataset<Row> splits =
        memberships
            .join(images.select("image_id", "given"), on("image_id"))
            .groupBy("group_key")
            .agg(collect_set("given").as("of_images"))
            .join(given, on("group_key"), "left")
            .select(
                col("group_key"),
                array_distinct(concat(col("of_images"), array_compact(array(col("given")))))
                    .as("of_group"));
    return memberships
        .join(splits, on("group_key"))
        .groupBy("image_id")
        .agg(
            array_distinct(flatten(collect_set("of_group"))).as("of_groups"),
            collect_set(when(size(col("of_group")).equalTo(0), col("group_key"))).as("open"));
  }

  /**
   * Which knots hang together through groups without a split. A knot is a component without a
   * split, or a picture of one that has it.
   *
   * @return knot, unit; no row for a knot without such a group
   */
  private Dataset<Row> units(Dataset<Row> newcomers) {
    Dataset<Row> links =
        newcomers.select(col("knot"), explode(col("open")).as("group_key")).distinct();
    Dataset<Row> knots = links.groupBy("knot").agg(min("group_key").as("a"));
    Dataset<Row> ties =
        links
            .join(knots, "knot")
            .where("a <> group_key")
            .select(col("a"), col("group_key").as("b"));
    Dataset<Row> tied = GroupTies.components(ties.distinct(), GroupTies.MOST, cut);
    return knots
        .join(tied, col("a").equalTo(col("node")), "left")
        .select(col("knot"), coalesce(col("component"), col("a")).as("unit"));
  }

  /**
   * The rows to add once {@code kept} is known: one for every picture of a component of which some
   * picture is kept, bridges aside, and one for every group of such a picture.
   *
   * @param dealt what {@link #deal} returned
   * @param kept component_id of what is kept; may repeat
   * @return group_key, split
   */
  Dataset<Row> fresh(Dataset<Row> dealt, Dataset<Row> kept) {
    Dataset<Row> images =
        dealt
            .where("given IS NULL AND NOT bridges")
            .join(kept.select("component_id").distinct(), on("component_id"), "left_semi")
            .select("image_id", "split");
    Dataset<Row> rows = images.withColumnRenamed("image_id", "group_key");
    if (groups.none()) {
      return rows;
    }
    Dataset<Row> ofGroups =
        dealt
            .where("given IS NOT NULL")
            .select("image_id", "split")
            .union(images)
            .join(memberships, on("image_id"))
            .groupBy("group_key")
            .agg(collect_set("split").as("splits"))
            // pictures dealt before their group was configured may stand in several
            .where("size(splits) = 1")
            .join(given, on("group_key"), "left_anti")
            .select(col("group_key"), element_at(col("splits"), 1).as("split"));
    return rows.union(ofGroups);
  }

  private static String[] on(String column) {
    return new String[] {column};
  }
}
