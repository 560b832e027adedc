package org.isobath.jobs.evaluate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.depth.DepthResize;
import org.isobath.image.Interpolation;
import org.isobath.jobs.Table;
import org.isobath.quality.EvaluationProtocol;
import org.isobath.quality.ReferenceMetric;
import org.isobath.quality.Semantics;

/** From a stored depth map and the place of its picture to rows of {@code evaluations}. */
final class Scorer implements FlatMapFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  /** {@code state} of a picture without a reference: such rows are counted and never stored. */
  static final String MISSING = "missing";

  /** A reference that was resized has sides rounded to whole pixels; a crop is off by more. */
  private static final double PROPORTION = 0.02;

  private final Recipe recipe;
  private final String runId;

  Scorer(Recipe recipe, String runId) {
    this.recipe = recipe;
    this.runId = runId;
  }

  /** One row for every protocol of a row of {@link Work}. */
  @Override
  public Iterator<Row> call(Row work) {
    List<String> protocols = work.getList(work.fieldIndex("protocols"));
    Reference reference = recipe.references().get(work.<Integer>getAs("reference"));
    String uri = work.getAs("uri");
    Map<String, Object> row = new HashMap<>();
    row.put("subject", Work.SUBJECT);
    for (String column : List.of("subject_id", "judge", "image_id", "model_id", "params_hash")) {
      row.put(column, work.getAs(column));
    }
    row.put("reference", reference.locate(uri));
    row.put("run_id", runId);
    Configuration hadoop = SparkHadoopUtil.get().conf();
    try {
      Truth truth = reference.read(uri, hadoop, recipe.maxBytes());
      if (truth == null) {
        row.put("state", MISSING);
        return List.of(inOrder(row)).iterator();
      }
      return scored(row, work, truth, protocols);
    } catch (Rejected e) {
      row.put("state", "rejected");
      row.put("reason", e.reason().label());
      row.put("message", e.getMessage());
      return protocols.stream().map(protocol -> under(protocol, row)).iterator();
    }
  }

  private static Iterator<Row> scored(
      Map<String, Object> row, Row work, Truth truth, List<String> protocols) throws Rejected {
    DepthMap reference = truth.depth();
    int width = work.getAs("width");
    int height = work.getAs("height");
    double proportion = (double) reference.width() * height / ((double) reference.height() * width);
    if (Math.abs(proportion - 1) > PROPORTION) {
      throw new Rejected(
          Reason.REFERENCE_MISMATCH,
          "the reference is of %dx%d pixels and the picture of %dx%d: one of them is cropped or turned"
              .formatted(reference.width(), reference.height(), width, height));
    }
    DepthMap prediction =
        DepthResize.apply(
            DepthPng.decode(work.getAs("depth")),
            reference.width(),
            reference.height(),
            Interpolation.LINEAR,
            false);
    CameraIntrinsics camera =
        truth.camera() != null ? truth.camera() : camera(work, reference, width);
    row.put("state", "ok");
    row.put("width", reference.width());
    row.put("height", reference.height());
    row.put("direction", orNull(Semantics.scale(prediction, reference)));
    return protocols.stream()
        .map(
            protocol -> {
              double[] scores =
                  ReferenceMetric.all(
                      EvaluationProtocol.of(protocol), prediction, reference, camera);
              row.put(
                  "scores",
                  RowFactory.create(Arrays.stream(scores).mapToObj(Scorer::orNull).toArray()));
              return under(protocol, row);
            })
        .iterator();
  }

  /** From the picture's EXIF fields, with the principal point in the middle. */
  private static CameraIntrinsics camera(Row work, DepthMap reference, int width) {
    Double focal = work.getAs("focal_px");
    return focal == null
        ? null
        : CameraIntrinsics.centred(
            reference.width(), reference.height(), focal * reference.width() / width);
  }

  private static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Row under(String protocol, Map<String, Object> row) {
    row.put("protocol", protocol);
    return inOrder(row);
  }

  private static Row inOrder(Map<String, Object> row) {
    return RowFactory.create(
        Arrays.stream(Table.EVALUATIONS.schema().fieldNames()).map(row::get).toArray());
  }
}
