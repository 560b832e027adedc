package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.isobath.depth.DepthMap;
import org.isobath.depth.GroupScale;
import org.junit.jupiter.api.Test;

/** Views of one room, each of a scale of its own, brought to one. */
class GroupsOfScenesTest {
  private static final double[] YAWS = {-0.3, -0.15, 0, 0.15, 0.3};

  @Test
  void viewsOfARoomFromAboutOnePlaceComeToOneScale() {
    double before = 0;
    double after = 0;
    int views = 0;
    for (int seed = 0; views < 50; seed++) {
      Scene scene = SceneGenerator.generate(seed);
      if (!scene.indoors()) {
        continue;
      }
      SplitMix64 random = new SplitMix64(seed);
      List<DepthMap> maps = new ArrayList<>();
      double[] wrong = new double[YAWS.length];
      for (int i = 0; i < YAWS.length; i++) {
        wrong[i] = random.between(-0.7, 0.7);
        DepthMap depth =
            SceneRenderer.render(turned(scene, YAWS[i], random.between(-0.3, 0.3)), 128, 96, 1)
                .depth();
        maps.add(GroupScale.scaled(depth, Math.exp(wrong[i])));
      }
      List<GroupScale.Scaled> scaled = GroupScale.of(maps);
      double[] left = new double[YAWS.length];
      for (int i = 0; i < YAWS.length; i++) {
        left[i] = wrong[i] + Math.log(scaled.get(i).factor());
      }
      before += deviation(wrong);
      after += deviation(left);
      views += YAWS.length;
    }
    assertThat(after / views)
        .as("mean deviation of ln scale in a group; before %.3f", before / views)
        .isLessThan(0.25 * before / views);
  }

  /** Sum of distances to the mean. */
  private static double deviation(double[] logs) {
    double mean = 0;
    for (double log : logs) {
      mean += log / logs.length;
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.abs(log - mean);
    }
    return sum;
  }

  private static Scene turned(Scene scene, double yaw, double aside) {
    CameraPose from = scene.pose();
    CameraPose pose =
        new CameraPose(
            from.x() + aside, from.y(), from.z(), from.yaw() + yaw, from.pitch(), from.roll());
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
