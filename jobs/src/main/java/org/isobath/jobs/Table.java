package org.isobath.jobs;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createDecimalType;
import static org.apache.spark.sql.types.DataTypes.createMapType;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.isobath.generate.hosted.Refusal;
import org.isobath.quality.DepthScore;
import org.isobath.quality.FidelityScore;
import org.isobath.quality.Metric;
import org.isobath.quality.Metrics;
import org.isobath.quality.PromptScore;

/**
 * The tables: the one declaration of their columns. Additive: a column may be added, never changed
 * or removed.
 */
public enum Table {
  SOURCES(
      "One outcome per input location. The same bytes at two places are two rows here and one"
          + " image.",
      List.of("uri", "source"),
      col(
          "uri",
          StringType,
          "where the input is; rows of a table source: <table>#<key>; rendered scenes:"
              + " scene:<seed>…"),
      col("source", StringType, "name of the entry of ingest.sources that found it"),
      col("image_id", StringType, "SHA-256 of the encoded bytes, hex; null when rejected"),
      col("state", StringType, "ok or rejected"),
      col("reason", StringType, "why rejected, from the closed list; null when ok"),
      col(
          "message",
          StringType,
          "particulars of the rejection, the decoder's words first; null when ok"),
      col("length", LongType, "encoded bytes"),
      col(
          "modified_at",
          TimestampType,
          "modification time that the storage reports; null where it has none"),
      col("caption", StringType, "from a side-car file or column; null when there is none"),
      col("license", StringType, "from a side-car file or column, or from the configuration"),
      col(
          "attributes",
          createMapType(StringType, StringType),
          "further fields of the side-car file or column"),
      col("run_id", StringType, "run that wrote the row")),

  IMAGES(
      "One row per distinct picture that can be decoded. Append only.",
      List.of("image_id"),
      col("image_id", StringType, "SHA-256 of the encoded bytes, hex"),
      col("content", BinaryType, "encoded bytes; null when kept by reference"),
      col("uri", StringType, "location of first sight"),
      col("length", LongType, "encoded bytes"),
      col("format", StringType, "jpeg, png, gif, webp, bmp or tiff, by magic number"),
      col("frames", IntegerType, "frames or pages; only the first is used"),
      col("width", IntegerType, "pixels, upright"),
      col("height", IntegerType, "pixels, upright"),
      col("channels", IntegerType, "channels as stored"),
      col("bit_depth", IntegerType, "bits per channel as stored"),
      col(
          "orientation",
          IntegerType,
          "EXIF orientation 1 to 8 that was undone; 1 when there was none"),
      col("icc", BooleanType, "an ICC profile was embedded"),
      col("focal_mm", DoubleType, "EXIF focal length, mm; null when absent"),
      col("focal_35mm", DoubleType, "EXIF focal length in 35 mm film terms, mm; null when absent"),
      col(
          "focal_px",
          DoubleType,
          "focal length in pixels of the upright picture, from the EXIF fields; null when unknown"),
      col(
          "flags",
          createArrayType(StringType),
          "what decoding had to do: animated, alpha, cmyk, icc_converted, …"),
      col("phash", LongType, "64-bit perceptual hash of the upright picture"),
      col(
          "phash_turned",
          createArrayType(LongType),
          "perceptual hashes in the eight EXIF orientations, phash first: mirrored and rotated"
              + " copies"),
      col("pixel_hash", StringType, "SHA-256 of size and upright RGB pixels, hex"),
      col(
          "metrics",
          metrics(Metrics.OF_PICTURE),
          "metrics of the picture and its file, one double each; null where a score is not"
              + " defined"),
      col("run_id", StringType, "run that wrote the row")),

