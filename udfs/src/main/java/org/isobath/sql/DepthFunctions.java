package org.isobath.sql;

import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.isobath.Rejected;
import org.isobath.depth.ConditioningRecipe;
import org.isobath.depth.DepthColor;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.depth.DepthResize;
import org.isobath.image.ImageEncoder;
import org.isobath.image.Interpolation;
import org.isobath.quality.EvaluationProtocol;
import org.isobath.quality.Metrics;
import org.isobath.quality.ReferenceMetric;

/** Kernels of {@code depth_…}: arguments to {@code depth} and {@code quality} and back. */
final class DepthFunctions {
  static final Returns VALUES =
      Returns.struct(
          Returns.field("width", DataTypes.IntegerType, "pixels per row"),
          Returns.field("height", DataTypes.IntegerType, "rows"),
          Returns.field(
              "kind",
              DataTypes.StringType,
              "inverse_relative, relative, metric (m) or inverse_metric (1/m)"),
          Returns.field(
              "values",
              DataTypes.createArrayType(DataTypes.FloatType, false),
              "rows from the top; NaN where invalid, Infinity where infinitely far"));

  private DepthFunctions() {}

  static Object values(Arguments a) throws Rejected {
    DepthMap map = a.depth(0);
    return new Object[] {map.width(), map.height(), map.kind().label(), map.values()};
  }

  static Object at(Arguments a) throws Rejected, Unfit {
    DepthMap map = a.depth(0);
    int x = a.integer(1);
    int y = a.integer(2);
    if (x < 0 || y < 0 || x >= map.width() || y >= map.height()) {
      throw new Unfit(
          "position ("
              + x
              + ", "
              + y
              + ") is outside of a depth map of "
              + map.width()
              + "x"
              + map.height()
              + " pixels, which are counted from 0");
    }
    float value = map.at(x, y);
    return Float.isNaN(value) ? null : (Double) (double) value;
  }

  static Object png16(Arguments a) throws Unfit {
    float[] values = a.floats(0);
    int width = a.integer(1);
    int height = a.integer(2);
    DepthKind kind = DepthKind.of(a.text(3));
    if (width < 1 || height < 1 || (long) width * height != values.length) {
      throw new Unfit(
          values.length + " values do not make a depth map of " + width + "x" + height + " pixels");
    }
    return DepthPng.encode(new DepthMap(width, height, values, kind), Map.of()).png();
  }

  static Object colorize(Arguments a) throws Rejected {
    return ImageEncoder.png(DepthColor.preview(a.depth(0)));
  }

  static Object condition(Arguments a) throws Rejected {
    ConditioningRecipe recipe = ConditioningRecipe.of(a.text(1));
    return ImageEncoder.png(recipe.render(a.depth(0)));
  }

  static Object compare(Arguments a) throws Rejected {
    EvaluationProtocol protocol = EvaluationProtocol.of(a.text(2));
    DepthMap truth = a.depth(1);
    DepthMap prediction =
        DepthResize.apply(a.depth(0), truth.width(), truth.height(), Interpolation.LINEAR, false);
    return CatalystValues.scores(ReferenceMetric.all(protocol, prediction, truth, null));
  }

  static Object metrics(Arguments a) throws Rejected {
    DepthMap map = a.depth(0);
    return CatalystValues.scores(Metrics.ofMap(map, a.has(1) ? a.image(1) : null));
  }

  static Object estimate(Arguments a) throws Rejected {
    return a.models().depth(a.bytes(0), a.text(1));
  }
}
