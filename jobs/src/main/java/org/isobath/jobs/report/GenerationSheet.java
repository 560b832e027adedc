package org.isobath.jobs.report;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.try_divide;

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
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.UserError;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.Conf;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.GeneratorFidelity;
import org.isobath.jobs.Judges;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.quality.FidelityProtocol;
import org.isobath.quality.FidelityScore;

/**
 * What there is to say of generations: per generator in numbers, and those that followed their
 * control least as pictures, measured by what the photograph reaches through the same judge. Which
 * ones is decided by their rows in {@code evaluations}; then only their bytes are read. Depth of a
 * generation is in no table, so the judge looks at these few once more.
 */
final class GenerationSheet {
  private static final String[] CONTROL = {"image_id", "model_id", "params_hash"};

  private static final String PHOTO = "photo_" + FidelityScore.EDGE_F1.label();

  private static final String FOLLOWED = "followed";

  private static final StructType KEY =
      new StructType()
          .add("image_id", DataTypes.StringType)
          .add("model_id", DataTypes.StringType)
          .add("params_hash", DataTypes.StringType)
          .add("request_id", DataTypes.StringType)
          .add("output_index", DataTypes.IntegerType)
          .add("subject_id", DataTypes.StringType)
          .add("recipe", DataTypes.StringType)
          .add("thumb_width", DataTypes.IntegerType)
          .add("thumb_height", DataTypes.IntegerType);

  private static final StructType THUMBNAILS =
      new StructType()
          .add("subject_id", DataTypes.StringType)
          .add("first", DataTypes.BinaryType)
          .add("second", DataTypes.BinaryType);

  private final Run run;
  private final Tables tables;
  private final Conf conf;
  private final DecodeSettings decode;

  private GenerationSheet(Run run) {
    this.run = run;
    this.tables = run.tables();
    this.conf = run.conf();
    this.decode = DecodeSettings.of(conf);
  }

  /**
   * @param most pictures
   * @param thumbnail longest side
   * @return null where nothing was requested of a generator yet
   */
  static Generations of(Run run, int most, int thumbnail) {
    String policy = Policy.ofGenerations(run.conf()).name();
    List<GeneratorFidelity> generators = GeneratorFidelity.of(run.tables(), policy);
    if (generators.isEmpty()) {
      return null;
    }
    GenerationSheet sheet = new GenerationSheet(run);
    String judge = sheet.judge();
    return new Generations(
        policy,
        judge,
        generators,
        judge == null || most == 0
            ? List.of()
            : sheet.develop(sheet.worst(policy, judge, most, thumbnail), judge));
  }

  /** The first configured one that has judged, or else the first by name; null without any. */
  private String judge() {
    List<String> judges =
        scores().select("judge").distinct().orderBy("judge").collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    String preferred =
        conf.strings("evaluate.generations.judges").stream()
            .filter(judges::contains)
            .findFirst()
            .orElse(conf.string("estimate.model"));
    if (judges.isEmpty()) {
      return null;
    }
    return judges.contains(preferred) ? preferred : judges.get(0);
  }

  private Dataset<Row> scores() {
    return tables
        .read(Table.EVALUATIONS)
        .where("subject = 'generation' AND state = 'ok'")
        .where(col("protocol").equalTo(FidelityProtocol.LSQ_INVERSE_1_TO_10.label()));
  }

  private List<GenerationSample> worst(String policy, String judge, int most, int thumbnail) {
    Dataset<Row> verdicts =
        tables
            .read(Table.EVALUATIONS)
            .where("subject = 'generation' AND judge = 'policy'")
            .where(col("protocol").equalTo(policy))
            .select("subject_id", "keep", "reasons");
    Dataset<Row> requests =
        tables.read(Table.REQUESTS).select("request_id", "control_kind", "recipe", "prompt");
    return scores()
        .where(col("judge").equalTo(judge))
        .select(
            col("subject_id"),
            col("request_id"),
            col("output_index"),
            col("generator"),
            col("image_id"),
            col("model_id"),
            col("params_hash"),
            col("width"),
            col("height"),
            col("fidelity"))
        .join(photos(judge), CONTROL, "left")
        .withColumn(FOLLOWED, followed())
        .orderBy(col(FOLLOWED).asc_nulls_last(), col("subject_id"))
        .limit(most)
        .join(verdicts, new String[] {"subject_id"}, "left")
        .join(requests, new String[] {"request_id"}, "left")
        .orderBy(col(FOLLOWED).asc_nulls_last(), col("subject_id"))
        .collectAsList()
        .stream()
        .map(row -> sample(row, thumbnail))
        .toList();
  }

  /** What the judge says of the photographs behind the controls. */
  private Dataset<Row> photos(String judge) {
    return tables
        .read(Table.EVALUATIONS)
        .where("subject = 'photo' AND state = 'ok'")
        .where(col("protocol").equalTo(FidelityProtocol.LSQ_INVERSE_1_TO_10.label()))
        .where(col("judge").equalTo(judge))
        .select(
            col("image_id"),
            col("model_id"),
            col("params_hash"),
            col("fidelity." + FidelityScore.EDGE_F1.label()).as(PHOTO));
  }

  /**
   * Edges of the control that the generation has, as a share of those that the judge finds in the
   * photograph, with what is missing as the bundled policy takes it. NULL where it finds none
   * there: nobody can be blamed for that.
   */
  private static Column followed() {
    return try_divide(
        coalesce(col("fidelity." + FidelityScore.EDGE_F1.label()), lit(0.0)),
        coalesce(col(PHOTO), lit(1.0)));
  }

