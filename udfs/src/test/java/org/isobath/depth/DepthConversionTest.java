package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DepthConversionTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void depthBecomesItsInverseAndLabelsStay() {
    float[] depth = {2, 0.5f, NAN, INF, 0, -1, Float.MIN_VALUE, Float.MAX_VALUE};
    assertThat(DepthConversion.inverseOfDepth(depth))
        .containsExactly(0.5f, 2, NAN, INF, NAN, NAN, NAN, 1 / Float.MAX_VALUE);
  }

  @Test
  void inverseBecomesDepthAndZeroIsInfinitelyFar() {
    float[] inverse = {0.5f, 0, -0f, -1, NAN, INF, Float.MIN_VALUE};
    assertThat(DepthConversion.depthOfInverse(inverse))
        .containsExactly(2, INF, INF, NAN, NAN, INF, INF);
  }

  @Test
  void kindsFollowTheValues() {
    assertThat(DepthConversion.toInverse(map(DepthKind.METRIC)).kind())
        .isEqualTo(DepthKind.INVERSE_METRIC);
    assertThat(DepthConversion.toInverse(map(DepthKind.RELATIVE)).kind())
        .isEqualTo(DepthKind.INVERSE_RELATIVE);
    assertThat(DepthConversion.toDepth(map(DepthKind.INVERSE_METRIC)).kind())
        .isEqualTo(DepthKind.METRIC);
    for (DepthKind kind : DepthKind.values()) {
      DepthMap map = map(kind);
      if (kind.inverse()) {
        assertThat(DepthConversion.toInverse(map)).isSameAs(map);
      } else {
        assertThat(DepthConversion.toDepth(map)).isSameAs(map);
      }
    }
  }

  @Test
  void thereAndBackIsTheSameForPowersOfTwo() {
    DepthMap map = map(DepthKind.METRIC);
    DepthMap back = DepthConversion.toDepth(DepthConversion.toInverse(map));
    assertThat(back.values()).containsExactly(map.values());
  }

  @Test
  void relativeInverseDepthHasNoDepthBeforeItIsAligned() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthConversion.toDepth(map(DepthKind.INVERSE_RELATIVE)))
        .withMessage(
            "relative inverse depth has an unknown shift: align it before turning it into depth");
  }

  private static DepthMap map(DepthKind kind) {
    return new DepthMap(2, 2, new float[] {1, 4, NAN, INF}, kind);
  }
}
