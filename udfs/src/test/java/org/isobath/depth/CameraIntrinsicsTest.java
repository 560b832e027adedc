package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.isobath.UserError;
import org.junit.jupiter.api.Test;

class CameraIntrinsicsTest {
  @Test
  void raysGoThroughPixelCentres() {
    CameraIntrinsics camera = CameraIntrinsics.centred(4, 2, 2);
    assertThat(camera.rayX(0)).isEqualTo(-.75);
    assertThat(camera.rayX(3)).isEqualTo(.75);
    assertThat(camera.rayY(1)).isEqualTo(.25);
  }

  @Test
  void aRightAngleAlongTheLongerSideIsHalfThatSide() {
    assertThat(CameraIntrinsics.of(30, 80, StrictMath.PI / 2).focal()).isCloseTo(40, within(1e-12));
  }

  @Test
  void unknownFocalLengthIsTakenForAViewOfFortyFiveDegrees() {
    CameraIntrinsics camera = CameraIntrinsics.assumed(640, 480);
    assertThat(camera.focal()).isEqualTo(768);
    assertThat(Math.toDegrees(2 * Math.atan(320 / camera.focal()))).isCloseTo(45.2, within(0.1));
  }

  @Test
  void scalingKeepsTheRays() {
    CameraIntrinsics camera = new CameraIntrinsics(400, 300, 350, 190, 160);
    CameraIntrinsics small = camera.scaledTo(200, 150);
    assertThat(small).isEqualTo(new CameraIntrinsics(200, 150, 175, 95, 80));
    // the edge of the picture is where it was
    assertThat((0 - small.cx()) / small.focal()).isEqualTo((0 - camera.cx()) / camera.focal());
    // 333.3 rows are 333
    assertThat(new CameraIntrinsics(1500, 1000, 900, 750, 500).scaledTo(500, 333).focal())
        .isCloseTo(300, within(0.2));
  }

  @Test
  void impossibleNumbersAreNamed() {
    assertThatThrownBy(() -> CameraIntrinsics.centred(4, 3, 0))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "A focal length is a positive number of pixels, not 0.0. Leave it out to have 1.2 times the longer side"
                + " assumed.");
    assertThatThrownBy(() -> CameraIntrinsics.centred(400, 300, 300).scaledTo(256, 256))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot use a camera of 400x300 for a depth map of 256x256");
  }
}
