package org.isobath.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.isobath.depth.ConditioningRecipe;
import org.isobath.depth.DepthKind;
import org.isobath.image.Interpolation;
import org.isobath.quality.EvaluationProtocol;
import org.isobath.quality.Metrics;

/**
 * The catalogue: every SQL function with its types, its text and an example. What holds for all of
 * them: NULL in any argument gives NULL; bytes and values that cannot be used are an error that
 * says why, and NULL from the {@code try_} variant.
 */
enum SqlFunction {
  IMAGE_INFO(
      "0.1.0",
      "What a picture file says about itself, without decoding it",
      "A header that can be read does not promise that the pixels decode.",
      ImageFunctions.INFO,
      new Example(
          "%s",
          "{\"format\":\"png\",\"width\":2,\"height\":2,\"channels\":3,\"bit_depth\":8,"
              + "\"orientation\":1,\"frames\":1,\"icc\":false,\"focal_mm\":null,\"focal_35mm\":null}"),
      ImageFunctions::info,
      picture("content", Samples.PICTURE)),
  IMAGE_PHASH(
      "0.1.0",
      "Perceptual hash of a picture: 64 bits that survive re-encoding, scaling and slight changes of"
          + " brightness",
      "The DCT hash, as images.phash. Compare by hamming: up to about 6 is the same picture again."
          + " Cropped, mirrored or turned pictures have other hashes; pictures with next to no"
          + " structure share theirs.",
      Returns.BIGINT,
      new Example("hex(%s)", "AAA0100002A8400B"),
      ImageFunctions::phash,
      picture("content", Samples.PICTURE)),
  HAMMING(
      "0.1.0",
      "Bits in which two hashes differ, 0 to 64",
      "",
      Returns.INT,
      new Example("%s", "3"),
      ImageFunctions::hamming,
      Parameter.of("a", SqlType.BIGINT, "a hash", "0"),
      Parameter.of("b", SqlType.BIGINT, "another one", "7")),
  IMAGE_RESIZE(
      "0.1.0",
      "The upright picture at another size, as a PNG",
      "Always a PNG of 8-bit sRGB without metadata, whatever the format of the argument. The aspect"
          + " is not kept by itself.",
      Returns.BINARY,
      new Example("image_info(%s).width", "64"),
      ImageFunctions::resize,
      picture("content", Samples.PICTURE),
      Parameter.of("width", SqlType.INT, "pixels", "64"),
      Parameter.of("height", SqlType.INT, "pixels", "48"),
      Parameter.word(
              "interpolation",
              "nearest, linear, cubic or area; area when left out",
              "area",
              (word, models) -> Interpolation.of(word))
          .or(Literal.create(Interpolation.AREA.label(), DataTypes.StringType))),
  IMAGE_METRICS(
      "0.1.0",
      "Scores of a picture and its file, as images.metrics",
      "",
      Returns.scores(Metrics.OF_PICTURE),
      new Example("%s.luma_mean", "89.5"),
      ImageFunctions::metrics,
      picture("content", Samples.PICTURE)),
  DEPTH_ESTIMATE(
      "0.1.0",
      "Depth of a picture from a model, as a 16-bit PNG",
      "Equals the depth column that the job estimate writes at network size, with the focal length"
          + " that the picture's EXIF tells. Runs on the executors,"
          + " whose tasks share one session per model and device; for a whole collection use the"
          + " job. Cards are looked for in the folders of spark.isobath.models.path, then among the"
          + " bundled ones.",
      Returns.BINARY,
      new Example("depth_values(%s).kind", "inverse_relative"),
      (Kernel.OfModel) DepthFunctions::estimate,
      picture("content", Samples.LARGER_PICTURE),
      Parameter.word(
          "model",
          "id of a model card",
          "isobath-tiny",
          (word, models) -> models.cards().get(word))),
  DEPTH_VALUES(
      "0.1.0",
      "The numbers of a depth map, with its size and kind",
      "Exact to half a code: of 65533 equal steps of the map's range for relative kinds, of equal"
          + " ratios for metric ones.",
      DepthFunctions.VALUES,
      new Example(
          "%s",
          "{\"width\":2,\"height\":2,\"kind\":\"metric\",\"values\":[1.0,1.9999789,4.0000424,8.0]}"),
      DepthFunctions::values,
      depth("depth")),
  DEPTH_AT(
      "0.1.0",
      "The value of a depth map at a pixel",
      "In the map's own kind and unit: NULL where it is invalid, Infinity where infinitely far. A"
          + " position outside of the map is refused.",
      Returns.orNull(DataTypes.DoubleType),
      new Example("%s", "8.0"),
      DepthFunctions::at,
      depth("depth"),
      Parameter.of("x", SqlType.INT, "column from the left, from 0", "1"),
      Parameter.of("y", SqlType.INT, "row from the top, from 0", "1")),
  DEPTH_PNG16(
      "0.1.0",
      "A depth map from its numbers, as a 16-bit PNG with its mapping and kind in its text chunks",
      "The way back from depth_values. NULL and NaN elements are invalid, Infinity is infinitely"
          + " far.",
      Returns.BINARY,
      new Example("depth_values(%s).values[3]", "8.0"),
      DepthFunctions::png16,
      Parameter.of(
          "values", SqlType.FLOATS, "width x height numbers, rows from the top", Samples.VALUES),
      Parameter.of("width", SqlType.INT, "pixels per row", "2"),
      Parameter.of("height", SqlType.INT, "rows", "2"),
      Parameter.word(
          "kind",
          "inverse_relative, relative, metric (m) or inverse_metric (1/m)",
          "metric",
          (word, models) -> DepthKind.of(word))),
  DEPTH_COLORIZE(
      "0.1.0",
      "A depth map for people to look at, as an 8-bit RGB PNG",
      "The inferno colours from black (far) to pale yellow (near), linear in inverse depth between"
          + " its 2nd and 98th percentile; invalid pixels are grey.",
      Returns.BINARY,
      new Example("image_info(%s).channels", "3"),
      DepthFunctions::colorize,
      depth("depth")),
  DEPTH_CONDITION(
      "0.1.0",
      "The picture that a depth-conditioned generator takes, as an 8-bit RGB PNG",
      "Near is white, infinitely far and invalid are black. Generators were trained on one recipe"
          + " each.",
      Returns.BINARY,
      new Example("image_info(%s).bit_depth", "8"),
      DepthFunctions::condition,
      depth("depth"),
      Parameter.word(
          "recipe",
          "minmax, percentile_1_99 (the usual one), zoe_2_85 or zoe_2_85_gamma_2_2",
          "percentile_1_99",
          (word, models) -> ConditioningRecipe.of(word))),
  DEPTH_COMPARE(
      "0.1.0",
      "Errors of a depth map against a reference, after alignment",
      "NULL where a score is not defined: without a pixel that both have, raw for relative kinds,"
          + " and errors of normals, which need a camera. A prediction of another size is first"
          + " resized to the reference's, linearly.",
      Returns.depthScores(),
      new Example("round(%s.abs_rel, 3)", "0.076"),
      DepthFunctions::compare,
      Parameter.of("pred", SqlType.BINARY, "a depth map as 16-bit PNG", Samples.PREDICTION),
      Parameter.of("truth", SqlType.BINARY, "the reference, metric", Samples.DEPTH),
      Parameter.word(
          "protocol",
          "how it is aligned: raw, median, lsq_scale, lsq_inverse (scale and shift by least squares"
              + " in inverse depth) or lsq_depth; then, with crop, floor and cap, _nyu_eigen,"
              + " _kitti_garg, _kitti_eigen, _diode, _hypersim, _cap_80, _cap_72 or _cap_40",
          "lsq_inverse",
          (word, models) -> EvaluationProtocol.of(word))),
  DEPTH_METRICS(
      "0.1.0",
      "Scores of a depth map without a reference, as depth.metrics",
      "From aspect_mismatch on: whether a map from elsewhere belongs to the picture at all, and what its"
          + " conditioning picture loses. Without the picture these are NULL, and so are edge_agreement,"
          + " edge_correlation and texture_copying. The job scores maps before they are rounded to 16"
          + " bits, so its scores differ in their last digits.",
      Returns.scores(Metrics.OF_MAP),
      new Example("%s.value_max", "8.0"),
      DepthFunctions::metrics,
      depth("depth"),
      picture("content", Samples.PICTURE).or(Parameter.ABSENT)),
  DEPTH_FUSE(
      "0.1.0",
      "One depth map out of several of the same view, with how far they agree",
      "Maps of several models, of crops put back, of a mirrored picture mirrored back. Relative maps"
          + " are fitted to the one that the others agree with, by robust least squares in inverse"
          + " depth; metric maps keep their metres, and one of them among relative ones gives those"
          + " metres. Then each pixel is the weighted median. Maps of other sizes are brought to that"
          + " of the first; NULL elements take no part.",
      SpaceFunctions.FUSED,
      new Example("transform(%s.members, m -> round(m.scale, 3))", "[1.0,0.125]"),
      SpaceFunctions::fuse,
      Parameter.of(
          "depths", SqlType.BINARIES, "depth maps of one view as 16-bit PNGs", Samples.MAPS),
      Parameter.of(
              "weights",
              SqlType.DOUBLES,
              "how far each is trusted, zero or more; equal when left out",
              "array(1, 2)")
          .or(Parameter.ABSENT)),
  DEPTH_LAYERS(
      "0.1.0",
      "Layers of a view by depth, the nearest first, each an 8-bit grey PNG of its alpha",
      "Each layer has the same share of the pixels with finite depth; infinitely far ones are in the"
          + " last, invalid ones in none. Alphas of a pixel sum to 1.",
      SpaceFunctions.LAYERS,
      new Example("size(%s)", "2"),
      SpaceFunctions::layers,
      depth("depth"),
      Parameter.of("layers", SqlType.INT, "how many, 2 to 64", "2"),
      softness()),
  DEPTH_LAYERS_AT(
      "0.1.0",
      "Layers of a view between given depths, the nearest first, each an 8-bit grey PNG of its alpha",
      "The z-pass of compositing: with one limit, foreground and background. Limits go from near to"
          + " far in the unit of the map, which is rising for depth and falling for inverse depth;"
          + " infinitely far pixels are in the last layer, invalid ones in none. Alphas of a pixel"
          + " sum to 1.",
      SpaceFunctions.LAYERS,
      new Example("size(%s)", "2"),
      SpaceFunctions::layersAt,
      depth("depth"),
      Parameter.of("limits", SqlType.DOUBLES, "where the layers meet, 1 to 63", "array(3)"),
      softness()),
  DEPTH_PARALLAX(
      "0.1.0",
      "The picture from a little to the left and to the right, with the holes marked",
      "A preview of a parallax or a layered scene, and of what must be filled in. The nearest pixels"
          + " move by the shift between the two views, the farthest not at all; what the picture does"
          + " not show is magenta. The depth map is brought to the picture's size.",
      SpaceFunctions.PARALLAX,
      new Example("%s.hole_share", "0.0"),
      SpaceFunctions::parallax,
      depth("depth"),
      picture("content", Samples.PICTURE),
      Parameter.of(
              "shift_px",
              SqlType.DOUBLE,
              "pixels of the picture by which the nearest moves; 0 or left out: a fiftieth of the width",
              "2.0")
          .or(Literal.create(0.0, DataTypes.DoubleType))),
  DEPTH_NORMALS(
      "0.1.0",
      "The directions that surfaces face, as an 8-bit RGB PNG",
      "Red is to the right, green up, blue towards the camera, each from -1 to 1 over 0 to 255; black"
          + " where there is none. Camera, kinds and focal length as for depth_points. Noise of depth"
          + " counts in full: take them of a smaller map.",
      Returns.BINARY,
      new Example("image_info(%s).channels", "3"),
      SpaceFunctions::normals,
      depth("depth"),
      focal()),
  DEPTH_PLY(
      "0.1.0",
      "The points behind a depth map with their normals, as a PLY file",
      "Binary, as MeshLab, Open3D and Blender read it; y points down. With the picture each point has"
          + " its colour. Camera, kinds and focal length as for depth_points.",
      Returns.BINARY,
      new Example("string(substring(%s, 1, 3))", "ply"),
      SpaceFunctions::ply,
      depth("depth"),
      focal(),
      stride(),
      picture("content", Samples.PICTURE).or(Parameter.ABSENT)),
  DEPTH_GROUP_SCALE(
      "0.1.0",
      "Views that belong together brought to one scale",
      "For the photographs of a product on one stand, or of a room from about one place: each map"
          + " gets the factor that brings the deciles of its depth to those of the group, whose median"
          + " factor is 1. No geometry is matched: a close-up among views of the whole is scaled to"
          + " them. inverse_relative is refused, as its shift is unknown too. A map whose deciles do"
          + " not follow the group's is scaled and not used; NULL elements stay NULL.",
      SpaceFunctions.GROUP,
      new Example("transform(%s, v -> round(v.factor, 3))", "[2.0,0.5]"),
      SpaceFunctions::groupScale,
      Parameter.of(
          "depths",
          SqlType.BINARIES,
          "depth maps of one group as 16-bit PNGs",
          "array(" + Samples.DEPTH + ", " + Samples.FARTHER + ")")),
  DEPTH_POINTS(
      "0.1.0",
      "The points in space behind the pixels of a depth map",
      "Camera coordinates: x right, y down, z forward, principal point in the middle. In metres for"
          + " metric and inverse_metric, up to one factor for relative; inverse_relative is refused,"
          + " as its unknown shift bends every plane: fuse it with a metric map first. Pixels without"
          + " a finite depth have no point. images.focal_px is in pixels of the picture: multiply by"
          + " depth.width / images.width.",
      SpaceFunctions.POINTS,
      new Example("%s[3]", "{\"x\":1.6666666,\"y\":1.6666666,\"z\":8.0}"),
      SpaceFunctions::points,
      depth("depth"),
      focal(),
      stride());

