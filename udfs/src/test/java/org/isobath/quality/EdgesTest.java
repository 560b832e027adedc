package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EdgesTest {
  @Test
  void the_gradient_is_that_of_sobel_and_labels_have_none() {
    Random random = new Random(1);
    for (int[] size : new int[][] {{1, 1}, {2, 5}, {5, 2}, {3, 3}, {31, 17}}) {
      int width = size[0];
      float[] values = new float[width * size[1]];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            random.nextInt(40) == 0
                ? new float[] {Float.NaN, Float.POSITIVE_INFINITY}[random.nextInt(2)]
                : random.nextInt(256);
      }
      float[] gradient = Edges.gradient(values, width, size[1]);
      for (int i = 0; i < values.length; i++) {
        assertThat(gradient[i])
            .as("%d of %dx%d", i, width, size[1])
            .isEqualTo(Float.valueOf(sobel(values, width, i % width, i / width)));
      }
    }
  }

  private static float sobel(float[] values, int width, int x, int y) {
    int across = 0;
    int down = 0;
    for (int v = -1; v <= 1; v++) {
      for (int u = -1; u <= 1; u++) {
        boolean inside = x + u >= 0 && x + u < width && y + v >= 0;
        int i = (y + v) * width + x + u;
        if (!inside || i >= values.length || !Float.isFinite(values[i])) {
          return Float.NaN;
        }
        across += u * (v == 0 ? 2 : 1) * (int) values[i];
        down += v * (u == 0 ? 2 : 1) * (int) values[i];
      }
    }
    return (float) Math.sqrt(across * across + down * down);
  }

  @Test
  void edges_near_others_are_counted() {
    int width = 9;
    int height = 6;
    Random random = new Random(2);
    for (int round = 0; round < 50; round++) {
      boolean[] edges = new boolean[width * height];
      boolean[] others = new boolean[width * height];
      for (int i = 0; i < edges.length; i++) {
        edges[i] = random.nextInt(6) == 0;
        others[i] = random.nextInt(20) == 0;
      }
      int count = 0;
      int near = 0;
      for (int i = 0; i < edges.length; i++) {
        boolean found = false;
        for (int k = 0; k < others.length; k++) {
          boolean reached =
              Math.abs(i % width - k % width) <= 2 && Math.abs(i / width - k / width) <= 2;
          found |= others[k] && reached;
        }
        count += edges[i] ? 1 : 0;
        near += edges[i] && found ? 1 : 0;
      }
      assertThat(Edges.shareNear(edges, others, width, height, 2))
          .as("round %d", round)
          .isEqualTo(Double.valueOf((double) near / count));
    }
    assertThat(Edges.shareNear(new boolean[4], new boolean[4], 2, 2, 2)).isNaN();
  }
}
