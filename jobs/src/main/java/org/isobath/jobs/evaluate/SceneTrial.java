package org.isobath.jobs.evaluate;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.image.Interpolation;
import org.isobath.model.ImageEstimator;
import org.isobath.quality.ImageMetric;
import org.isobath.quality.Metrics;
import org.isobath.quality.TrueError;
import org.isobath.scene.Degradation;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneUri;

/**
 * From the number of a scene to a {@link Sample}: rendered, degraded where the number is odd,
 * estimated, and held against its exact depth. Nothing for a scene that the model rejects.
 */
final class SceneTrial implements FlatMapFunction<Long, Row> {
  private static final long serialVersionUID = 1L;

  /** {@code evaluations.judge} of what the scenes say. */
  static final String JUDGE = "scenes";

  /** From one scene to the one whose depth it gets by mistake: far from all that are rendered. */
  private static final long ELSEWHERE = 1L << 40;

  private final CalibrationRecipe recipe;
  private final LongAccumulator done;
  private final LongAccumulator rejected;

  /**
   * @param done counts scenes, rejected ones included
   * @param rejected counts those that the model rejects
   */
  SceneTrial(CalibrationRecipe recipe, LongAccumulator done, LongAccumulator rejected) {
    this.recipe = recipe;
    this.done = done;
    this.rejected = rejected;
  }

  @Override
  public Iterator<Row> call(Long number) {
    SceneUri uri = uri(recipe.seed() + number);
    Degradation degradation = number % 2 == 0 ? null : Degradation.of(uri.seed());
    try {
      return List.of(sample(uri, degradation)).iterator();
    } catch (Rejected e) {
      rejected.add(1);
      return List.<Row>of().iterator();
    } finally {
      done.add(1);
    }
  }

  private SceneUri uri(long seed) {
    return new SceneUri(seed, recipe.width(), recipe.height());
  }

  private Row sample(SceneUri uri, Degradation degradation) throws Rejected {
    RenderedScene scene = uri.render();
    Image image =
        degradation == null ? scene.image() : degradation.apply(scene.image(), uri.seed());
    boolean shuffled = degradation == Degradation.SHUFFLED_DEPTH;
    Image seen = shuffled ? uri(uri.seed() + ELSEWHERE).render().image() : image;
    ImageEstimator.Estimated estimated =
        recipe
            .estimator(degradation != Degradation.WRONG_MODEL)
            .estimate(ImageEncoder.png(seen), scene.camera().focal());
    Map<String, Object> row = new HashMap<>();
    row.put("judge", JUDGE);
    row.put("model_id", recipe.card().id());
    row.put("params_hash", recipe.paramsHash());
    row.put("uri", uri.toString());
    row.put("degradation", degradation == null ? null : degradation.label());
    row.put("width", image.width());
    row.put("height", image.height());
    DepthMap map = estimated.map();
    Sample.put(row, List.of(ImageMetric.values()), ImageMetric.all(image));
    Sample.put(row, Metrics.OF_DEPTH, estimated.metrics());
    // what compares the map with its picture was scored with the picture that the depth is of
    if (shuffled) {
      Sample.put(row, Metrics.OF_MAP, Metrics.ofMap(map, image));
    }
    DepthMap truth = scene.depth();
    DepthMap stored =
        DepthResize.apply(map, truth.width(), truth.height(), Interpolation.LINEAR, false);
    for (TrueError error : TrueError.values()) {
      double value = error.of(stored, truth);
      row.put(Sample.column(error), Double.isNaN(value) ? null : value);
    }
    return Sample.row(row);
  }
}