  DEPTH(
      "One outcome per image, model and parameters. Append only.",
      List.of("image_id", "model_id", "params_hash"),
      col("image_id", StringType, "the picture"),
      col("model_id", StringType, "id of the model card"),
      col(
          "params_hash",
          StringType,
          "SHA-256 over card, weights, pre- and post-processing; never device, batch, threads"),
      col("state", StringType, "ok or rejected"),
      col("reason", StringType, "why rejected, from the closed list; null when ok"),
      col("message", StringType, "particulars of the rejection; null when ok"),
      col("model_sha256", StringType, "SHA-256 of the model file"),
      col("device", StringType, "where it ran: cpu, cuda:0, …"),
      col("kind", StringType, "inverse_relative, relative, metric or inverse_metric"),
      col("unit", StringType, "none, m or 1/m"),
      col("width", IntegerType, "pixels of the depth map"),
      col("height", IntegerType, "pixels of the depth map"),
      col(
          "depth",
          BinaryType,
          "16-bit grey PNG: codes, with the mapping repeated in its text chunks"),
      col(
          "mapping",
          StringType,
          "linear: value = scale × code + offset; log: value = near × (far/near)^((code-1)/65533)"),
      col("scale", DoubleType, "of a linear mapping, in unit"),
      col("offset", DoubleType, "of a linear mapping, in unit"),
      col("near", DoubleType, "of a log mapping, in unit"),
      col("far", DoubleType, "of a log mapping, in unit"),
      col("invalid_code", IntegerType, "code of pixels without depth: 0"),
      col("infinite_code", IntegerType, "code of pixels infinitely far: 65535"),
      col(
          "focal_px",
          DoubleType,
          "focal length that made the depth metric, pixels of the depth map; null when not used"),
      col("tiles", IntegerType, "tiles whose detail was added; 0 where the network looked once"),
      col(
          "seam",
          DoubleType,
          "median step across borders of tiles over that across lines beside them; 1: no seam; null"
              + " without tiles"),
      col("fused", IntegerType, "looks that the depth was fused from; null where it is one look's"),
      col(
          "spread",
          DoubleType,
          "median over the pixels of how far those looks are apart, a share of the range of inverse"
              + " depth; null without"),
      col(
          "confidence",
          BinaryType,
          "8-bit grey PNG of the network's size: 255 where those looks agree, down to 0 where they"
              + " are as far apart as the range or only one has a say; null without"),
      col(
          "metrics",
          metrics(Metrics.OF_DEPTH),
          "depth metrics, one double each; null where a score is not defined or was not asked for"),
      col("run_id", StringType, "run that wrote the row")),

  PAIRS(
      "The verdict of every policy of the last curation on every estimated image. Policies judge"
          + " side by side, so the policy is part of the key: a reader chooses one. Narrow;"
          + " re-curation merges into it.",
      List.of("image_id", "model_id", "params_hash", "policy"),
      col("image_id", StringType, "the picture"),
      col("model_id", StringType, "id of the model card"),
      col("params_hash", StringType, "as in depth"),
      col("policy", StringType, "name of the policy"),
      col("keep", BooleanType, "true when no rule said no"),
      col(
          "reasons",
          createArrayType(StringType),
          "why not kept: every rule that said no, in the order of the policy; empty when kept"),
      col(
          "warnings",
          createArrayType(StringType),
          "every rule of severity warn that said no; says nothing about keep"),
      col("split", StringType, "train, validation, test, …; null when not kept"),
      col("component_id", StringType, "duplicate component: smallest image_id of its members"),
      col(
          "cluster_id",
          StringType,
          "representative of its near-duplicates: the best of them by size, sharpness and"
              + " image_id"),
      col("caption", StringType, "of the first source that has one"),
      col("license", StringType, "the most restrictive of its sources"),
      col("image_metrics", metrics(Metrics.OF_PICTURE), "what the rules saw"),
      col("depth_metrics", metrics(Metrics.OF_DEPTH), "what the rules saw"),
      col("policy_hash", StringType, "SHA-256 of the name and the rules of the policy, hex"),
      col("run_id", StringType, "run that last changed the row")),

  SPLITS(
      "The split once given to a picture or a group: of every picture of a duplicate component that"
          + " was dealt one, kept or not, so that it stays known who had which when components grow"
          + " together. Append only: it never changes.",
      List.of("group_key"),
      col("group_key", StringType, "image_id, or NAME=VALUE of a group of curate.group-by"),
      col("split", StringType, "name of the split"),
      col("run_id", StringType, "run that dealt it out")),

