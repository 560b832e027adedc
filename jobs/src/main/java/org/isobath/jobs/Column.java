package org.isobath.jobs;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * A column of a table.
 *
 * @param name as in SQL
 * @param type Spark's type
 * @param comment what it holds, unit and who may leave it null; goes into Delta and into {@code
 *     jobs/README.md}
 */
public record Column(String name, DataType type, String comment) {
  StructField field() {
    return new StructField(name, type, true, Metadata.empty()).withComment(comment);
  }
}
