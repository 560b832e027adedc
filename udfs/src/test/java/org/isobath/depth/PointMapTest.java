package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.isobath.UserError;
import org.junit.jupiter.api.Test;

class PointMapTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final CameraIntrinsics CAMERA = CameraIntrinsics.centred(2, 2, 2);

  @Test
  void pointsFollowTheWorkedExampleRightAndDown() {
    // rays are (-+.25, -+.25, 1)
    PointMap points = PointMap.of(map(DepthKind.METRIC, 4, 8, 2, 1), CAMERA);
    assertThat(points.xyz()).containsExactly(-1, -1, 4, 2, -2, 8, -.5f, .5f, 2, .25f, .25f, 1);
  }

  @Test
  void inverseDepthInMetresGivesTheSamePoints() {
    assertThat(PointMap.of(map(DepthKind.INVERSE_METRIC, .25f, .125f, .5f, 1), CAMERA).xyz())
        .isEqualTo(PointMap.of(map(DepthKind.METRIC, 4, 8, 2, 1), CAMERA).xyz());
  }

  @Test
  void depthUpToScaleGivesPointsUpToScale() {
    assertThat(PointMap.of(map(DepthKind.RELATIVE, 4, 8, 2, 1), CAMERA).xyz())
        .isEqualTo(PointMap.of(map(DepthKind.METRIC, 4, 8, 2, 1), CAMERA).xyz());
  }

  @Test
  void labelsAndImpossibleDepthHaveNoPoint() {
    PointMap points = PointMap.of(map(DepthKind.METRIC, NAN, INF, 0, -3), CAMERA);
    assertThat(points.xyz()).containsOnly(NAN);
    assertThat(points.has(1)).isFalse();
    assertThat(PointCloud.of(points, 1).size()).isZero();
  }

  @Test
  void relativeInverseDepthIsRefusedWithAWayOut() {
    assertThatThrownBy(() -> PointMap.of(map(DepthKind.INVERSE_RELATIVE, 1, 2, 3, 4), CAMERA))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("inverse_relative, whose unknown shift bends every plane")
        .hasMessageContaining("fuse the map with a metric one");
  }

  @Test
  void aCameraOfAnotherSizeIsNamed() {
    assertThatThrownBy(
            () -> PointMap.of(map(DepthKind.METRIC, 1, 2, 3, 4), CameraIntrinsics.assumed(3, 2)))
        .hasMessage("the camera is of 3x2 and the depth map of 2x2: scale the camera first");
  }

  @Test
  void aStrideKeepsEveryNthPixelFromTheMiddle() {
    float[] depth = new float[25];
    for (int i = 0; i < 25; i++) {
      depth[i] = i + 1;
    }
    PointMap points =
        PointMap.of(new DepthMap(5, 5, depth, DepthKind.METRIC), CameraIntrinsics.assumed(5, 5));
    assertThat(heights(PointCloud.of(points, 2))).containsExactly(7, 9, 17, 19);
    assertThat(heights(PointCloud.of(points, 3))).containsExactly(7, 10, 22, 25);
    assertThat(heights(PointCloud.of(points, 99))).containsExactly(25);
    assertThatThrownBy(() -> PointCloud.of(points, 0))
        .isInstanceOf(UserError.class)
        .hasMessage("The stride between points is a number of pixels from 1, not 0.");
  }

  @Test
  void aPlaneAcrossTheViewFacesTheCameraAlsoAtItsBorder() {
    float[] normals = SurfaceNormals.of(PointMap.of(map(DepthKind.METRIC, 3, 3, 3, 3), CAMERA));
    for (int i = 0; i < 4; i++) {
      assertThat(normals[3 * i]).isZero();
      assertThat(normals[3 * i + 1]).isZero();
      assertThat(normals[3 * i + 2]).isCloseTo(-1, within(1e-6f));
    }
  }

  @Test
  void aSilhouetteDoesNotTurnTheNormalsOnEitherSide() {
    float[] depth = new float[64];
    for (int i = 0; i < 64; i++) {
      depth[i] = i % 8 < 4 ? 1 : 5;
    }
    float[] normals =
        SurfaceNormals.of(
            PointMap.of(
                new DepthMap(8, 8, depth, DepthKind.METRIC), CameraIntrinsics.assumed(8, 8)));
    for (int i = 0; i < 64; i++) {
      assertThat(normals[3 * i + 2]).as("pixel %s", i).isCloseTo(-1, within(1e-6f));
    }
  }

  @Test
  void aPointWithoutNeighboursHasNoNormal() {
    float[] alone = {NAN, NAN, NAN, NAN, 2, NAN, NAN, NAN, NAN};
    CameraIntrinsics camera = CameraIntrinsics.assumed(3, 3);
    assertThat(SurfaceNormals.of(PointMap.of(new DepthMap(3, 3, alone, DepthKind.METRIC), camera)))
        .containsOnly(0);
    float[] line = {NAN, NAN, NAN, 2, 2, 2, NAN, NAN, NAN};
    assertThat(SurfaceNormals.of(PointMap.of(new DepthMap(3, 3, line, DepthKind.METRIC), camera)))
        .containsOnly(0);
  }

  private static float[] heights(PointCloud cloud) {
    float[] z = new float[cloud.size()];
    for (int i = 0; i < z.length; i++) {
      z[i] = cloud.xyz()[3 * i + 2];
    }
    return z;
  }

  private static DepthMap map(DepthKind kind, float... values) {
    return new DepthMap(2, 2, values, kind);
  }
}