  REQUESTS(
      "What pictures were planned: one row per control, prompt, parameters, generator and repeat,"
          + " with its price. Narrow and append only: what is planned again has the same key and is"
          + " not there twice.",
      List.of("request_id"),
      col(
          "request_id",
          StringType,
          "SHA-256 over all that changes its pictures: control_id, control_kind, prompt,"
              + " parameters, generator, its model, repeat, and a chosen seed; hex"),
      col(
          "control_id",
          StringType,
          "SHA-256 over what names the control: of a photo image_id, of a depth map also model_id,"
              + " params_hash and recipe; hex"),
      col("control_kind", StringType, "photo, whose depth the generator estimates, or depth_map"),
      col("image_id", StringType, "the picture"),
      col(
          "model_id",
          StringType,
          "id of the model card of the pair; a photo does not depend on it"),
      col("params_hash", StringType, "as in depth; a photo does not depend on it"),
      col("recipe", StringType, "how depth becomes the conditioning picture; null for a photo"),
      col("prompt", StringType, "as sent"),
      col(
          "parameters",
          createMapType(StringType, StringType),
          "every parameter that is sent, by neutral name: what was asked, and the defaults of the"
              + " generator's card"),
      col("repeat", IntegerType, "tells apart requests that are alike otherwise, from 0"),
      col("seed", LongType, "31 bits of request_id, or the one chosen in plan.seeds"),
      col("generator", StringType, "id of the generator card"),
      col("generator_model", StringType, "the model, as the generator's API calls it"),
      col("outputs", IntegerType, "pictures that it asks for"),
      col(
          "price_usd",
          createDecimalType(18, 8),
          "of all its pictures, by the card at the time of planning"),
      col("budget_group", StringType, "whose money it is"),
      col("policy", StringType, "name of the policy whose pair it was planned from"),
      col("planned_at", TimestampType, "UTC"),
      col("run_id", StringType, "run that wrote the row")),

  GENERATIONS(
      "What became of requests: one row per picture that was bought or made, and one for a request"
          + " that ended without. Append only, written once when it has ended; where a bought one"
          + " stands before that, the ledger knows.",
      List.of("request_id", "output_index"),
      col("request_id", StringType, "the request"),
      col("output_index", IntegerType, "number of the picture, from 0; 0 when rejected"),
      col("state", StringType, "ok or rejected"),
      col(
          "reason",
          StringType,
          "why rejected, from a list of its own: " + refusals() + "; null when ok"),
      col(
          "message",
          StringType,
          "particulars of the rejection, the provider's words; null when ok"),
      col("control_id", StringType, "what it was made from, as in requests"),
      col("image_id", StringType, "the picture behind the control"),
      col("generator", StringType, "id of the generator card"),
      col(
          "image",
          BinaryType,
          "encoded bytes: as the provider handed them over, or of a picture that was made here;"
              + " null when rejected"),
      col("format", StringType, "jpeg, png or webp, by magic number"),
      col("width", IntegerType, "pixels, upright"),
      col("height", IntegerType, "pixels, upright"),
      col("length", LongType, "encoded bytes"),
      col("sha256", StringType, "SHA-256 of the encoded bytes, hex"),
      col("control_kind", StringType, "photo or depth_map, as in requests"),
      col("generator_model", StringType, "the model, as the generator's API calls it"),
      col("seed", LongType, "that was used by the provider's word; else the one that was sent"),
      col(
          "prediction_id",
          StringType,
          "the provider's name of it; null where it has none or nothing was bought"),
      col(
          "price_usd",
          createDecimalType(18, 8),
          "charged for this picture, or to be taken as charged: what the provider says, else the"
              + " price of the request in equal parts; 0 for a rejection that cost nothing"),
      col("budget_group", StringType, "whose money it was"),
      col(
          "device_seconds",
          DoubleType,
          "run time by the provider's word, null when it says nothing; on our own devices what the"
              + " picture took, of a batch its share"),
      col("attempts", IntegerType, "create calls that were intended; 1 on our own devices"),
      col("latency_ms", LongType, "from the last intent to the end; null when nothing was sent"),
      col(
          "safety",
          StringType,
          "verdict of the provider: passed or moderated; null when there is none"),
      col(
          "safety_settings",
          createMapType(StringType, StringType),
          "safety parameters that were sent, by neutral name"),
      col("license", StringType, "terms of the output, from the generator's card"),
      col("license_commercial", BooleanType, "whether those allow commercial use"),
      col("license_url", StringType, "where they are; null when unknown"),
      col("ended_at", TimestampType, "when it ended, UTC"),
      col("run_id", StringType, "run that wrote the row")),

