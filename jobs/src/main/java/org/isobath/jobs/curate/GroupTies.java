package org.isobath.jobs.curate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.jobs.curate.duplicates.Cut;
import org.isobath.jobs.curate.duplicates.StarComponents;
import org.isobath.jobs.curate.duplicates.UnionFind;

/**
 * Which groups hang together because pictures are in several of them. There are few such ties in
 * most collections, and these are joined on the driver; more than {@value #MOST} stay on the
 * executors.
 */
final class GroupTies {
  static final int MOST = 100_000;

  private static final StructType SCHEMA =
      new StructType().add("node", DataTypes.StringType).add("component", DataTypes.StringType);

  private GroupTies() {}

  /**
   * @param ties a, b: two groups
   * @param most up to so many are joined on the driver
   * @return node, component: every group in a tie, with the name of one group of its component
   */
  static Dataset<Row> components(Dataset<Row> ties, int most, Cut cut) {
    List<Row> few = ties.takeAsList(most + 1);
    return few.size() > most
        ? StarComponents.of(ties, cut)
        : ties.sparkSession().createDataFrame(joined(few), SCHEMA);
  }

  private static List<Row> joined(List<Row> ties) {
    Map<String, Integer> numbers = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (Row tie : ties) {
      for (String name : List.of(tie.getString(0), tie.getString(1))) {
        if (numbers.putIfAbsent(name, names.size()) == null) {
          names.add(name);
        }
      }
    }
    UnionFind union = new UnionFind(names.size());
    ties.forEach(tie -> union.union(numbers.get(tie.getString(0)), numbers.get(tie.getString(1))));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      rows.add(RowFactory.create(names.get(i), names.get(union.root(i))));
    }
    return rows;
  }
}
