package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.isobath.UserError;
import org.isobath.depth.DepthFusion.Fused;
import org.isobath.depth.DepthFusion.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DepthFusionTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;
  private static final int WIDTH = 60;
  private static final int HEIGHT = 40;

  @ParameterizedTest
  @EnumSource(DepthKind.class)
  void oneMapComesBackAsItIs(DepthKind kind) {
    DepthMap map = labelled(relief(1, kind));
    Fused fused = DepthFusion.fuse(List.of(map));
    assertThat(fused.depth().kind()).isEqualTo(kind);
    assertClose(fused.depth(), map, 2e-7);
    assertThat(fused.spread()).containsOnly(NAN);
    assertThat(fused.members()).extracting(Member::used).containsExactly(true);
  }

  @Test
  void affineCopiesFuseToTheFirstWithoutSpread() {
    DepthMap map = labelled(relief(2, DepthKind.INVERSE_RELATIVE));
    List<DepthMap> copies =
        List.of(map, affine(map, 3, -7), affine(map, 0.02, 100), affine(map, 50, 1));
    Fused fused = DepthFusion.fuse(copies);
    assertThat(fused.anchor()).isZero();
    // half a step of the 16-bit file is 7.6e-6 of the range; the third copy has lost more than that
    // to
    // the 24 bits of a float at 100
    assertClose(fused.depth(), map, 3e-6 * range(map));
    for (int i = 0; i < fused.spread().length; i++) {
      assertThat(Float.isNaN(fused.spread()[i])).isEqualTo(Float.isNaN(map.values()[i]));
      if (!Float.isNaN(fused.spread()[i])) {
        assertThat(fused.spread()[i]).isLessThan(2e-6f);
      }
    }
    assertThat(fused.members()).allMatch(member -> member.used() && member.agreement() > 0.999);
    assertThat(fused.members().get(1).alignment().scale()).isCloseTo(1 / 3., within(1e-6));
    assertThat(fused.members().get(1).alignment().shift()).isCloseTo(7 / 3., within(1e-5));
  }

  @ParameterizedTest
  @EnumSource(
      value = DepthKind.class,
      names = {"RELATIVE", "METRIC", "INVERSE_METRIC"})
  void depthUpToScaleFusesInInverseDepthWhateverTheKindOfTheFirst(DepthKind kind) {
    DepthMap map = relief(3, kind);
    DepthMap inverse = affine(asRelative(DepthConversion.toInverse(map)), 12, 3);
    Fused fused = DepthFusion.fuse(List.of(map, inverse, inverse));
    assertThat(fused.depth().kind()).isEqualTo(kind);
    assertClose(fused.depth(), map, 1e-4);
  }

  @Test
  void oneOutlierOfThreeDoesNotMoveTheMedianWhereverItStands() {
    DepthMap map = labelled(relief(4, DepthKind.INVERSE_RELATIVE));
    DepthMap copy = affine(map, 2, 5);
    for (DepthMap outlier :
        List.of(noise(9), affine(map, -1, 3), constant(4), patched(map), constant(NAN))) {
      for (int place = 0; place < 3; place++) {
        List<DepthMap> members =
            switch (place) {
              case 0 -> List.of(outlier, map, copy);
              case 1 -> List.of(map, outlier, copy);
              default -> List.of(map, copy, outlier);
            };
        Fused fused = DepthFusion.fuse(members);
        // in the frame of its anchor, which is one of the two that agree
        DepthMap expected = members.get(fused.anchor());
        assertThat(expected).as("anchor with the outlier at %s", place).isNotSameAs(outlier);
        assertClose(fused.depth(), expected, 2e-6 * range(expected));
      }
    }
  }

  @Test
  void aMemberThatSeesOnlySkyIsOutvotedWhereOthersSeeMore() {
    DepthMap map = relief(4, DepthKind.INVERSE_RELATIVE);
    Fused fused = DepthFusion.fuse(List.of(constant(INF), map, affine(map, 2, 5)));
    assertClose(fused.depth(), map, 2e-6 * range(map));
  }

  @Test
  void agreementIsSpearmansRankCorrelation() {
    // ranks 0, 1, 2, 3 and 1, 0, 2.5, 2.5: deviations -1.5, -.5, .5, 1.5 and -.5, -1.5, 1, 1
    // sum of products .75 + .75 + .5 + 1.5 = 3.5, of squares 5 and 4.5
    Fused fused =
        DepthFusion.fuse(
            List.of(
                row(DepthKind.INVERSE_RELATIVE, -9, 0, 2, 70, INF, NAN),
                row(DepthKind.INVERSE_RELATIVE, -2, -3, 8, 8, NAN, INF)));
    assertThat(fused.members().get(1).agreement())
        .isCloseTo(3.5 / Math.sqrt(5 * 4.5), within(1e-6));
  }

  @Test
  void aMapThatSaysNothingOrRunsBackwardsIsLeftOutAndSaidSo() {
    DepthMap map = relief(5, DepthKind.INVERSE_RELATIVE);
    DepthMap copy = affine(map, 2, 5);
    Fused fused = DepthFusion.fuse(List.of(map, noise(3), affine(map, -1, 3), constant(4), copy));
    assertThat(fused.members())
        .extracting(Member::used)
        .containsExactly(true, false, false, false, true);
    assertThat(fused.members().get(1).agreement()).isBetween(-0.1, 0.1);
    assertThat(fused.members().get(2).agreement()).isCloseTo(-1, within(1e-6));
    assertThat(fused.members().get(2).alignment().scale()).isNegative();
    assertThat(fused.members().get(3).alignment().scale()).isNaN();
    assertThat(fused.members().get(3).agreement()).isZero();
  }

  @Test
  void theOrderOfTheMembersChangesNothing() {
    DepthMap truth = relief(6, DepthKind.INVERSE_RELATIVE);
    DepthMap a = noisy(truth, 0.02, 1);
    DepthMap b = affine(noisy(truth, 0.05, 2), 3, 1);
    DepthMap c = affine(noisy(truth, 0.10, 3), 0.2, -4);
    double[] weights = {1, 2, 1.5};
    Fused one = DepthFusion.fuse(List.of(a, b, c), weights);
    Fused other = DepthFusion.fuse(List.of(c, a, b), new double[] {1.5, 1, 2});
    assertThat(other.depth().values()).isEqualTo(one.depth().values());
    assertThat(other.spread()).isEqualTo(one.spread());
    assertThat(other.members().get(1)).isEqualTo(one.members().get(0));
  }

  @Test
  void theMedianOfMetricMapsIsTakenAsTheyAre() {
    DepthMap a = row(DepthKind.METRIC, 1, 2, 4, INF, NAN, 8, 1);
    DepthMap b = row(DepthKind.INVERSE_METRIC, 1 / 2f, 1 / 4f, 0, 1, NAN, NAN, -1);
    DepthMap c = row(DepthKind.METRIC, 4, 2, INF, INF, NAN, 8, INF);
    Fused fused = DepthFusion.fuse(List.of(a, b, c));
    // inverse depth: {1, .5, .25}, {.5, .25, .5}, {.25, far, far}, {far, 1, far}, none, {.125,
    // .125}, {1, far}
    assertThat(fused.depth().kind()).isEqualTo(DepthKind.METRIC);
    assertThat(fused.depth().values()).containsExactly(2, 2, INF, INF, NAN, 8, 1);
    // range of .5, .5, .125, 1 between ranks .06 and 2.94: .125 + .06 * .375 = .1475 and .5 + .94 *
    // .5 = .97;
    // deviations of the first {.5, 0, .25}: .25 / .8225
    assertThat(fused.spread()[0]).isCloseTo(.25f / .8225f, within(1e-6f));
    assertThat(fused.spread()[1]).isZero();
    assertThat(fused.spread()[2]).isZero();
    assertThat(fused.spread()[4]).isNaN();
    assertThat(fused.spread()[5]).isZero();
    // one says 1 m and one infinite: as far apart as can be
    assertThat(fused.spread()[6]).isEqualTo(1);
    assertThat(fused.members())
        .extracting(Member::alignment)
        .extracting(Alignment::scale)
        .containsOnly(1.);
  }

  @Test
  void aMetricMemberIsTheAnchorHoweverManyRelativeOnesThereAre() {
    DepthMap metric = relief(7, DepthKind.METRIC);
    DepthMap relative = asRelative(DepthConversion.toInverse(metric));
    Fused fused = DepthFusion.fuse(List.of(affine(relative, 5, 1), affine(relative, 2, 9), metric));
    assertThat(fused.anchor()).isEqualTo(2);
    assertThat(fused.depth().kind()).isEqualTo(DepthKind.METRIC);
    assertClose(fused.depth(), metric, 1e-4);
  }

  @Test
  void alignedInverseDepthBelowZeroIsInfinitelyFarWhereZeroIsKnown() {
    float[] metric = {.2f, .4f, .6f, .8f, 1, NAN, NAN};
    float[] relative = {2, 4, 6, 8, 10, -0.5f, -1};
    Fused fused =
        DepthFusion.fuse(
            List.of(
                row(DepthKind.INVERSE_METRIC, metric), row(DepthKind.INVERSE_RELATIVE, relative)));
    assertThat(fused.depth().at(5, 0)).isEqualTo(INF);
    assertThat(fused.depth().at(6, 0)).isEqualTo(INF);
    assertThat(fused.depth().at(4, 0)).isCloseTo(1, within(1e-6f));
  }

  @Test
  void weightsDecideAndAMapWithoutWeightTakesNoPart() {
    DepthMap one = row(DepthKind.METRIC, 1, 2, 3);
    DepthMap two = row(DepthKind.METRIC, 2, 3, 4);
    DepthMap three = row(DepthKind.METRIC, 4, 4, 8);
    List<DepthMap> maps = List.of(one, two, three);
    assertClose(DepthFusion.fuse(maps, new double[] {5, 1, 1}).depth(), one, 1e-6);
    assertClose(DepthFusion.fuse(maps, new double[] {1, 1, 3}).depth(), three, 1e-6);
    Fused without = DepthFusion.fuse(maps, new double[] {0, 0, 0.1});
    assertClose(without.depth(), three, 1e-6);
    assertThat(without.members()).extracting(Member::used).containsExactly(false, false, true);
    assertThat(without.members().get(0).agreement()).isNaN();
    assertThat(DepthFusion.fuse(maps, new double[] {2, 4, 6}).depth().values())
        .isEqualTo(DepthFusion.fuse(maps, new double[] {1, 2, 3}).depth().values());
  }

  @Test
  void otherSizesAreBroughtToTheFirst() {
    DepthMap ramp = ramp(40, 30);
    Fused fused =
        DepthFusion.fuse(List.of(ramp, affine(ramp(80, 60), 2, 1), affine(ramp(20, 15), 3, 0)));
    assertThat(fused.depth().width()).isEqualTo(40);
    assertThat(fused.depth().height()).isEqualTo(30);
    // away from the border, where enlarging repeats the outermost pixels
    for (int y = 2; y < 28; y++) {
      for (int x = 2; x < 38; x++) {
        assertThat(fused.depth().at(x, y)).isCloseTo(ramp.at(x, y), within(2e-3f));
      }
    }
  }

  @Test
  void mapsOfNothingButLabelsHaveAResult() {
    DepthMap sky = constant(INF);
    DepthMap nothing = constant(NAN);
    assertThat(DepthFusion.fuse(List.of(sky, sky, nothing)).depth().values()).containsOnly(INF);
    assertThat(DepthFusion.fuse(List.of(nothing, nothing)).depth().values()).containsOnly(NAN);
    assertThat(DepthFusion.fuse(List.of(nothing, constant(2))).depth().values()).containsOnly(2);
    assertThat(DepthFusion.fuse(List.of(constant(2), constant(2))).depth().values())
        .containsOnly(2);
    DepthMap point = new DepthMap(1, 1, new float[] {3}, DepthKind.INVERSE_RELATIVE);
    assertThat(DepthFusion.fuse(List.of(point, point, point)).depth().values()).containsExactly(3);
  }

  @Test
  void impossibleArgumentsAreNamed() {
    DepthMap map = constant(1);
    assertThatThrownBy(() -> DepthFusion.fuse(List.of()))
        .isInstanceOf(UserError.class)
        .hasMessage("Cannot fuse depth: no map was given. Give at least one.");
    assertThatThrownBy(() -> DepthFusion.fuse(List.of(map, map), new double[] {1}))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("2 maps and 1 weights");
    for (double[] weights :
        new double[][] {{0, 0}, {1, -1}, {1, Double.NaN}, {1, Double.POSITIVE_INFINITY}}) {
      assertThatThrownBy(() -> DepthFusion.fuse(List.of(map, map), weights))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(
              "the weights are " + weights[0] + ", " + weights[1] + ". Weights are finite");
    }
  }

  /** Boxes of different nearness before a slanted ground, positive and different everywhere. */
  private static DepthMap relief(long seed, DepthKind kind) {
    Random random = new Random(seed);
    float[] inverse = new float[WIDTH * HEIGHT];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 0.05f + 0.01f * (i / WIDTH) + 0.001f * (i % WIDTH);
    }
    for (int box = 0; box < 6; box++) {
      int left = random.nextInt(WIDTH - 12);
      int top = random.nextInt(HEIGHT - 12);
      float near = 0.3f + random.nextFloat();
      for (int y = top; y < top + 12; y++) {
        for (int x = left; x < left + 12; x++) {
          inverse[y * WIDTH + x] = near;
        }
      }
    }
    float[] values = kind.inverse() ? inverse : DepthConversion.depthOfInverse(inverse);
    return new DepthMap(WIDTH, HEIGHT, values, kind);
  }

  private static DepthMap labelled(DepthMap map) {
    float[] values = map.values().clone();
    for (int x = 0; x < WIDTH; x++) {
      values[x] = INF;
      values[WIDTH * (HEIGHT - 1) + x] = NAN;
    }
    return new DepthMap(WIDTH, HEIGHT, values, map.kind());
  }

  /** Another relief in a quarter of the picture. */
  private static DepthMap patched(DepthMap map) {
    Random random = new Random(12);
    float[] values = map.values().clone();
    for (int y = 5; y < 25; y++) {
      for (int x = 10; x < 40; x++) {
        values[y * WIDTH + x] = 1.2f * random.nextFloat();
      }
    }
    return new DepthMap(WIDTH, HEIGHT, values, map.kind());
  }

  private static DepthMap noise(long seed) {
    Random random = new Random(seed);
    float[] values = new float[WIDTH * HEIGHT];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new DepthMap(WIDTH, HEIGHT, values, DepthKind.INVERSE_RELATIVE);
  }

  private static DepthMap noisy(DepthMap map, double sigma, long seed) {
    Random random = new Random(seed);
    float[] values = map.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += (float) (sigma * random.nextGaussian());
    }
    return new DepthMap(map.width(), map.height(), values, map.kind());
  }

  private static DepthMap affine(DepthMap map, double scale, double shift) {
    float[] values = map.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (Float.isFinite(values[i])) {
        values[i] = (float) (scale * values[i] + shift);
      }
    }
    return new DepthMap(map.width(), map.height(), values, map.kind());
  }

  private static DepthMap asRelative(DepthMap map) {
    return new DepthMap(map.width(), map.height(), map.values(), DepthKind.INVERSE_RELATIVE);
  }

  private static DepthMap constant(float value) {
    float[] values = new float[WIDTH * HEIGHT];
    Arrays.fill(values, value);
    return new DepthMap(WIDTH, HEIGHT, values, DepthKind.INVERSE_RELATIVE);
  }

  private static DepthMap row(DepthKind kind, float... values) {
    return new DepthMap(values.length, 1, values, kind);
  }

  /** The plane through pixel centres, the same at every size. */
  private static DepthMap ramp(int width, int height) {
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % width + .5f) / width + 2 * (i / width + .5f) / height;
    }
    return new DepthMap(width, height, values, DepthKind.INVERSE_RELATIVE);
  }

  private static double range(DepthMap map) {
    Quantiles quantiles = Quantiles.of(map.values());
    return quantiles.at(1) - quantiles.at(0);
  }

  private static void assertClose(DepthMap actual, DepthMap expected, double tolerance) {
    assertThat(actual.width()).isEqualTo(expected.width());
    assertThat(actual.height()).isEqualTo(expected.height());
    for (int i = 0; i < expected.values().length; i++) {
      float e = expected.values()[i];
      float a = actual.values()[i];
      if (Float.isFinite(e)) {
        double allowed = tolerance * Math.max(1, Math.abs(e));
        assertThat(Math.abs(a - e))
            .as("pixel %s: %s, expected %s", i, a, e)
            .isLessThanOrEqualTo((float) allowed);
      } else {
        assertThat(Float.compare(a, e)).as("pixel %s: %s, expected %s", i, a, e).isZero();
      }
    }
  }
}
