package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Conf;

/**
 * What keeps pictures in one split beside being duplicates: {@code source}, or a name inside {@code
 * sources.attributes}. A group is one value of a name, written {@code NAME=VALUE}; a picture that
 * was found at several places is in the groups of all of them.
 *
 * @param names as configured; empty for no groups
 */
record Groups(List<String> names) {
  static Groups of(Conf conf) {
    List<String> names = conf.strings("curate.group-by");
    if (names.stream().anyMatch(name -> name.isBlank() || name.contains("="))) {
      throw conf.invalid("curate.group-by", "a list of names without =, such as [ source, album ]");
    }
    return new Groups(names.stream().distinct().toList());
  }

  boolean none() {
    return names.isEmpty();
  }

  /**
   * Every picture with each of its groups; a value that is missing or blank is no group.
   *
   * @return image_id, group_key; no row twice
   */
  Dataset<Row> memberships(Dataset<Row> sources) {
    Column[] keys = names.stream().map(Groups::key).toArray(Column[]::new);
    return sources
        .where("state = 'ok'")
        .select(col("image_id"), explode(array_compact(array(keys))).as("group_key"))
        .distinct();
  }

  private static Column key(String name) {
    Column value = name.equals("source") ? col("source") : col("attributes").getItem(name);
    return when(length(trim(value)).gt(0), concat(lit(name + "="), value));
  }
}
