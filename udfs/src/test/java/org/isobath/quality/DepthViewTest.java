package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.junit.jupiter.api.Test;

class DepthViewTest {
  /** Of 768 rows every third, of 900 columns every third: the middle ones. */
  @Test
  void a_large_map_is_looked_at_by_the_pixels_in_the_middle_of_equal_areas() {
    float[] depth = new float[900 * 768];
    for (int i = 0; i < depth.length; i++) {
      depth[i] = 1 + i;
    }
    depth[(3 * 7 + 1) * 900 + 3 * 5 + 1] = Float.NaN;
    depth[(3 * 9 + 1) * 900 + 3 * 5 + 1] = Float.POSITIVE_INFINITY;
    depth[(3 * 9 + 1) * 900 + 3 * 6] = Float.NaN;
    DepthView view = new DepthView(new DepthMap(900, 768, depth, DepthKind.METRIC), null);
    assertThat(view.width).isEqualTo(300);
    assertThat(view.height).isEqualTo(256);
    for (int y = 0; y < 256; y++) {
      for (int x = 0; x < 300; x++) {
        float z = depth[(3 * y + 1) * 900 + 3 * x + 1];
        float expected = Float.isInfinite(z) ? z : 1 / z;
        assertThat(view.inverse[y * 300 + x])
            .as("(%d, %d)", x, y)
            .isEqualTo(Float.valueOf(expected));
      }
    }
  }

  @Test
  void a_small_map_is_looked_at_as_it_is() {
    float[] inverse = {0.5f, 0.25f, 3, 1, Float.NaN, 2};
    DepthView view = new DepthView(new DepthMap(3, 2, inverse, DepthKind.INVERSE_RELATIVE), null);
    assertThat(view.inverse).isSameAs(inverse);
  }
}
