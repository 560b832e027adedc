package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.depth.PointMap;
import org.isobath.depth.Quantiles;
import org.isobath.depth.SurfaceNormals;
import org.junit.jupiter.api.Test;

/** Points and normals of depth against the geometry that the depth was rendered from. */
class PointsOfScenesTest {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 192;

  @Test
  void floorAndWallOfARoomAreThePlanesTheyAre() throws Rejected {
    RenderedScene view = SceneRenderer.render(PlainScenes.room(List.of()), WIDTH, HEIGHT, 1);
    // exact depth, and the same from its 16-bit file, whose steps of equal ratio are at most
    // ln(far / near) / 65533 of the depth
    double step = StrictMath.log(5 / 1.25) / 65_533;
    for (double share : new double[] {1e-6, 1e-6 + step}) {
      DepthMap depth = share > 1e-6 ? stored(view.depth()) : view.depth();
      PointMap points = PointMap.of(depth, view.camera());
      int floor = 0;
      int wall = 0;
      for (int i = 0; i < WIDTH * HEIGHT; i++) {
        if (view.normals()[3 * i + 1] == -1) {
          // the camera is 1.25 m above it
          assertThat(Math.abs(points.xyz()[3 * i + 1] / 1.25 - 1)).isLessThan(share);
          floor++;
        } else if (view.normals()[3 * i + 2] == -1) {
          assertThat(Math.abs(points.xyz()[3 * i + 2] / 5.0 - 1)).isLessThan(share);
          wall++;
        }
      }
      assertThat(floor).isGreaterThan(5000);
      assertThat(wall).isGreaterThan(2000);
    }
  }

  @Test
  void normalsOfExactDepthAreThoseOfTheSurfaces() {
    List<Float> angles = angles(false);
    assertThat(within(angles, 1)).as("share within 1 degree").isGreaterThan(.9);
    assertThat(within(angles, 11.25)).as("share within 11.25 degrees").isGreaterThan(.97);
    assertThat(median(angles)).as("median, degrees").isLessThan(.05);
  }

  @Test
  void normalsOfStoredDepthAreNearThem() {
    List<Float> angles = angles(true);
    assertThat(within(angles, 11.25)).as("share within 11.25 degrees").isGreaterThan(.95);
    assertThat(median(angles)).as("median, degrees").isLessThan(1);
  }

  /** Between estimated and exact normals, over pixels of 20 scenes that have both. */
  private static List<Float> angles(boolean stored) {
    List<Float> angles = new ArrayList<>();
    for (int seed = 0; seed < 20; seed++) {
      RenderedScene view = SceneRenderer.render(SceneGenerator.generate(seed), WIDTH, HEIGHT, 1);
      DepthMap depth = stored ? stored(view.depth()) : view.depth();
      float[] normals = SurfaceNormals.of(PointMap.of(depth, view.camera()));
      float[] exact = view.normals();
      for (int i = 0; i < exact.length; i += 3) {
        if (exact[i] == 0 && exact[i + 1] == 0 && exact[i + 2] == 0) {
          continue;
        }
        double cos =
            (double) normals[i] * exact[i]
                + (double) normals[i + 1] * exact[i + 1]
                + (double) normals[i + 2] * exact[i + 2];
        angles.add((float) Math.toDegrees(Math.acos(Math.min(1, cos))));
      }
    }
    return angles;
  }

  private static DepthMap stored(DepthMap map) {
    try {
      return DepthPng.decode(DepthPng.encode(map, Map.of()).png());
    } catch (Rejected e) {
      throw new AssertionError(e);
    }
  }

  private static double within(List<Float> angles, double degrees) {
    return angles.stream().filter(angle -> angle < degrees).count() / (double) angles.size();
  }

  private static double median(List<Float> angles) {
    float[] values = new float[angles.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = angles.get(i);
    }
    return Quantiles.of(values).at(0.5);
  }
}
