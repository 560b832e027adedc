package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;

class LumaTest {
  @Test
  void luma_is_averaged_over_areas_and_rounded_once() {
    int[][] sizes = {
      {37, 29, 11, 9}, {50, 40, 25, 10}, {7, 90, 6, 31}, {300, 5, 2, 5}, {9, 9, 1, 1}
    };
    for (int[] size : sizes) {
      Image image = noise(size[0], size[1]);
      byte[] luma = Luma.of(image, size[2], size[3]);
      for (int y = 0; y < size[3]; y++) {
        for (int x = 0; x < size[2]; x++) {
          assertThat((double) (luma[y * size[2] + x] & 0xff))
              .as("(%d, %d) of %s", x, y, Arrays.toString(size))
              .isCloseTo(mean(image, size[2], size[3], x, y), within(0.5001));
        }
      }
    }
  }

  private static double mean(Image image, int width, int height, int x, int y) {
    double acrossFrom = (double) x * image.width() / width;
    double acrossTo = (x + 1.0) * image.width() / width;
    double downFrom = (double) y * image.height() / height;
    double downTo = (y + 1.0) * image.height() / height;
    double sum = 0;
    for (int v = 0; v < image.height(); v++) {
      for (int u = 0; u < image.width(); u++) {
        double across = Math.min(u + 1, acrossTo) - Math.max(u, acrossFrom);
        double down = Math.min(v + 1, downTo) - Math.max(v, downFrom);
        if (across > 0 && down > 0) {
          sum += across * down * thousandths(image, u, v) / 1000.0;
        }
      }
    }
    return sum / ((acrossTo - acrossFrom) * (downTo - downFrom));
  }

  private static int thousandths(Image image, int x, int y) {
    return 299 * image.at(x, y, 0) + 587 * image.at(x, y, 1) + 114 * image.at(x, y, 2);
  }

  @Test
  void at_its_own_size_every_pixel_is_rounded_alone() {
    Image image = noise(64, 48);
    byte[] luma = Luma.of(image, 64, 48);
    for (int i = 0; i < luma.length; i++) {
      assertThat(luma[i] & 0xff).isEqualTo((thousandths(image, i % 64, i / 64) + 500) / 1000);
    }
  }

  /** Thousandths of all whole numbers that there are, halves among them. */
  @Test
  void halves_go_to_the_next_level() {
    for (int thousandths = 0; thousandths <= 255_000; thousandths++) {
      assertThat(Luma.rounded(thousandths) & 0xff).isEqualTo((thousandths + 500) / 1000);
    }
  }

  @Test
  void one_colour_stays_so_where_a_side_grows() {
    byte[] rgb = new byte[3 * 10 * 8];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = 10;
      rgb[i + 1] = (byte) 200;
      rgb[i + 2] = 30;
    }
    for (int[] size : new int[][] {{20, 4}, {3, 30}, {25, 25}}) {
      // 2.99 + 117.4 + 3.42
      assertThat(Luma.of(new Image(10, 8, rgb), size[0], size[1]))
          .as(Arrays.toString(size))
          .hasSize(size[0] * size[1])
          .containsOnly((byte) 124);
    }
  }

  private static Image noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(width).nextBytes(rgb);
    return new Image(width, height, rgb);
  }
}