  EVALUATIONS(
      "Scores of depth against reference depth: one row per depth map, judge and protocol. Of generations against the depth of"
          + " their control, and of the original photographs beside them: one row per picture, judge and protocol, one with"
          + " what needs no judge, and one verdict of each policy. And what metrics without a reference are worth: one row per"
          + " metric, set of pictures and kind of error. Narrow.",
      List.of("subject", "subject_id", "judge", "protocol"),
      col(
          "subject",
          StringType,
          "what is scored: depth, generation, photo (the original of generations, through their judge), or metric (evaluate"
              + " --calibrate)"),
      col(
          "subject_id",
          StringType,
          "its key: image_id/model_id/params_hash, of a photo too; of a generation: request_id/output_index; of a metric:"
              + " metric/model_id/params_hash"),
      col(
          "judge",
          StringType,
          "name of the entry of evaluate.references that it is scored against; of a generation and a photo the model that"
              + " estimated its depth, the CLIP that held it against its prompt, none where no judge is needed, policy for a verdict; of a metric also scenes,"
              + " degraded_scenes, mixed_scenes, all_pairs"),
      col(
          "protocol",
          StringType,
          "alignment, crop, floor and cap: part of what a number means (udfs/README.md); of a generation also picture (image"
              + " metrics and size), prompt (adherence) or the name of the policy; of a metric the error that it is held against: abs_rel or"
              + " inverse_range"),
      col("state", StringType, "ok or rejected"),
      col("reason", StringType, "why rejected, from the closed list; null when ok"),
      col("message", StringType, "particulars of the rejection; null when ok"),
      col("image_id", StringType, "the picture"),
      col("model_id", StringType, "id of the model card"),
      col(
          "params_hash",
          StringType,
          "as in depth; of a generation and a photo: of the control's depth"),
      col(
          "reference",
          StringType,
          "where the reference depth is; of a verdict: the judges; of a metric: which scenes"),
      col(
          "width",
          IntegerType,
          "pixels of the reference, to which the depth was brought; of a generation and a photo: its own"),
      col("height", IntegerType, "pixels of the same"),
      col(
          "direction",
          DoubleType,
          "scale of least squares in inverse depth over all pixels; negative: near and far are"
              + " exchanged"),
      col("scores", scores(), "one double each; null where a score is not defined"),
      col("pictures", LongType, "of a metric: pictures for which it and the error are defined"),
      col(
          "rank_correlation",
          DoubleType,
          "of a metric: Spearman's, with the error; near 0 it says nothing of it"),
      col(
          "half_error",
          DoubleType,
          "of a metric: mean error of the half that it ranks better, over that of all; of one that has no better end, of the"
              + " half with the lower values"),
      col("request_id", StringType, "of a generation"),
      col("output_index", IntegerType, "of a generation"),
      col("generator", StringType, "of a generation: id of the generator card"),
      col(
          "control_width",
          IntegerType,
          "of a generation: pixels of the picture behind its control"),
      col("control_height", IntegerType, "of a generation: pixels of the same"),
      col(
          "judge_params_hash",
          StringType,
          "of a generation and a photo: SHA-256 over card and weights of the judge; another one is scored anew"),
      col(
          "image_metrics",
          metrics(Metrics.OF_PICTURE),
          "of a generation under picture: as in images"),
      col(
          "fidelity",
          metrics(List.<Metric>of(FidelityScore.values())),
          "of a generation and a photo: its depth by the judge against that of the control; null where a score is not"
              + " defined or not of the protocol"),
      col(
          "adherence",
          metrics(List.<Metric>of(PromptScore.values())),
          "of a generation under prompt: the picture against its prompt, as the CLIP sees them that is its judge; null"
              + " where a score is not defined"),
      col("keep", BooleanType, "of a verdict: true when no rule said no"),
      col(
          "reasons",
          createArrayType(StringType),
          "of a verdict: every rule that said no, in the order of the policy; empty when kept"),
      col(
          "warnings",
          createArrayType(StringType),
          "of a verdict: every rule of severity warn that said no"),
      col("policy_hash", StringType, "of a verdict: SHA-256 of name and rules of the policy, hex"),
      col("run_id", StringType, "run that wrote the row")),

