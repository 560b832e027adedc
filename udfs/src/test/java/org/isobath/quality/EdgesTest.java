package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EdgesTest {
  @Test
  void the_gradient_of_bytes_is_that_of_their_numbers() {
    Random random = new Random(1);
    for (int[] size : new int[][] {{1, 1}, {2, 5}, {3, 3}, {31, 17}}) {
      byte[] luma = new byte[size[0] * size[1]];
      random.nextBytes(luma);
      float[] numbers = new float[luma.length];
      for (int i = 0; i < luma.length; i++) {
        numbers[i] = luma[i] & 0xff;
      }
      assertThat(Edges.gradient(luma, size[0], size[1]))
          .as("%dx%d", size[0], size[1])
          .isEqualTo(Edges.gradient(numbers, size[0], size[1]));
    }
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
