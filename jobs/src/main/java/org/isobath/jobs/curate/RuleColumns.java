package org.isobath.jobs.curate;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.isobath.jobs.Table;

/**
 * The names that a predicate may use: the columns of {@code images} and {@code depth} and, flat,
 * the metrics in them, {@code caption} and {@code license} of {@code pairs}, and {@code source},
 * the smallest name of a source that has the picture or a copy of it. A column of {@code depth}
 * whose name {@code images} has too is called {@code depth_<name>}. Bytes are not among them.
 */
final class RuleColumns {
  /** One name: which table it comes from, where in it, and its type. */
  record Source(Table table, String path, DataType type) {
    Column column(String alias) {
      return col(alias + "." + path);
    }
  }

  private static final Map<String, Source> SOURCES = sources();

  private RuleColumns() {}

  /** Name to source, in the order of the tables. */
  static Map<String, Source> all() {
    return SOURCES;
  }

  /** The columns of {@code table}, read as {@code alias}, under the names of the rules. */
  static List<Column> of(Table table, String alias) {
    List<Column> columns = new ArrayList<>();
    SOURCES.forEach(
        (name, source) -> {
          if (source.table() == table) {
            columns.add(source.column(alias).as(name));
          }
        });
    return columns;
  }

  private static Map<String, Source> sources() {
    Map<String, Source> all = new LinkedHashMap<>();
    for (Table table : List.of(Table.IMAGES, Table.DEPTH)) {
      for (StructField field : table.schema().fields()) {
        if (field.dataType() instanceof StructType struct) {
          for (StructField inner : struct.fields()) {
            put(all, table, inner.name(), field.name() + "." + inner.name(), inner.dataType());
          }
        } else if (!field.dataType().equals(DataTypes.BinaryType)
            && !bookkeeping(table, field.name())) {
          put(all, table, field.name(), field.name(), field.dataType());
        }
      }
    }
    for (String name : List.of("caption", "license")) {
      all.put(name, new Source(Table.PAIRS, name, DataTypes.StringType));
    }
    all.put("source", new Source(Table.SOURCES, "source", DataTypes.StringType));
    return all;
  }

  private static void put(
      Map<String, Source> all, Table table, String name, String path, DataType type) {
    if (table == Table.DEPTH && name.equals("image_id")) {
      return;
    }
    all.put(all.containsKey(name) ? "depth_" + name : name, new Source(table, path, type));
  }

  // the same for every row that is judged, or different from run to run
  private static boolean bookkeeping(Table table, String name) {
    return name.equals("run_id")
        || table == Table.DEPTH && List.of("state", "reason", "message", "device").contains(name);
  }
}
