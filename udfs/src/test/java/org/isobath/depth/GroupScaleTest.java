package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.isobath.UserError;
import org.isobath.depth.GroupScale.Scaled;
import org.junit.jupiter.api.Test;

class GroupScaleTest {
  private static final int COUNT = 2000;

  /** The same depths in another order, so many times as far. */
  private static DepthMap view(double factor, long seed, DepthKind kind) {
    Random random = new Random(1);
    List<Double> depths = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      depths.add(Math.exp(random.nextGaussian()));
    }
    Collections.shuffle(depths, new Random(seed));
    float[] values = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      double z = factor * depths.get(i);
      values[i] = (float) (kind.inverse() ? 1 / z : z);
    }
    return new DepthMap(50, 40, values, kind);
  }

  @Test
  void whatDiffersByAFactorIsBroughtToTheMiddleOne() {
    List<Scaled> scaled =
        GroupScale.of(
            List.of(
                view(1, 5, DepthKind.METRIC),
                view(3, 6, DepthKind.INVERSE_METRIC),
                view(0.2, 7, DepthKind.METRIC)));
    assertThat(scaled)
        .extracting(Scaled::factor)
        .satisfiesExactly(
            f -> assertThat(f).isCloseTo(1, within(1e-6)),
            f -> assertThat(f).isCloseTo(1 / 3.0, within(1e-6)),
            f -> assertThat(f).isCloseTo(5, within(1e-5)));
    assertThat(scaled).allMatch(Scaled::used).allMatch(view -> view.spread() < 1e-6);
  }

  @Test
  void aFactorMovesDepthNotItsInverse() {
    float inf = Float.POSITIVE_INFINITY;
    DepthMap depth = new DepthMap(3, 1, new float[] {2, Float.NaN, inf}, DepthKind.METRIC);
    assertThat(GroupScale.scaled(depth, 4).values()).containsExactly(8, Float.NaN, inf);
    DepthMap inverse =
        new DepthMap(3, 1, new float[] {2, Float.NaN, inf}, DepthKind.INVERSE_METRIC);
    assertThat(GroupScale.scaled(inverse, 4).values()).containsExactly(0.5f, Float.NaN, inf);
  }

  @Test
  void oneViewOfSomethingElseDecidesNothing() {
    float[] wall = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      wall[i] = 50 + 0.001f * i;
    }
    List<Scaled> scaled =
        GroupScale.of(
            List.of(
                view(2, 1, DepthKind.METRIC),
                new DepthMap(50, 40, wall, DepthKind.METRIC),
                view(2, 3, DepthKind.METRIC),
                view(2, 4, DepthKind.METRIC)));
    assertThat(scaled).extracting(Scaled::used).containsExactly(true, false, true, true);
    for (int i : new int[] {0, 2, 3}) {
      assertThat(scaled.get(i).factor()).isCloseTo(1, within(1e-9));
    }
    assertThat(scaled.get(1).spread()).isGreaterThan(GroupScale.MOST_SPREAD);
    assertThat(scaled.get(1).factor()).as("its median to theirs").isBetween(0.02, 0.1);
  }

  @Test
  void theOrderChangesNothing() {
    List<DepthMap> views = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      DepthMap view = view(1 + i, i, DepthKind.RELATIVE);
      Random noise = new Random(i);
      for (int k = 0; k < COUNT; k++) {
        view.values()[k] *= (float) Math.exp(0.2 * noise.nextGaussian());
      }
      views.add(view);
    }
    List<Scaled> one = GroupScale.of(views);
    Collections.reverse(views);
    List<Scaled> other = GroupScale.of(views);
    for (int i = 0; i < 5; i++) {
      assertThat(other.get(4 - i).factor()).isCloseTo(one.get(i).factor(), within(1e-9));
    }
    assertThat(one.get(0).factor() / one.get(4).factor()).isCloseTo(5, within(0.25));
  }

  @Test
  void viewsWithoutDepthAndSingleOnesHaveDefinedScales() {
    float[] nothing = new float[COUNT];
    java.util.Arrays.fill(nothing, Float.POSITIVE_INFINITY);
    DepthMap sky = new DepthMap(50, 40, nothing, DepthKind.METRIC);
    List<Scaled> scaled = GroupScale.of(List.of(sky, view(2, 1, DepthKind.METRIC)));
    assertThat(scaled.get(0).factor()).isNaN();
    assertThat(scaled.get(0).used()).isFalse();
    assertThat(scaled.get(1)).isEqualTo(new Scaled(1, 0, true));
    assertThat(GroupScale.of(List.of(sky)).get(0).factor()).isNaN();
  }

  @Test
  void whatHasNoScaleIsRefused() {
    assertThatThrownBy(() -> GroupScale.of(List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is none");
    assertThatThrownBy(() -> GroupScale.of(List.of(view(1, 1, DepthKind.INVERSE_RELATIVE))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its shift is unknown as well");
  }
}