  RUNS(
      "One row per run of a job.",
      List.of("run_id"),
      col("run_id", StringType, "start time and random digits"),
      col("verb", StringType, "the job"),
      col(
          "state",
          StringType,
          "running, done, failed, or killed: found open by the next run of the verb"),
      col("message", StringType, "the error of a failed run"),
      col("configuration", StringType, "JSON with secrets masked"),
      col(
          "versions",
          createMapType(StringType, StringType),
          "isobath, spark, delta, java, onnxruntime, …"),
      col(
          "input_versions",
          createMapType(StringType, LongType),
          "Delta version of each table at the start"),
      col(
          "models",
          createMapType(StringType, StringType),
          "model_id to SHA-256 of the file, for runs that used one"),
      col("in", LongType, "inputs seen; in = out + rejected + skipped"),
      col("out", LongType, "inputs with a result"),
      col("rejected", LongType, "inputs refused"),
      col("skipped", LongType, "inputs that needed nothing"),
      col("figures", createMapType(StringType, StringType), "the job's own numbers"),
      col("cost_usd", DoubleType, "money spent; 0 for jobs that buy nothing"),
      col("seconds", DoubleType, "wall time"),
      col("started_at", TimestampType, "UTC"),
      col("ended_at", TimestampType, "UTC; null while running or when killed"),
      col("host", StringType, "host of the driver"),
      col("pid", LongType, "process of the driver"));

  private final String comment;
  private final List<String> key;
  private final List<Column> columns;

  Table(String comment, List<String> key, Column... columns) {
    this.comment = comment;
    this.key = key;
    this.columns = List.of(columns);
  }

  private static Column col(String name, DataType type, String comment) {
    return new Column(name, type, comment);
  }

  private static String refusals() {
    return Arrays.stream(Refusal.values()).map(Refusal::label).collect(Collectors.joining(", "));
  }

  /** A struct with one double per metric, in the order of the list. */
  private static StructType metrics(List<Metric> metrics) {
    return new StructType(
        metrics.stream()
            .map(m -> new Column(m.label(), DoubleType, m.description()).field())
            .toArray(StructField[]::new));
  }

  /** A struct with one double per score, in the order of the list. */
  private static StructType scores() {
    return new StructType(
        Arrays.stream(DepthScore.values())
            .map(
                s ->
                    new Column(
                            s.label(),
                            DoubleType,
                            s.formula() + " (p prediction, g reference); " + s.unit())
                        .field())
            .toArray(StructField[]::new));
  }

  /** The name in the warehouse and in SQL. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String comment() {
    return comment;
  }

  /** Names of the columns that identify a row. */
  public List<String> key() {
    return key;
  }

  public List<Column> columns() {
    return columns;
  }

  /**
   * True when a column holds image or depth bytes: such tables are appended to and never merged
   * into.
   */
  public boolean holdsBytes() {
    return columns.stream().anyMatch(column -> column.type().equals(BinaryType));
  }

  /**
   * Bytes of a row's image or depth, or somewhat more, as SQL over columns that are cheap to read.
   *
   * @throws IllegalArgumentException when it holds neither
   */
  public String cellBytes() {
    return switch (this) {
      case IMAGES, GENERATIONS -> "length";
      // a PNG of noise is as large as its codes
      case DEPTH -> "2L * width * height";
      default -> throw new IllegalArgumentException(label() + " holds no bytes");
    };
  }

  /** Names of all columns that hold image or depth bytes. */
  static Set<String> byteColumns() {
    return Arrays.stream(values())
        .flatMap(table -> table.columns.stream())
        .filter(column -> column.type().equals(BinaryType))
        .map(Column::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  public StructType schema() {
    return new StructType(columns.stream().map(Column::field).toArray(StructField[]::new));
  }
}
