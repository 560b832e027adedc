package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;

class BlockinessTest {
  /** Of blocks of 8x8 with noise, larger than the middle that counts along one or both axes. */
  @Test
  void the_grid_is_looked_for_in_the_middle() {
    for (int[] size : new int[][] {{900, 801}, {771, 20}, {16, 780}, {133, 77}}) {
      Random random = new Random(size[0]);
      int[] tones = random.ints(20_000, 0, 200).toArray();
      byte[] rgb = new byte[3 * size[0] * size[1]];
      for (int i = 0; i < rgb.length; i++) {
        int x = i / 3 % size[0];
        int y = i / 3 / size[0];
        rgb[i] = (byte) (tones[y / 8 * 128 + x / 8] / 4 + random.nextInt(200));
      }
      Image image = new Image(size[0], size[1], rgb);
      double expected = (across(image) + across(turned(image))) / 2;
      assertThat(ImageMetric.BLOCKINESS.score(image))
          .as("%dx%d", size[0], size[1])
          .isCloseTo(expected, within(1e-12 * expected));
    }
  }

  private static Image turned(Image image) {
    byte[] rgb = new byte[image.rgb().length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) image.at(i / 3 / image.height(), i / 3 % image.height(), i % 3);
    }
    return new Image(image.height(), image.width(), rgb);
  }

  private static double across(Image image) {
    int width = Math.min(768, image.width());
    int height = Math.min(768, image.height());
    int left = (image.width() - width) / 2;
    int top = (image.height() - height) / 2;
    double best = 0;
    for (int k = 0; k < 8; k++) {
      double on = 0;
      double off = 0;
      int lines = 0;
      for (int x = 1; x < width; x++) {
        double sum = 0;
        for (int y = 0; y < height; y++) {
          sum +=
              Math.abs(luma(image, left + x, top + y) - luma(image, left + x - 1, top + y))
                  / height;
        }
        if (x % 8 == k) {
          on += sum;
          lines++;
        } else {
          off += sum;
        }
      }
      best = Math.max(best, on / lines / Math.max(0.01, off / (width - 1 - lines)));
    }
    return best;
  }

  private static double luma(Image image, int x, int y) {
    return 0.299 * image.at(x, y, 0) + 0.587 * image.at(x, y, 1) + 0.114 * image.at(x, y, 2);
  }
}
