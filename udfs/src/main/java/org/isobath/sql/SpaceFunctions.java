package org.isobath.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthFusion;
import org.isobath.depth.DepthFusion.Fused;
import org.isobath.depth.DepthFusion.Member;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthLayers;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.depth.PointCloud;
import org.isobath.depth.PointMap;
import org.isobath.depth.Quantiles;

/** Kernels of functions that put depth maps together, apart and into space. */
final class SpaceFunctions {
  static final Returns FUSED =
      Returns.structOrNull(
          Returns.field(
              "depth", DataTypes.BinaryType, "the fused map as 16-bit PNG, of the anchor's kind"),
          Returns.field(
              "spread",
              DataTypes.BinaryType,
              "how far the maps are apart at each pixel, 0 to 1, a share of the fused range of inverse"
                  + " depth; read it with depth_values. Invalid where fewer than two maps have a say"),
          Returns.orNull(
              "spread_median", DataTypes.DoubleType, "median of it; NULL where there is none"),
          Returns.field(
              "anchor", DataTypes.IntegerType, "the map the others were fitted to, from 0"),
          Returns.field(
              "members",
              DataTypes.createArrayType(
                  DataTypes.createStructType(
                      new StructField[] {
                        Returns.field("used", DataTypes.BooleanType, "took part"),
                        Returns.orNull("agreement", DataTypes.DoubleType, "rank correlation"),
                        Returns.orNull("scale", DataTypes.DoubleType, "of the fit"),
                        Returns.orNull("shift", DataTypes.DoubleType, "of the fit")
                      }),
                  true),
              "per map whether it was used, its rank correlation with the anchor (below "
                  + DepthFusion.LEAST_AGREEMENT
                  + " it is not used), and scale and shift of its inverse depth"));

  static final Returns LAYERS =
      Returns.always(DataTypes.createArrayType(DataTypes.BinaryType, false));

  static final Returns POINTS =
      Returns.always(
          DataTypes.createArrayType(
              DataTypes.createStructType(
                  new StructField[] {
                    Returns.field("x", DataTypes.FloatType, "right"),
                    Returns.field("y", DataTypes.FloatType, "down"),
                    Returns.field("z", DataTypes.FloatType, "forward")
                  }),
              false));

  private SpaceFunctions() {}

  static Object fuse(Arguments a) throws Rejected, Unfit {
    List<DepthMap> given = a.depths(0);
    double[] weights = a.has(1) ? a.doubles(1) : given.stream().mapToDouble(map -> 1).toArray();
    if (weights.length != given.size()) {
      throw new Unfit(
          given.size() + " maps and " + weights.length + " weights: give one weight per map");
    }
    List<DepthMap> maps = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i) != null) {
        maps.add(given.get(i));
        places.add(i);
      }
    }
    if (maps.isEmpty() && !given.isEmpty()) {
      return null;
    }
    Fused fused;
    try {
      fused =
          DepthFusion.fuse(maps, places.stream().mapToDouble(place -> weights[place]).toArray());
    } catch (UserError e) {
      throw new Unfit(e.getMessage());
    }
    Object[] members = new Object[given.size()];
    for (int k = 0; k < places.size(); k++) {
      Member member = fused.members().get(k);
      members[places.get(k)] =
          new Object[] {
            member.used(),
            orNull(member.agreement()),
            orNull(member.alignment().scale()),
            orNull(member.alignment().shift())
          };
    }
    DepthMap depth = fused.depth();
    DepthMap spread =
        new DepthMap(depth.width(), depth.height(), fused.spread(), DepthKind.RELATIVE);
    return new Object[] {
      DepthPng.encode(depth, Map.of()).png(),
      DepthPng.encode(spread, Map.of("depth:quantity", "spread")).png(),
      orNull(Quantiles.of(fused.spread()).at(0.5)),
      places.get(fused.anchor()),
      members
    };
  }

  static Object layers(Arguments a) throws Rejected {
    return DepthLayers.ofEqualShares(a.depth(0), a.integer(1), a.integer(2)).png().toArray();
  }

  static Object points(Arguments a) throws Rejected, Unfit {
    DepthMap map = a.depth(0);
    double focal = a.number(1);
    float[] xyz;
    try {
      CameraIntrinsics camera =
          focal == 0
              ? CameraIntrinsics.assumed(map.width(), map.height())
              : CameraIntrinsics.centred(map.width(), map.height(), focal);
      xyz = PointCloud.of(PointMap.of(map, camera), a.integer(2)).xyz();
    } catch (UserError e) {
      throw new Unfit(e.getMessage());
    }
    Object[] points = new Object[xyz.length / 3];
    for (int i = 0; i < points.length; i++) {
      points[i] = new Object[] {xyz[3 * i], xyz[3 * i + 1], xyz[3 * i + 2]};
    }
    return points;
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : (Double) value;
  }
}
