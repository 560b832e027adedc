package org.isobath.jobs.ingest;

import java.io.Serializable;
import java.sql.Timestamp;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One input as its source lists it: where it is and what tells a change, never its bytes.
 *
 * @param uri the key of its row in {@code sources}, together with the name of the source
 * @param unit what is read together with it (the data file that holds the row of a table); empty
 *     when it stands alone
 * @param key how the source finds it again, where the uri is not enough (the key of a row)
 * @param length encoded bytes; null when the storage does not say without reading
 * @param weight bytes to plan with: the length, or an estimate of it
 * @param modifiedAt modification time; null when the storage has none
 * @param text uri of the side-car {@code .txt}; null when there is none
 * @param json uri of the side-car {@code .json}; null when there is none
 * @param problem why it is known before reading that it cannot be read; null when nothing speaks
 *     against it
 * @param known true when {@code sources} has a row for it, which will be replaced
 */
record Item(
    String uri,
    String unit,
    String key,
    Long length,
    long weight,
    Timestamp modifiedAt,
    String text,
    String json,
    String problem,
    boolean known)
    implements Serializable {

  /** Columns of a listing; {@code known} joins them once {@code sources} has been asked. */
  static final StructType SCHEMA =
      new StructType()
          .add("uri", DataTypes.StringType)
          .add("unit", DataTypes.StringType)
          .add("key", DataTypes.StringType)
          .add("length", DataTypes.LongType)
          .add("weight", DataTypes.LongType)
          .add("modified_at", DataTypes.TimestampType)
          .add("text", DataTypes.StringType)
          .add("json", DataTypes.StringType)
          .add("problem", DataTypes.StringType);

  static final String KNOWN = "known";

  Row toRow() {
    return RowFactory.create(uri, unit, key, length, weight, modifiedAt, text, json, problem);
  }

  static Item of(Row row) {
    return new Item(
        row.getAs("uri"),
        row.getAs("unit"),
        row.getAs("key"),
        row.getAs("length"),
        row.<Long>getAs("weight"),
        row.getAs("modified_at"),
        row.getAs("text"),
        row.getAs("json"),
        row.getAs("problem"),
        row.<Boolean>getAs(KNOWN));
  }
}
