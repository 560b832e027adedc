package org.isobath.jobs.evaluate.generations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.isobath.jobs.Table;
import org.isobath.quality.FidelityScore;
import org.isobath.quality.Metric;
import org.isobath.quality.Metrics;
import org.isobath.quality.PromptScore;

/**
 * The names that a predicate about generations may use: what is known of a picture ({@code
 * generations}) and its request, its size against that of the picture behind the control, its image
 * metrics, its {@link FidelityScore}s, as {@code photo_<score>} those of the original photograph
 * through the same judge, and its {@link PromptScore}s.
 */
final class RuleNames {
  /** The prefix of scores of the photograph. */
  static final String PHOTO = "photo_";

  /** Of {@code generations}; the rest is the same for every picture, or bookkeeping. */
  static final List<String> OF_GENERATIONS =
      List.of(
          "request_id",
          "output_index",
          "control_id",
          "image_id",
          "generator",
          "format",
          "width",
          "height",
          "length",
          "control_kind",
          "generator_model",
          "seed",
          "price_usd",
          "budget_group",
          "device_seconds",
          "safety",
          "safety_settings",
          "license",
          "license_commercial");

  /** Of {@code requests}. */
  static final List<String> OF_REQUESTS =
      List.of("model_id", "params_hash", "recipe", "prompt", "parameters");

  /** Worked out from the size of the picture behind the control: name to SQL. */
  static final Map<String, String> OF_SIZE =
      Map.of(
          // of its proportions, as the metric of a map and its picture
          "aspect_mismatch", "abs(ln((width * control_height) / (height * control_width)))",
          "pixel_share", "(width * height) / (1L * control_width * control_height)");

  private static final Map<String, DataType> TYPES = types();

  private RuleNames() {}

  /** Name to type. */
  static Map<String, DataType> all() {
    return TYPES;
  }

  private static Map<String, DataType> types() {
    Map<String, DataType> types = new LinkedHashMap<>();
    put(types, Table.GENERATIONS, OF_GENERATIONS);
    put(types, Table.REQUESTS, OF_REQUESTS);
    put(types, Table.EVALUATIONS, List.of("control_width", "control_height"));
    OF_SIZE.keySet().stream().sorted().forEach(name -> types.put(name, DataTypes.DoubleType));
    for (Metric metric : Metrics.OF_PICTURE) {
      types.put(metric.label(), DataTypes.DoubleType);
    }
    for (FidelityScore score : FidelityScore.values()) {
      types.put(score.label(), DataTypes.DoubleType);
    }
    for (FidelityScore score : FidelityScore.values()) {
      types.put(PHOTO + score.label(), DataTypes.DoubleType);
    }
    for (PromptScore score : PromptScore.values()) {
      types.put(score.label(), DataTypes.DoubleType);
    }
    return types;
  }

  private static void put(Map<String, DataType> types, Table table, List<String> names) {
    Set<String> wanted = Set.copyOf(names);
    for (StructField field : table.schema().fields()) {
      if (wanted.contains(field.name())) {
        types.put(field.name(), field.dataType());
      }
    }
  }
}
