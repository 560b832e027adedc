package org.isobath.jobs.estimate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.isobath.Rejected;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMapping;
import org.isobath.jobs.Table;
import org.isobath.model.ImageEstimator;

/** Rows of {@code depth}, in the order of its schema. */
final class DepthRows {
  private final List<String> columns = Arrays.asList(Table.DEPTH.schema().fieldNames());
  private final Map<String, Object> common = new HashMap<>();

  /**
   * @param place where the model runs
   */
  DepthRows(Recipe recipe, String place, String runId) {
    common.put("model_id", recipe.card().id());
    common.put("params_hash", recipe.paramsHash());
    common.put("model_sha256", recipe.card().hash().orElseThrow());
    common.put("device", place);
    common.put("run_id", runId);
  }

  Row ok(String imageId, ImageEstimator.Estimated estimated) {
    DepthKind kind = estimated.map().kind();
    Map<String, Object> row = new HashMap<>(common);
    row.put("image_id", imageId);
    row.put("state", "ok");
    row.put("kind", kind.label());
    row.put("unit", kind.unit());
    row.put("width", estimated.map().width());
    row.put("height", estimated.map().height());
    row.put("depth", estimated.encoded().png());
    row.put("mapping", estimated.encoded().mapping().label());
    row.put("invalid_code", DepthMapping.INVALID);
    row.put("infinite_code", DepthMapping.INFINITE);
    if (estimated.encoded().mapping() instanceof DepthMapping.Linear linear) {
      row.put("scale", linear.scale());
      row.put("offset", linear.offset());
    } else if (estimated.encoded().mapping() instanceof DepthMapping.Log log) {
      row.put("near", log.near());
      row.put("far", log.far());
    }
    row.put("focal_px", Double.isNaN(estimated.focalPx()) ? null : estimated.focalPx());
    row.put("tiles", estimated.tiles());
    row.put("seam", Double.isNaN(estimated.seam()) ? null : estimated.seam());
    if (estimated.confidence() != null) {
      row.put("fused", estimated.fused());
      row.put("spread", Double.isNaN(estimated.spread()) ? null : estimated.spread());
      row.put("confidence", estimated.confidence());
    }
    row.put("metrics", metrics(estimated.metrics()));
    return inOrder(row);
  }

  private static Row metrics(double[] scores) {
    return RowFactory.create(
        Arrays.stream(scores).mapToObj(score -> Double.isNaN(score) ? null : score).toArray());
  }

  Row rejected(String imageId, Rejected why) {
    Map<String, Object> row = new HashMap<>(common);
    row.put("image_id", imageId);
    row.put("state", "rejected");
    row.put("reason", why.reason().label());
    row.put("message", why.getMessage());
    return inOrder(row);
  }

  private Row inOrder(Map<String, Object> values) {
    return RowFactory.create(columns.stream().map(values::get).toArray());
  }
}
