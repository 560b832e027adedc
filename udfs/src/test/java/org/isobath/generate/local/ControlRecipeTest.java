package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.ConditioningRecipe;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;

class ControlRecipeTest {
  /** Inverse depth that grows to the right, {@code width} steps. */
  private static DepthMap slope(int width, int height) {
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % width;
    }
    return new DepthMap(width, height, values, DepthKind.INVERSE_RELATIVE);
  }

  private static int[] greys(Image control) {
    int[] greys = new int[control.width()];
    for (int x = 0; x < greys.length; x++) {
      greys[x] = control.at(x, 0, 0);
    }
    return greys;
  }

  @Test
  void a_map_of_the_size_is_the_recipe_alone() throws Rejected {
    DepthMap map = slope(6, 4);
    Image control = ControlRecipe.of(map, ConditioningRecipe.MINMAX, new PictureSize(6, 4));
    assertThat(control.rgb()).isEqualTo(ConditioningRecipe.MINMAX.render(map).rgb());
    assertThat(greys(control)).containsExactly(0, 51, 102, 153, 204, 255);
  }

  @Test
  void another_shape_takes_the_middle() throws Rejected {
    // the middle four columns of six: 1 to 4
    Image control = ControlRecipe.of(slope(6, 4), ConditioningRecipe.MINMAX, new PictureSize(4, 4));
    assertThat(greys(control)).containsExactly(0, 85, 170, 255);
    assertThat(CentreCrop.of(1000, 750, new PictureSize(992, 736)))
        .isEqualTo(new CentreCrop(0, 4, 1000, 742));
    assertThat(CentreCrop.of(100, 1000, new PictureSize(64, 64)))
        .isEqualTo(new CentreCrop(0, 450, 100, 100));
  }

  @Test
  void a_larger_map_is_averaged_as_depth() throws Rejected {
    // columns 0 1 | 2 3 | 4 5 | 6 7 have means 0.5, 2.5, 4.5, 6.5
    Image control = ControlRecipe.of(slope(8, 8), ConditioningRecipe.MINMAX, new PictureSize(4, 4));
    assertThat(greys(control)).containsExactly(0, 85, 170, 255);
  }

  @Test
  void a_picture_of_the_size_stays_as_it_is() {
    Image picture = ConditioningRecipe.MINMAX.render(slope(6, 4));
    assertThat(ControlRecipe.of(picture, new PictureSize(6, 4))).isSameAs(picture);
    assertThat(greys(ControlRecipe.of(picture, new PictureSize(4, 4))))
        .containsExactly(51, 102, 153, 204);
  }

  @Test
  void a_map_with_invalid_values_is_rejected() {
    DepthMap map = slope(6, 4);
    map.values()[9] = Float.NaN;
    map.values()[20] = Float.NaN;
    assertThatThrownBy(
            () -> ControlRecipe.of(map, ConditioningRecipe.PERCENTILE, new PictureSize(6, 4)))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.MODEL_LIMITS))
        .hasMessageStartingWith(
            "the control has no depth (NaN) at 2 of 24 pixels, the first at column 3, row 1");
  }

  @Test
  void sky_is_black_and_no_mistake() throws Rejected {
    DepthMap map = slope(6, 4);
    Arrays.fill(map.values(), 0, 6, Float.POSITIVE_INFINITY);
    Image control = ControlRecipe.of(map, ConditioningRecipe.MINMAX, new PictureSize(6, 4));
    assertThat(greys(control)).containsOnly(0);
    assertThat(control.at(5, 1, 0)).isEqualTo(255);
  }
}
