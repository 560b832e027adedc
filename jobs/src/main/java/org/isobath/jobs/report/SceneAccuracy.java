package org.isobath.jobs.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.depth.DepthResize;
import org.isobath.image.Interpolation;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.report.Findings.Accuracy;
import org.isobath.jobs.report.Findings.Lane;
import org.isobath.quality.AlignmentProtocol;
import org.isobath.quality.DepthScore;
import org.isobath.quality.ReferenceMetric;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.isobath.scene.SceneUri;

/**
 * Scores stored depth of rendered scenes against their exact depth, which is rendered again where
 * the depth is read.
 */
final class SceneAccuracy {
  /**
   * Metres. Open ground runs to the horizon, where a hundredth of the inverse depth is all the
   * difference between 50 m and 100 m: the share of such pixels would decide the mean. The bundled
   * model's training is measured up to here too.
   */
  static final float FARTHEST = 40;

  private static final ReferenceMetric ABS_REL =
      new ReferenceMetric(DepthScore.ABS_REL, AlignmentProtocol.LSQ_INVERSE);
  private static final ReferenceMetric DELTA_1 =
      new ReferenceMetric(DepthScore.DELTA_1, AlignmentProtocol.LSQ_INVERSE);
  private static final StructType SCORED =
      new StructType()
          .add("abs_rel", DataTypes.DoubleType)
          .add("delta_1", DataTypes.DoubleType)
          .add("truth", DataTypes.createArrayType(DataTypes.FloatType));

  private SceneAccuracy() {}

  /**
   * @param most scenes, chosen by image_id
   * @return null without a scene
   */
  static Accuracy of(Tables tables, Lane lane, int most) {
    HashMap<String, String> uris = new HashMap<>();
    tables
        .read(Table.SOURCES)
        .where("state = 'ok' AND uri LIKE 'scene:%'")
        .groupBy("image_id")
        .agg(min("uri").as("uri"))
        .join(
            Lanes.of(tables, Table.DEPTH, lane).where("state = 'ok'").select("image_id"),
            "image_id")
        .orderBy("image_id")
        .limit(most)
        .collectAsList()
        .forEach(row -> uris.put(row.getString(0), row.getString(1)));
    if (uris.isEmpty()) {
      return null;
    }
    List<Row> scored =
        Lanes.of(tables, Table.DEPTH, lane)
            .where(col("image_id").isin(uris.keySet().toArray()).and(col("state").equalTo("ok")))
            .select("image_id", "depth")
            .map(
                (MapFunction<Row, Row>) row -> score(uris.get(row.getString(0)), row.getAs(1)),
                Encoders.row(SCORED))
            .collectAsList();
    return accuracy(scored);
  }

  private static Row score(String uri, byte[] png) throws Rejected {
    SceneUri scene = SceneUri.parse(uri);
    // depth is sampled at pixel centres, so one ray per pixel gives all of it
    DepthMap truth =
        SceneRenderer.render(
                SceneGenerator.generate(scene.seed()), scene.width(), scene.height(), 1)
            .depth();
    DepthMap stored =
        DepthResize.apply(
            DepthPng.decode(png), truth.width(), truth.height(), Interpolation.LINEAR, false);
    float[] small = MeanMap.onGrid(truth);
    List<Float> boxed = new ArrayList<>(small.length);
    for (float value : small) {
      boxed.add(value);
    }
    DepthMap near = near(truth);
    return RowFactory.create(
        ABS_REL.score(stored, near), DELTA_1.score(stored, near), boxed.toArray());
  }

  /** The map without what is farther than {@link #FARTHEST}: that is not scored. */
  static DepthMap near(DepthMap truth) {
    float[] values = truth.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] <= FARTHEST)) {
        values[i] = Float.NaN;
      }
    }
    return new DepthMap(truth.width(), truth.height(), values, truth.kind());
  }

  private static Accuracy accuracy(List<Row> scored) {
    List<float[]> truths = new ArrayList<>();
    List<Double> absRel = new ArrayList<>();
    List<Double> delta1 = new ArrayList<>();
    for (Row row : scored) {
      absRel.add(row.getDouble(0));
      delta1.add(row.getDouble(1));
      List<Float> boxed = row.getList(2);
      float[] truth = new float[boxed.size()];
      for (int i = 0; i < truth.length; i++) {
        truth[i] = boxed.get(i);
      }
      truths.add(truth);
    }
    List<Double> baseAbsRel = new ArrayList<>();
    List<Double> baseDelta1 = new ArrayList<>();
    MeanMap mean = MeanMap.of(truths);
    for (float[] truth : truths) {
      DepthMap others = mean.without(truth);
      DepthMap reference = near(MeanMap.reference(truth));
      baseAbsRel.add(ABS_REL.score(others, reference));
      baseDelta1.add(DELTA_1.score(others, reference));
    }
    return new Accuracy(
        scored.size(),
        (int) absRel.stream().filter(value -> Double.isNaN(value)).count(),
        average(absRel),
        average(delta1),
        average(baseAbsRel),
        average(baseDelta1));
  }

  /** Mean of per-image means, as depth is commonly reported. */
  private static double average(List<Double> scores) {
    return scores.stream()
        .mapToDouble(Double::doubleValue)
        .filter(score -> !Double.isNaN(score))
        .average()
        .orElse(Double.NaN);
  }
}