  private final String since;
  private final String sentence;
  private final String note;
  private final Returns returns;
  private final Example example;
  private final Kernel kernel;
  private final List<Parameter> parameters;

  /**
   * @param sentence what it gives, without a full stop
   * @param note what else to know; may be empty
   */
  SqlFunction(
      String since,
      String sentence,
      String note,
      Returns returns,
      Example example,
      Kernel kernel,
      Parameter... parameters) {
    this.since = since;
    this.sentence = sentence;
    this.note = note;
    this.returns = returns;
    this.example = example;
    this.kernel = kernel;
    this.parameters = List.of(parameters);
  }

  private static Parameter picture(String name, String sample) {
    return Parameter.of(name, SqlType.BINARY, "an encoded picture", sample);
  }

  private static Parameter softness() {
    return Parameter.of(
            "softness",
            SqlType.INT,
            "how far layers run into each other at edges, pixels; 1 when left out",
            "0")
        .or(Literal.create(1, DataTypes.IntegerType));
  }

  private static Parameter focal() {
    return Parameter.of(
            "focal_px",
            SqlType.DOUBLE,
            "focal length in pixels of the depth map; 0 or left out: unknown, and 1.2 times the"
                + " longer side is assumed",
            "2.0")
        .or(Literal.create(0.0, DataTypes.DoubleType));
  }

  private static Parameter stride() {
    return Parameter.of(
            "stride",
            SqlType.INT,
            "every so many pixels of every so many rows; 1 when left out",
            "1")
        .or(Literal.create(1, DataTypes.IntegerType));
  }

  private static Parameter depth(String name) {
    return Parameter.of(name, SqlType.BINARY, "a depth map as 16-bit PNG", Samples.DEPTH);
  }

  /** The name in SQL, without {@code try_}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  String since() {
    return since;
  }

  String sentence() {
    return sentence;
  }

  String note() {
    return note;
  }

  DataType result() {
    return returns.type();
  }

  boolean mayBeNull() {
    return returns.mayBeNull();
  }

  Example example() {
    return example;
  }

  Kernel kernel() {
    return kernel;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** True where a row can hold something that cannot be used: there is a {@code try_} variant. */
  boolean refuses() {
    return parameters.stream()
        .map(Parameter::type)
        .anyMatch(Set.of(SqlType.BINARY, SqlType.FLOATS, SqlType.BINARIES)::contains);
  }

  boolean runsModel() {
    return kernel.runsModel();
  }
}
