package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.isobath.depth.AffinePoints.Recovered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AffinePointsTest {
  private static final int WIDTH = 150;
  private static final int HEIGHT = 100;
  private static final double NONE = Double.NaN;

  /** Relief seen by a camera of this focal length, less a shift, times a factor. */
  private static float[][] points(double focal, double shift, double factor, double noise) {
    Random random = new Random(4);
    float[][] xyz = new float[3][WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      double u = i % WIDTH + 0.5 - 0.5 * WIDTH;
      double v = i / WIDTH + 0.5 - 0.5 * HEIGHT;
      double z = 3 + 0.01 * v + Math.sin(0.1 * u) + (u * u + v * v < 400 ? -1 : 0);
      double slip = 1 + noise * random.nextGaussian();
      xyz[0][i] = (float) (factor * z * u / focal * slip);
      xyz[1][i] = (float) (factor * z * v / focal * slip);
      xyz[2][i] = (float) (factor * (z * slip - shift));
    }
    return xyz;
  }

  private static boolean[] all() {
    boolean[] valid = new boolean[WIDTH * HEIGHT];
    Arrays.fill(valid, true);
    return valid;
  }

  @ParameterizedTest
  @CsvSource({"140, 0.7, 1", "60, 0, 1", "400, -2.5, 0.3", "90, 1.2, 1000", "5000, 0.5, 1"})
  void shiftAndFocalLengthComeBackFromExactPoints(double focal, double shift, double factor) {
    float[][] xyz = points(focal, shift, factor, 0);
    Recovered found = AffinePoints.recover(xyz, all(), WIDTH, HEIGHT, NONE);
    assertThat(found.shift()).isCloseTo(factor * shift, within(1e-4 * factor));
    assertThat(found.focal()).isCloseTo(focal, within(1e-4 * focal));
    Recovered given = AffinePoints.recover(xyz, all(), WIDTH, HEIGHT, focal);
    assertThat(given.shift()).isCloseTo(factor * shift, within(1e-4 * factor));
    assertThat(given.focal()).isEqualTo(focal);
  }

  @Test
  void aGivenFocalLengthDecidesTheShift() {
    // on one wall x = z u / f: seen with twice the focal length it is twice as far
    float[][] xyz = new float[3][WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      xyz[0][i] = (float) (2 * (i % WIDTH + 0.5 - 0.5 * WIDTH) / 100);
      xyz[1][i] = (float) (2 * (i / WIDTH + 0.5 - 0.5 * HEIGHT) / 100);
      xyz[2][i] = 2;
    }
    assertThat(AffinePoints.recover(xyz, all(), WIDTH, HEIGHT, 200).shift())
        .isCloseTo(2, within(1e-5));
    Recovered free = AffinePoints.recover(xyz, all(), WIDTH, HEIGHT, NONE);
    assertThat(free.shift()).as("of a wall nothing tells the shift").isZero();
    assertThat(free.focal()).isCloseTo(100, within(1e-4));
  }

  /** Against the sum of squares itself, over a fine grid of both unknowns. */
  @Test
  void noisyPointsGiveTheLeastSumOfSquares() {
    float[][] xyz = points(120, 0.8, 1, 0.03);
    Recovered found = AffinePoints.recover(xyz, all(), WIDTH, HEIGHT, NONE);
    double best = error(xyz, found.shift(), found.focal());
    for (double shift = -0.6; shift < 3; shift += 0.05) {
      for (double focal = 60; focal < 240; focal += 2) {
        assertThat(error(xyz, shift, focal))
            .as("shift %s, focal %s", shift, focal)
            .isGreaterThan(best * 0.999);
      }
    }
    assertThat(found.shift()).isCloseTo(0.8, within(0.1));
  }

  /** Over the pixels that take part: every second one from the second on, in x; all in y. */
  private static double error(float[][] xyz, double shift, double focal) {
    double sum = 0;
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 1; x < WIDTH; x += 2) {
        int i = y * WIDTH + x;
        double du = focal * xyz[0][i] / (xyz[2][i] + shift) - (x + 0.5 - 0.5 * WIDTH);
        double dv = focal * xyz[1][i] / (xyz[2][i] + shift) - (y + 0.5 - 0.5 * HEIGHT);
        sum += du * du + dv * dv;
      }
    }
    return sum;
  }

  @Test
  void pixelsThatDoNotCountDoNotDecide() {
    float[][] xyz = points(140, 0.7, 1, 0);
    boolean[] valid = all();
    Random random = new Random(3);
    for (int i = 0; i < 6000; i++) {
      xyz[2][i] = i % 3 == 0 ? Float.NaN : i % 3 == 1 ? -50 : 50 * random.nextFloat();
      valid[i] = i % 3 == 0;
    }
    Recovered found = AffinePoints.recover(xyz, valid, WIDTH, HEIGHT, NONE);
    assertThat(found.shift()).isCloseTo(0.7, within(1e-4));
    assertThat(found.focal()).isCloseTo(140, within(0.02));
  }

  @Test
  void withoutPointsNothingIsShifted() {
    float[][] xyz = points(140, 0.7, 1, 0);
    Recovered none = AffinePoints.recover(xyz, new boolean[WIDTH * HEIGHT], WIDTH, HEIGHT, NONE);
    assertThat(none.shift()).isZero();
    assertThat(none.focal()).isNaN();
    Recovered one = AffinePoints.recover(new float[3][1], new boolean[] {true}, 1, 1, 30);
    assertThat(one).isEqualTo(new Recovered(0, 30));
  }
}
