package org.isobath.jobs.generate;

import static org.apache.spark.sql.functions.broadcast;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.generate.ControlKind;
import org.isobath.generate.hosted.WriteOnce;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/** Has executors make ready what the sender will send: by keys first, then one wide map. */
final class NeededControls {
  private static final StructType SCHEMA =
      new StructType()
          .add("control_id", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("image_id", DataTypes.StringType)
          .add("model_id", DataTypes.StringType)
          .add("params_hash", DataTypes.StringType)
          .add("recipe", DataTypes.StringType)
          .add("max_bytes", DataTypes.LongType)
          .add("everywhere", DataTypes.BooleanType);

  private NeededControls() {}

  /**
   * Makes those that are not there.
   *
   * @return how many could not be made
   */
  static long make(Run run, LedgerPlace place, WriteOnce there, Collection<ControlForm> forms)
      throws IOException {
    Set<String> names = new HashSet<>(there.list(""));
    Set<ControlForm> needed = new LinkedHashSet<>(forms);
    needed.removeIf(form -> names.contains(form.object()) || names.contains(form.refusal()));
    ControlMaker maker = new ControlMaker(place, DecodeSettings.of(run.conf()));
    return made(run, maker, of(needed, ControlKind.PHOTO), Table.IMAGES)
        + made(run, maker, of(needed, ControlKind.DEPTH_MAP), Table.DEPTH);
  }

  private static List<Row> of(Collection<ControlForm> forms, ControlKind kind) {
    return forms.stream().filter(form -> form.kind() == kind).map(NeededControls::row).toList();
  }

  private static long made(Run run, ControlMaker maker, List<Row> forms, Table table) {
    if (forms.isEmpty()) {
      return 0;
    }
    SparkSession spark = run.spark();
    Tables tables = run.tables();
    Dataset<Row> keys = spark.createDataFrame(forms, SCHEMA);
    Dataset<Row> work = table == Table.IMAGES ? photos(tables, keys) : depthMaps(tables, keys);
    return CellMemory.during(
        spark, CellMemory.largest(tables, table), () -> work.filter(maker).count());
  }

  private static Dataset<Row> photos(Tables tables, Dataset<Row> keys) {
    return tables
        .read(Table.IMAGES)
        .select("image_id", "content", "uri")
        .join(broadcast(keys.drop("model_id", "params_hash", "recipe")), new String[] {"image_id"});
  }

  private static Dataset<Row> depthMaps(Tables tables, Dataset<Row> keys) {
    Dataset<Row> sizes =
        tables
            .read(Table.IMAGES)
            .select("image_id", "width", "height")
            .join(broadcast(keys), new String[] {"image_id"});
    return tables
        .read(Table.DEPTH)
        .where("state = 'ok'")
        .select("image_id", "model_id", "params_hash", "depth")
        .join(broadcast(sizes), new String[] {"image_id", "model_id", "params_hash"});
  }

  private static Row row(ControlForm form) {
    return RowFactory.create(
        form.controlId(),
        form.kind().name(),
        form.imageId(),
        form.modelId(),
        form.paramsHash(),
        form.recipe(),
        form.maxBytes(),
        form.everywhere());
  }

  /** The form in a row; of a photo the columns of depth are not there. */
  static ControlForm form(Row row) {
    ControlKind kind = ControlKind.valueOf(row.getAs("kind"));
    boolean photo = kind == ControlKind.PHOTO;
    return new ControlForm(
        row.getAs("control_id"),
        kind,
        row.getAs("image_id"),
        photo ? null : row.getAs("model_id"),
        photo ? null : row.getAs("params_hash"),
        photo ? null : row.getAs("recipe"),
        row.getAs("max_bytes"),
        row.getAs("everywhere"));
  }
}
