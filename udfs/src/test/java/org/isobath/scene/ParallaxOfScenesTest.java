package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;

import org.isobath.depth.DepthMap;
import org.isobath.depth.Parallax;
import org.junit.jupiter.api.Test;

/** Holes of a parallax against what a second camera sees that the first did not. */
class ParallaxOfScenesTest {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 192;
  private static final double BASELINE = 0.12;

  @Test
  void holesAreWhatTheFirstCameraCouldNotSee() {
    int hidden = 0;
    int found = 0;
    int holes = 0;
    int right = 0;
    for (int seed = 0; seed < 8; seed++) {
      Scene scene = SceneGenerator.generate(seed);
      RenderedScene middle = SceneRenderer.render(scene, WIDTH, HEIGHT, 1);
      RenderedScene left = SceneRenderer.render(moved(scene, -BASELINE / 2), WIDTH, HEIGHT, 1);
      float[] disparity = new float[WIDTH * HEIGHT];
      double focal = middle.camera().focal();
      for (int i = 0; i < disparity.length; i++) {
        disparity[i] = (float) (focal * BASELINE / middle.depth().values()[i]);
      }
      boolean[] gaps = Parallax.ofDisparity(middle.image(), disparity).leftHoles();
      Boolean[] truth = new Boolean[gaps.length];
      for (int i = 0; i < gaps.length; i++) {
        truth[i] = hidden(left.depth(), middle.depth(), focal, i);
      }
      // one pixel to each side is the rounding of an edge
      for (int i = 1; i + 1 < gaps.length; i++) {
        if (truth[i] == null || truth[i - 1] == null || truth[i + 1] == null) {
          continue;
        }
        if (truth[i - 1] && truth[i] && truth[i + 1]) {
          hidden++;
          found += gaps[i] ? 1 : 0;
        }
        if (gaps[i - 1] && gaps[i] && gaps[i + 1]) {
          holes++;
          right += truth[i] ? 1 : 0;
        }
      }
    }
    assertThat(hidden).isGreaterThan(2000);
    assertThat((double) found / hidden).as("of %s hidden pixels", hidden).isGreaterThan(0.97);
    assertThat((double) right / holes).as("of %s holes", holes).isGreaterThan(0.97);
  }

  /** Null where nothing can be said: without depth there or nearby. */
  private static Boolean hidden(DepthMap left, DepthMap middle, double focal, int i) {
    float z = left.values()[i];
    if (Float.isNaN(z)) {
      return null;
    }
    double x = i % WIDTH + 0.5 - 0.5 * focal * BASELINE / z;
    if (x < 0 || x >= WIDTH) {
      return true;
    }
    float seen = middle.at((int) x, i / WIDTH);
    if (Float.isNaN(seen)) {
      return null;
    }
    // the middle camera saw something nearer on that ray
    return seen < 0.97 * z;
  }

  private static Scene moved(Scene scene, double aside) {
    CameraPose from = scene.pose();
    double[] across = from.axes()[0];
    CameraPose pose =
        new CameraPose(
            from.x() + aside * across[0],
            from.y() + aside * across[1],
            from.z() + aside * across[2],
            from.yaw(),
            from.pitch(),
            from.roll());
    return new Scene(
        scene.seed(),
        scene.backdrop(),
        scene.things(),
        scene.lights(),
        pose,
        scene.fieldOfView(),
        scene.finish());
  }
}
