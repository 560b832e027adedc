package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class LatentPackingTest {
  /** 2 channels of 4 rows and 6 columns: 2 x 3 tokens of 8 numbers. */
  private static final LatentShape SHAPE = LatentShape.of(new PictureSize(12, 8), 2, 2);

  /** Each latent says where it is: channel, row, column. */
  private static float[] latents() {
    float[] latents = new float[SHAPE.values()];
    int i = 0;
    for (int c = 0; c < 2; c++) {
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 6; x++) {
          latents[i++] = 100 * c + 10 * y + x;
        }
      }
    }
    return latents;
  }

  @Test
  void the_shape_follows_from_the_size() {
    assertThat(SHAPE).isEqualTo(new LatentShape(2, 4, 6));
    assertThat(SHAPE.tokens()).isEqualTo(6);
    assertThat(SHAPE.tokenChannels()).isEqualTo(8);
    LatentShape flux = LatentShape.of(new PictureSize(1360, 768), 16, 8);
    assertThat(flux).isEqualTo(new LatentShape(16, 96, 170));
    assertThat(flux.tokens()).isEqualTo(85 * 48);
  }

  @Test
  void a_token_is_a_patch_ordered_by_channel_row_and_column() {
    FloatBuffer rows = FloatBuffer.allocate(6 * 8);
    LatentPacking.pack(latents(), SHAPE, rows, 0, 8, 0);
    float[] packed = rows.array();
    // token 0: rows 0 and 1, columns 0 and 1
    assertThat(packed).startsWith(0, 1, 10, 11, 100, 101, 110, 111);
    // token 5, the last: rows 2 and 3, columns 4 and 5
    assertThat(packed).endsWith(24, 25, 34, 35, 124, 125, 134, 135);
    // token 1 is to the right of token 0, token 3 below it
    assertThat(packed[8]).isEqualTo(2);
    assertThat(packed[24]).isEqualTo(20);
  }

  @Test
  void the_control_stands_behind_the_latents_of_its_own_picture() {
    FloatBuffer rows = FloatBuffer.allocate(2 * 6 * 16);
    LatentPacking.pack(latents(), SHAPE, rows, 6, 16, 8);
    int second = 6 * 16;
    for (int i = 0; i < second + 8; i++) {
      assertThat(rows.get(i)).as("number %d", i).isZero();
    }
    assertThat(rows.get(second + 8 + 1)).isEqualTo(1);
    assertThat(rows.get(second + 16)).as("the latents of token 1").isZero();
    assertThat(rows.get(second + 16 + 8)).isEqualTo(2);
  }

  @Test
  void unpacking_is_the_reverse() {
    FloatBuffer rows = FloatBuffer.allocate(2 * 6 * 16);
    LatentPacking.pack(latents(), SHAPE, rows, 6, 16, 8);
    assertThat(LatentPacking.unpack(rows, SHAPE, 6, 16, 8)).isEqualTo(latents());
  }

  @Test
  void ids_say_where_a_token_is() {
    assertThat(LatentPacking.imageIds(SHAPE))
        .containsExactly(0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 1, 0, 0, 1, 1, 0, 1, 2);
  }
}
