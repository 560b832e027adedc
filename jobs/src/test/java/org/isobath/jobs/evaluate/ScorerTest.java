package org.isobath.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Table;
import org.isobath.quality.DepthScore;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scala.jdk.javaapi.CollectionConverters;

class ScorerTest {
  private static final StructType WORK =
      new StructType()
          .add("subject_id", DataTypes.StringType)
          .add("judge", DataTypes.StringType)
          .add("image_id", DataTypes.StringType)
          .add("model_id", DataTypes.StringType)
          .add("params_hash", DataTypes.StringType)
          .add("reference", DataTypes.IntegerType)
          .add("uri", DataTypes.StringType)
          .add("width", DataTypes.IntegerType)
          .add("height", DataTypes.IntegerType)
          .add("focal_px", DataTypes.DoubleType)
          .add("protocols", DataTypes.createArrayType(DataTypes.StringType))
          .add("depth", DataTypes.BinaryType);

  private static Row work(DepthMap map) {
    Recipe recipe = Recipe.of(Conf.reference());
    Object[] values = {
      "i/m/p",
      "scenes",
      "i",
      "m",
      "p",
      0,
      new SceneUri(1, 32, 24).toString(),
      32,
      24,
      null,
      CollectionConverters.asScala(recipe.protocols()).toSeq(),
      DepthPng.encode(map, Map.of()).png()
    };
    return new GenericRowWithSchema(values, WORK);
  }

  private static DepthMap constant(int width, int height, float value, DepthKind kind) {
    float[] values = new float[width * height];
    Arrays.fill(values, value);
    return new DepthMap(width, height, values, kind);
  }

  /** Constant, invalid, infinite, negative and zero maps, of a picture's size and of one pixel. */
  @ParameterizedTest
  @EnumSource
  void what_has_no_score_is_null_and_never_not_a_number(DepthKind kind) {
    Scorer scorer = new Scorer(Recipe.of(Conf.reference()), "run");
    StructType columns = Table.EVALUATIONS.schema();
    for (float value : new float[] {2, Float.NaN, Float.POSITIVE_INFINITY, -1, 0}) {
      for (DepthMap map : List.of(constant(32, 24, value, kind), constant(1, 1, value, kind))) {
        Iterator<Row> rows = scorer.call(work(map));
        int protocols = 0;
        while (rows.hasNext()) {
          Row row = rows.next();
          protocols++;
          assertThat(row.get(columns.fieldIndex("state"))).isEqualTo("ok");
          assertThat(row.get(columns.fieldIndex("direction"))).as("no direction").isNull();
          Row scores = row.getStruct(columns.fieldIndex("scores"));
          for (DepthScore score : DepthScore.values()) {
            assertThat(scores.get(score.ordinal()))
                .as("%s of %s", score.label(), value)
                .matches(cell -> cell == null || Double.isFinite((double) cell));
          }
        }
        assertThat(protocols).as("raw, median, lsq_inverse").isEqualTo(3);
      }
    }
  }
}
