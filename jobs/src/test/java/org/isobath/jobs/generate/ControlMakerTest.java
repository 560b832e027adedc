package org.isobath.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.isobath.Rejected;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.generate.hosted.ControlEncoder;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;

class ControlMakerTest {
  /** Twice as near on the left as on the right. */
  private static byte[] depth() {
    DepthMap map = new DepthMap(2, 1, new float[] {2, 1}, DepthKind.INVERSE_RELATIVE);
    return DepthPng.encode(map, Map.of()).png();
  }

  @Test
  void a_depth_map_has_the_size_of_its_picture_and_near_is_white() throws Rejected {
    Image control = ControlMaker.depthMap(depth(), "minmax", 40, 20);
    assertThat(control.width()).isEqualTo(40);
    assertThat(control.height()).isEqualTo(20);
    assertThat(control.at(0, 10, 0)).isEqualTo(255);
    assertThat(control.at(39, 10, 2)).isZero();
  }

  @Test
  void a_large_picture_has_a_control_as_large_as_one_may_be() throws Rejected {
    Image control = ControlMaker.depthMap(depth(), "minmax", 8192, 2048);
    // a quarter of the pixels: half of each side
    assertThat(control.width()).isEqualTo(4096);
    assertThat(control.height()).isEqualTo(1024);
    assertThat((long) control.width() * control.height()).isEqualTo(ControlEncoder.MAX_PIXELS);
  }
}
