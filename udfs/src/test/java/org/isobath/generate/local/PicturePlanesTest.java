package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;

class PicturePlanesTest {
  @Test
  void bytes_go_from_minus_one_to_one_in_planes() {
    Image image = new Image(2, 1, new byte[] {0, 51, (byte) 255, 102, (byte) 153, (byte) 204});
    FloatBuffer planes = FloatBuffer.allocate(6);
    PicturePlanes.write(image, planes);
    assertThat(planes.array())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(-1, -0.2f, -0.6f, 0.2f, 1, 0.6f);
  }

  @Test
  void every_byte_comes_back() throws Rejected {
    byte[] rgb = new byte[3 * 256];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 + 85 * (i % 3));
    }
    FloatBuffer planes = FloatBuffer.allocate(rgb.length);
    PicturePlanes.write(new Image(256, 1, rgb), planes);
    assertThat(PicturePlanes.read(planes, 256, 1).rgb()).isEqualTo(rgb);
  }

  @Test
  void what_lies_outside_is_cut_off_and_the_middle_goes_to_the_even_level() throws Rejected {
    // 0.5 * 0 + 0.5 = 0.5, and 255 * 0.5 = 127.5 lies between 127 and 128
    FloatBuffer planes = FloatBuffer.wrap(new float[] {-3, 7, 0});
    Image image = PicturePlanes.read(planes, 1, 1);
    assertThat(image.at(0, 0, 0)).isZero();
    assertThat(image.at(0, 0, 1)).isEqualTo(255);
    assertThat(image.at(0, 0, 2)).isEqualTo(128);
    // 0.5 v + 0.5 = 2.5 / 255 within a float: rounded half up it would be 3
    float half = 2 * (2.5f / 255) - 1;
    assertThat(255 * PicturePlanes.unit(half)).isCloseTo(2.5f, within(1e-5f));
  }

  @Test
  void a_picture_with_no_numbers_in_it_is_rejected() {
    FloatBuffer planes = FloatBuffer.allocate(12);
    planes.put(4 + 3, Float.NaN);
    assertThatThrownBy(() -> PicturePlanes.read(planes, 2, 2))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.INFERENCE_FAILED))
        .hasMessageStartingWith("the picture came out with no number at column 1, row 1");
  }
}
