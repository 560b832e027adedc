package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DepthLayersTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @Test
  void limitsInMetresCutNearestFirst() {
    DepthMap map = row(DepthKind.METRIC, 1, 2, 2.5f, 5, 9, INF, NAN);
    DepthLayers layers = DepthLayers.at(map, new double[] {2, 5}, 0);
    assertThat(layers.alphas()).hasSize(3);
    assertThat(layers.alphas().get(0)).containsExactly(1, 1, 0, 0, 0, 0, 0);
    assertThat(layers.alphas().get(1)).containsExactly(0, 0, 1, 1, 0, 0, 0);
    assertThat(layers.alphas().get(2)).containsExactly(0, 0, 0, 0, 1, 1, 0);
  }

  @Test
  void inverseDepthIsCutFromLargeToSmall() {
    DepthMap map = row(DepthKind.INVERSE_RELATIVE, 9, 5, 2.5f, 2, -1, INF, NAN);
    DepthLayers layers = DepthLayers.at(map, new double[] {5, 2}, 0);
    assertThat(layers.alphas().get(0)).containsExactly(1, 1, 0, 0, 0, 0, 0);
    assertThat(layers.alphas().get(1)).containsExactly(0, 0, 1, 1, 0, 0, 0);
    assertThat(layers.alphas().get(2)).containsExactly(0, 0, 0, 0, 1, 1, 0);
  }

  @Test
  void anEdgeOfSoftnessOneIsThreePixelsWide() {
    DepthMap map = row(DepthKind.METRIC, 1, 1, 1, 9, 9, 9, NAN);
    float[] near = DepthLayers.at(map, new double[] {5}, 1).alphas().get(0);
    // shares of {1,1}, {1,1,1}, {1,1,9}, {1,9,9}, {9,9,9}, {9,9 and no depth}
    assertThat(near).containsExactly(1, 1, 2 / 3f, 1 / 3f, 0, 0, 0);
  }

  @Test
  void softnessReachesBothWaysAndPixelsWithoutDepthDoNotCount() {
    float[] values = {1, 1, 9, 1, NAN, 9, 9, 9, 9};
    DepthMap map = new DepthMap(3, 3, values, DepthKind.METRIC);
    float[] near = DepthLayers.at(map, new double[] {5}, 1).alphas().get(0);
    // near: (0,0), (1,0), (0,1); the centre has none
    assertThat(near).containsExactly(1, 3 / 5f, 1 / 3f, 3 / 5f, 0, 1 / 5f, 1 / 3f, 1 / 5f, 0);
  }

  @ParameterizedTest
  @EnumSource(DepthKind.class)
  void alphasAreSharesOfOneAtEveryPixelWithDepth(DepthKind kind) {
    DepthMap map = random(kind);
    for (int softness : new int[] {0, 1, 3, 40}) {
      DepthLayers layers = DepthLayers.ofEqualShares(map, 5, softness);
      assertThat(layers.alphas()).hasSize(5);
      for (int i = 0; i < map.values().length; i++) {
        double sum = 0;
        for (float[] alpha : layers.alphas()) {
          assertThat(alpha[i]).isBetween(0f, 1f);
          sum += alpha[i];
        }
        assertThat(sum).isCloseTo(Float.isNaN(map.values()[i]) ? 0 : 1, within(1e-6));
      }
    }
  }

  @Test
  void equalSharesHaveEquallyManyPixelsNearestFirst() {
    DepthMap near = row(DepthKind.METRIC, 8, 3, 1, 7, 2, 5, 4, 6);
    DepthLayers layers = DepthLayers.ofEqualShares(near, 4, 0);
    assertThat(layers.alphas().get(0)).containsExactly(0, 0, 1, 0, 1, 0, 0, 0);
    assertThat(layers.alphas().get(3)).containsExactly(1, 0, 0, 1, 0, 0, 0, 0);
    DepthLayers inverse =
        DepthLayers.ofEqualShares(row(DepthKind.INVERSE_METRIC, near.values()), 4, 0);
    assertThat(inverse.alphas().get(0)).containsExactly(1, 0, 0, 1, 0, 0, 0, 0);
    assertThat(inverse.alphas().get(3)).containsExactly(0, 0, 1, 0, 1, 0, 0, 0);
  }

  @Test
  void squaresAreCountedAsByHand() {
    DepthMap map = random(DepthKind.METRIC);
    for (int softness : new int[] {1, 2, 7}) {
      DepthLayers layers = DepthLayers.at(map, new double[] {0.3, 0.6}, softness);
      for (int k = 0; k < 3; k++) {
        assertThat(layers.alphas().get(k)).isEqualTo(shares(map, k, softness));
      }
    }
  }

  @Test
  void degenerateMapsHaveDefinedLayers() {
    List<float[]> constant =
        DepthLayers.ofEqualShares(row(DepthKind.METRIC, 3, 3, 3), 3, 1).alphas();
    assertThat(constant.get(0)).containsOnly(1);
    assertThat(constant.get(1)).containsOnly(0);
    List<float[]> sky = DepthLayers.ofEqualShares(row(DepthKind.METRIC, INF, INF), 2, 1).alphas();
    assertThat(sky.get(0)).containsOnly(0);
    assertThat(sky.get(1)).containsOnly(1);
    List<float[]> none = DepthLayers.ofEqualShares(row(DepthKind.METRIC, NAN), 2, 0).alphas();
    assertThat(none.get(0)).containsOnly(0);
    assertThat(none.get(1)).containsOnly(0);
  }

  @Test
  void filesHoldTheAlphasAsGreyLevels() throws Rejected {
    DepthMap map = row(DepthKind.METRIC, 1, 1, 1, 9, 9, NAN);
    List<byte[]> files = DepthLayers.at(map, new double[] {5}, 1).png();
    assertThat(files).hasSize(2);
    assertThat(levels(files.get(0))).containsExactly(255, 255, 170, 85, 0, 0);
    assertThat(levels(files.get(1))).containsExactly(0, 0, 85, 170, 255, 0);
    // byte 25 of a PNG is its colour type, 0 for grey; byte 24 the bits per sample
    assertThat(files.get(0)[24]).isEqualTo((byte) 8);
    assertThat(files.get(0)[25]).isZero();
  }

  @Test
  void impossibleArgumentsAreNamed() {
    DepthMap map = row(DepthKind.METRIC, 1, 2);
    assertThatThrownBy(() -> DepthLayers.ofEqualShares(map, 1, 0))
        .isInstanceOf(UserError.class)
        .hasMessage("Depth is cut into 2 to 64 layers, not 1. Choose a number of those.");
    assertThatThrownBy(() -> DepthLayers.at(map, new double[] {5, 2}, 0))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Limits between layers go from near to far, which is rising for metric depth: 5.0, 2.0. Sort them.");
    assertThatThrownBy(
            () -> DepthLayers.at(row(DepthKind.INVERSE_METRIC, 1), new double[] {2, 5}, 0))
        .hasMessageContaining("falling for inverse_metric depth");
    assertThatThrownBy(() -> DepthLayers.at(map, new double[0], 0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> DepthLayers.ofEqualShares(map, 2, -1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not -1. 1 hides stairs.");
  }

  /** The definition, pixel by pixel. */
  private static float[] shares(DepthMap map, int layer, int reach) {
    float[] shares = new float[map.values().length];
    for (int y = 0; y < map.height(); y++) {
      for (int x = 0; x < map.width(); x++) {
        int own = 0;
        int all = 0;
        for (int j = Math.max(0, y - reach); j <= Math.min(map.height() - 1, y + reach); j++) {
          for (int i = Math.max(0, x - reach); i <= Math.min(map.width() - 1, x + reach); i++) {
            float z = map.at(i, j);
            all += Float.isNaN(z) ? 0 : 1;
            own += layer == (z <= 0.3f ? 0 : z <= 0.6f ? 1 : z > 0.6f ? 2 : -1) ? 1 : 0;
          }
        }
        shares[y * map.width() + x] = Float.isNaN(map.at(x, y)) ? 0 : (float) own / all;
      }
    }
    return shares;
  }

  private static int[] levels(byte[] png) throws Rejected {
    Image image = ImageDecoder.decode(png, DecodeOptions.DEFAULT).image();
    int[] levels = new int[image.width() * image.height()];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = image.rgb()[3 * i] & 0xff;
    }
    return levels;
  }

  private static DepthMap random(DepthKind kind) {
    Random random = new Random(5);
    float[] values = new float[19 * 13];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(9) == 0 ? NAN : random.nextInt(9) == 0 ? INF : random.nextFloat();
    }
    return new DepthMap(19, 13, values, kind);
  }

  private static DepthMap row(DepthKind kind, float... values) {
    return new DepthMap(values.length, 1, values, kind);
  }
}