  private static GenerationSample sample(Row row, int thumbnail) {
    Map<String, Double> scores = new LinkedHashMap<>();
    Row fidelity = row.getAs("fidelity");
    for (FidelityScore score : FidelityScore.of(FidelityProtocol.LSQ_INVERSE_1_TO_10)) {
      Double value = fidelity.getAs(score.label());
      scores.put(score.label(), value == null ? Double.NaN : value);
    }
    Double photo = row.getAs(PHOTO);
    scores.put(PHOTO, photo == null ? Double.NaN : photo);
    int reasons = row.fieldIndex("reasons");
    int[] size =
        Thumbnail.fit(row.<Integer>getAs("width"), row.<Integer>getAs("height"), thumbnail);
    return new GenerationSample(
        row.getAs("subject_id"),
        row.getAs("request_id"),
        row.getAs("output_index"),
        row.getAs("image_id"),
        row.getAs("model_id"),
        row.getAs("params_hash"),
        "depth_map".equals(row.getAs("control_kind")) ? row.getAs("recipe") : null,
        row.getAs("generator"),
        row.getAs("prompt"),
        row.getAs("keep"),
        row.isNullAt(reasons) ? List.of() : row.getList(reasons),
        scores,
        size[0],
        size[1],
        new LinkedHashMap<>());
  }

  /** With what can be shown of each. */
  private List<GenerationSample> develop(List<GenerationSample> samples, String judge) {
    Dataset<Row> keys = keys(run.spark(), samples);
    DecodeSettings settings = decode;
    Map<String, Row> photos =
        collect(
            tables
                .read(Table.IMAGES)
                .select("image_id", "content", "uri")
                .join(broadcast(keys.where("recipe IS NULL")), new String[] {"image_id"}),
            Table.IMAGES,
            row ->
                thumbnails(
                    row,
                    Thumbnail.picture(
                        row.getAs("image_id"),
                        row.getAs("content"),
                        row.getAs("uri"),
                        size(row),
                        settings),
                    null));
    Map<String, Row> depths =
        collect(
            tables
                .read(Table.DEPTH)
                .where("state = 'ok'")
                .select("image_id", "model_id", "params_hash", "depth")
                .join(broadcast(keys), new String[] {"image_id", "model_id", "params_hash"}),
            Table.DEPTH,
            row ->
                thumbnails(
                    row,
                    Thumbnail.depth(row.getAs("depth"), size(row)),
                    row.getAs("recipe") == null
                        ? null
                        : Thumbnail.conditioning(
                            row.getAs("depth"), row.getAs("recipe"), size(row))));
    Judges judges = judges(judge);
    Map<String, Row> generations =
        collect(
            tables
                .read(Table.GENERATIONS)
                .where("state = 'ok'")
                .select("request_id", "output_index", "image")
                .join(
                    broadcast(keys.drop("image_id")), new String[] {"request_id", "output_index"}),
            Table.GENERATIONS,
            row -> {
              byte[] image = row.getAs("image");
              return thumbnails(
                  row,
                  Thumbnail.picture(null, image, null, size(row), settings),
                  judges == null
                      ? null
                      : Thumbnail.estimated(image, judges.model(judge), size(row), settings));
            });
    for (GenerationSample sample : samples) {
      Row depth = depths.get(sample.subjectId());
      Row generation = generations.get(sample.subjectId());
      boolean photo = sample.recipe() == null;
      Row control = photo ? photos.get(sample.subjectId()) : depth;
      sample.views().put("control", control == null ? null : control.getAs(photo ? 1 : 2));
      sample.views().put("depth", depth == null ? null : depth.getAs(1));
      sample.views().put("generation", generation == null ? null : generation.getAs(1));
      sample.views().put("re-estimated depth", generation == null ? null : generation.getAs(2));
    }
    return samples;
  }

  /** Null where the judge's model cannot be had any more: that must not cost the page. */
  private Judges judges(String judge) {
    try {
      Judges judges = Judges.of(conf);
      if (!judges.ids().contains(judge)) {
        return null;
      }
      judges.fetch(conf);
      return judges;
    } catch (UserError e) {
      run.progress().println("report: no depth of generations by " + judge + ": " + e.getMessage());
      return null;
    }
  }

  private static int[] size(Row row) {
    return new int[] {row.getAs("thumb_width"), row.getAs("thumb_height")};
  }

  private static Row thumbnails(Row row, byte[] first, byte[] second) {
    return RowFactory.create(row.getAs("subject_id"), first, second);
  }

  private static Dataset<Row> keys(SparkSession spark, List<GenerationSample> samples) {
    List<Row> rows = new ArrayList<>();
    for (GenerationSample sample : samples) {
      rows.add(
          RowFactory.create(
              sample.imageId(),
              sample.modelId(),
              sample.paramsHash(),
              sample.requestId(),
              sample.outputIndex(),
              sample.subjectId(),
              sample.recipe(),
              sample.width(),
              sample.height()));
    }
    return spark.createDataFrame(rows, KEY);
  }

  private Map<String, Row> collect(
      Dataset<Row> rows, Table table, MapFunction<Row, Row> thumbnails) {
    Map<String, Row> byId = new HashMap<>();
    CellMemory.during(
            run.spark(),
            CellMemory.largest(tables, table),
            () -> rows.map(thumbnails, Encoders.row(THUMBNAILS)).collectAsList())
        .forEach(row -> byId.put(row.getString(0), row));
    return byId;
  }
}
