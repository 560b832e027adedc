package org.isobath.sql;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.isobath.depth.DepthResize;
import org.isobath.depth.GroupScale;
import org.isobath.depth.Parallax;
import org.isobath.depth.PlyWriter;
import org.isobath.depth.PointCloud;
import org.isobath.depth.PointMap;
import org.isobath.depth.Quantiles;
import org.isobath.depth.SurfaceNormals;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;

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

  static final Returns PARALLAX =
      Returns.struct(
          Returns.field("left", DataTypes.BinaryType, "view from the left, holes in magenta; PNG"),
          Returns.field("right", DataTypes.BinaryType, "view from the right, likewise"),
          Returns.field(
              "left_holes", DataTypes.BinaryType, "255 in the holes of the left; 8-bit grey PNG"),
          Returns.field("right_holes", DataTypes.BinaryType, "likewise of the right"),
          Returns.field(
              "hole_share", DataTypes.DoubleType, "holes of both over the pixels of both"));

  static final Returns GROUP =
      Returns.always(
          DataTypes.createArrayType(
              DataTypes.createStructType(
                  new StructField[] {
                    Returns.field("depth", DataTypes.BinaryType, "the scaled map as 16-bit PNG"),
                    Returns.orNull("factor", DataTypes.DoubleType, "of its depth"),
                    Returns.orNull(
                        "spread", DataTypes.DoubleType, "distance of its deciles to the group's"),
                    Returns.field("used", DataTypes.BooleanType, "took part")
                  }),
              true));

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

  static Object layersAt(Arguments a) throws Rejected, Unfit {
    try {
      return DepthLayers.at(a.depth(0), a.doubles(1), a.integer(2)).png().toArray();
    } catch (UserError e) {
      throw new Unfit(e.getMessage());
    }
  }

  static Object normals(Arguments a) throws Rejected, Unfit {
    PointMap points = pointMap(a.depth(0), a.number(1));
    return ImageEncoder.png(
        SurfaceNormals.picture(SurfaceNormals.of(points), points.width(), points.height()));
  }

  static Object ply(Arguments a) throws Rejected, Unfit {
    DepthMap map = a.depth(0);
    PointMap points = pointMap(map, a.number(1));
    Image picture =
        a.has(3) ? Resize.apply(a.image(3), map.width(), map.height(), Interpolation.AREA) : null;
    try {
      PointCloud cloud = PointCloud.withNormals(points, picture, a.integer(2));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      PlyWriter.write(cloud, "unit " + (map.kind().metric() ? "m" : "none"), bytes);
      return bytes.toByteArray();
    } catch (UserError e) {
      throw new Unfit(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  static Object parallax(Arguments a) throws Rejected, Unfit {
    Image picture = a.image(1);
    // nearest, as other kernels put points between near and far at silhouettes
    DepthMap map =
        DepthResize.apply(
            a.depth(0), picture.width(), picture.height(), Interpolation.NEAREST, false);
    double shift = a.number(2) == 0 ? picture.width() / 50.0 : a.number(2);
    Parallax views;
    try {
      views = Parallax.of(picture, map, shift);
    } catch (UserError e) {
      throw new Unfit(e.getMessage());
    }
    int holes = 0;
    byte[][] masks = {new byte[map.values().length], new byte[map.values().length]};
    for (int i = 0; i < masks[0].length; i++) {
      masks[0][i] = (byte) (views.leftHoles()[i] ? 255 : 0);
      masks[1][i] = (byte) (views.rightHoles()[i] ? 255 : 0);
      holes += (views.leftHoles()[i] ? 1 : 0) + (views.rightHoles()[i] ? 1 : 0);
    }
    return new Object[] {
      ImageEncoder.png(Parallax.marked(views.left(), views.leftHoles())),
      ImageEncoder.png(Parallax.marked(views.right(), views.rightHoles())),
      ImageEncoder.greyPng(map.width(), map.height(), masks[0]),
      ImageEncoder.greyPng(map.width(), map.height(), masks[1]),
      holes / (2.0 * masks[0].length)
    };
  }

  static Object groupScale(Arguments a) throws Rejected, Unfit {
    List<DepthMap> given = a.depths(0);
    List<DepthMap> maps = given.stream().filter(Objects::nonNull).toList();
    Object[] rows = new Object[given.size()];
    List<GroupScale.Scaled> scales;
    try {
      scales = maps.isEmpty() && !given.isEmpty() ? List.of() : GroupScale.of(maps);
    } catch (UserError e) {
      throw new Unfit(e.getMessage());
    }
    for (int i = 0, k = 0; i < rows.length; i++) {
      if (given.get(i) != null) {
        GroupScale.Scaled scale = scales.get(k++);
        DepthMap map =
            Double.isNaN(scale.factor())
                ? given.get(i)
                : GroupScale.scaled(given.get(i), scale.factor());
        rows[i] =
            new Object[] {
              DepthPng.encode(map, Map.of()).png(),
              orNull(scale.factor()),
              orNull(scale.spread()),
              scale.used()
            };
      }
    }
    return rows;
  }

  private static PointMap pointMap(DepthMap map, double focal) throws Unfit {
    try {
      CameraIntrinsics camera =
          focal == 0
              ? CameraIntrinsics.assumed(map.width(), map.height())
              : CameraIntrinsics.centred(map.width(), map.height(), focal);
      return PointMap.of(map, camera);
    } catch (UserError e) {
      throw new Unfit(e.getMessage());
    }
  }

  static Object points(Arguments a) throws Rejected, Unfit {
    PointMap map = pointMap(a.depth(0), a.number(1));
    float[] xyz;
    try {
      xyz = PointCloud.of(map, a.integer(2)).xyz();
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
