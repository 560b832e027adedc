package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.isobath.UserError;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConditioningRecipeTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @ParameterizedTest
  @EnumSource(ConditioningRecipe.class)
  void nearIsWhiteAndLabelsAreBlackForEveryKind(ConditioningRecipe recipe) {
    for (DepthKind kind : DepthKind.values()) {
      float[] values = new float[202];
      for (int i = 0; i < 200; i++) {
        values[i] = kind.inverse() ? 300f - i : 100f + i;
      }
      values[200] = NAN;
      values[201] = INF;
      int[] grey = grey(recipe.render(new DepthMap(202, 1, values, kind)));
      assertThat(grey[0]).as("%s nearest", kind).isEqualTo(255);
      assertThat(grey[199]).as("%s farthest", kind).isEqualTo(0);
      for (int i = 1; i < 200; i++) {
        assertThat(grey[i]).isLessThanOrEqualTo(grey[i - 1]);
      }
      assertThat(grey[100]).isBetween(1, 254);
      assertThat(grey[200]).isZero();
      assertThat(grey[201]).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(ConditioningRecipe.class)
  void overshootBelowZeroIsTheFarEndAndNeverWraps(ConditioningRecipe recipe) {
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i * 0.06f;
    }
    values[0] = -3;
    values[999] = 90;
    int[] grey = grey(recipe.render(new DepthMap(1000, 1, values, DepthKind.INVERSE_RELATIVE)));
    assertThat(grey[0]).isZero();
    assertThat(grey[999]).isEqualTo(255);
    for (int i = 1; i < 999; i++) {
      assertThat(grey[i]).isGreaterThanOrEqualTo(grey[i - 1]);
    }
  }

  @ParameterizedTest
  @EnumSource(ConditioningRecipe.class)
  void constantUnlabelledAndEmptyMapsAreBlack(ConditioningRecipe recipe) {
    for (DepthKind kind : DepthKind.values()) {
      for (float value : new float[] {3, 0, -1, NAN, INF}) {
        float[] values = new float[6];
        Arrays.fill(values, value);
        assertThat(grey(recipe.render(new DepthMap(3, 2, values, kind)))).containsOnly(0);
      }
      assertThat(grey(recipe.render(new DepthMap(1, 1, new float[] {7}, kind)))).containsOnly(0);
    }
  }

  @Test
  void minmaxFollowsTheWorkedExample() {
    // inverse depths 1, 0.5, 0.25: (0.5 - 0.25) / 0.75 = 1/3
    Image image =
        ConditioningRecipe.MINMAX.render(
            new DepthMap(3, 1, new float[] {1, 2, 4}, DepthKind.METRIC));
    assertThat(grey(image)).containsExactly(255, 85, 0);
  }

  @Test
  void zoeFollowsTheWorkedExample() {
    // depths 0 to 100 in steps of one (0 is none): p2 = 2.98, p85 = 85.15 of 1..100
    float[] values = new float[101];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    DepthMap map = new DepthMap(101, 1, values, DepthKind.METRIC);
    int[] grey = grey(ConditioningRecipe.ZOE.render(map));
    assertThat(grey[0]).isZero();
    assertThat(grey[2]).isEqualTo(255);
    assertThat(grey[50]).isEqualTo(Math.round(255 * (1 - (50 - 2.98f) / (85.15f - 2.98f))));
    assertThat(grey[90]).isZero();
    int[] darker = grey(ConditioningRecipe.ZOE_GAMMA.render(map));
    double x = 1 - (50 - 2.98) / (85.15 - 2.98);
    assertThat(darker[50]).isEqualTo((int) Math.round(255 * Math.pow(x, 2.2)));
  }

  @Test
  void onePixelDoesNotDecideTheDefault() {
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + i * 0.001f;
    }
    values[500] = 1e6f;
    DepthMap map = new DepthMap(1000, 1, values, DepthKind.INVERSE_RELATIVE);
    assertThat(grey(ConditioningRecipe.PERCENTILE.render(map))[800]).isGreaterThan(190);
    assertThat(grey(ConditioningRecipe.MINMAX.render(map))[800]).isZero();
  }

  @Test
  void recipesAreFoundByLabelAndDocumented() {
    for (ConditioningRecipe recipe : ConditioningRecipe.values()) {
      assertThat(ConditioningRecipe.of(recipe.label())).isEqualTo(recipe);
      assertThat(recipe.label()).matches("[a-z][a-z0-9_]*");
      assertThat(recipe.formula()).isNotBlank();
      assertThat(recipe.source()).isNotBlank();
    }
    assertThatThrownBy(() -> ConditioningRecipe.of("zoe"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Unknown conditioning recipe: zoe. Use one of minmax, percentile_1_99, zoe_2_85,"
                + " zoe_2_85_gamma_2_2.");
  }

  private static int[] grey(Image image) {
    int[] grey = new int[image.width() * image.height()];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = image.rgb()[3 * i] & 0xff;
      assertThat(image.rgb()[3 * i + 1]).isEqualTo(image.rgb()[3 * i]);
      assertThat(image.rgb()[3 * i + 2]).isEqualTo(image.rgb()[3 * i]);
    }
    return grey;
  }
}
