package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResizeTest {
  /** Lines of make_samples.py: kind, kernel, sizes, and what OpenCV for Python gives. */
  private static List<String[]> golden(String kind) {
    return new String(Samples.resource("resize_golden.txt"), StandardCharsets.US_ASCII)
        .lines()
        .map(line -> line.split(" "))
        .filter(fields -> fields[0].equals(kind))
        .toList();
  }

  private static int source(int x, int y, int c) {
    return (x * x * 3 + y * 7 * (c + 1) + (x * y * 5) % 31 * 6) % 256;
  }

  private static byte[] source(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) source(i / 3 % width, i / 3 / width, i % 3);
    }
    return rgb;
  }

  private static int[] sizes(String[] fields) {
    return new int[] {
      Integer.parseInt(fields[2]),
      Integer.parseInt(fields[3]),
      Integer.parseInt(fields[4]),
      Integer.parseInt(fields[5])
    };
  }

  @Test
  void bytes_equal_opencv_for_python() {
    List<String[]> lines = golden("bytes");
    assertThat(lines).hasSize(20);
    for (String[] line : lines) {
      int[] s = sizes(line);
      Interpolation kernel = Interpolation.valueOf(line[1]);
      Image out = Resize.apply(new Image(s[0], s[1], source(s[0], s[1])), s[2], s[3], kernel);
      assertThat(line).hasSize(6 + out.rgb().length);
      for (int i = 0; i < out.rgb().length; i++) {
        // builds of OpenCV differ by one level where a vendor's library rounds its own way
        assertThat(out.rgb()[i] & 0xff)
            .as(kernel + " at " + i)
            .isCloseTo(Integer.parseInt(line[6 + i]), within(1));
      }
    }
  }

  @Test
  void floats_equal_opencv_for_python() {
    List<String[]> lines = golden("floats");
    assertThat(lines).hasSize(20);
    for (String[] line : lines) {
      int[] s = sizes(line);
      float[] plane = new float[s[0] * s[1]];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = source(i % s[0], i / s[0], 0) / 255f;
      }
      Interpolation kernel = Interpolation.valueOf(line[1]);
      float[] out = Resize.floats(plane, s[0], s[1], 1, s[2], s[3], kernel);
      assertThat(line).hasSize(6 + out.length);
      for (int i = 0; i < out.length; i++) {
        assertThat(out[i])
            .as(kernel + " at " + i)
            .isCloseTo(Float.parseFloat(line[6 + i]), within(2e-6f));
      }
    }
  }

  @Test
  void linear_of_two_pixels_by_hand() {
    // centres of four pixels over two: -0.25 (edge), 0.25, 0.75, 1.25 (edge)
    assertThat(Resize.floats(new float[] {0, 8}, 2, 1, 1, 4, 1, Interpolation.LINEAR))
        .containsExactly(0, 2, 6, 8);
    assertThat(Resize.floats(new float[] {0, 2, 4, 10}, 2, 2, 1, 1, 1, Interpolation.AREA))
        .containsExactly(4);
  }

  @Test
  void cubic_overshoots_in_floats_and_clips_in_bytes() {
    float[] step = {0, 0, 0, 1, 1, 1};
    float[] out = Resize.floats(step, 6, 1, 1, 11, 1, Interpolation.CUBIC);
    float low = 0;
    for (float v : out) {
      low = Math.min(low, v);
    }
    assertThat(low).isLessThan(-0.01f);
    byte[] rgb = new byte[18];
    Arrays.fill(rgb, 9, 18, (byte) 255);
    Image image = Resize.apply(new Image(6, 1, rgb), 11, 1, Interpolation.CUBIC);
    assertThat(image.at(3, 0, 0)).isLessThan(40);
    assertThat(image.at(7, 0, 0)).isGreaterThan(215);
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void a_flat_picture_stays_flat(Interpolation kernel) {
    float[] flat = new float[7 * 5 * 3];
    Arrays.fill(flat, 0.25f);
    float[] out = Resize.floats(flat, 7, 5, 3, 13, 4, kernel);
    assertThat(out).hasSize(13 * 4 * 3);
    for (float v : out) {
      assertThat(v).isCloseTo(0.25f, within(1e-7f));
    }
  }

  @Test
  void the_same_size_is_the_same_picture_and_floats_are_a_copy() {
    Image image = Samples.picture(9, 4);
    assertThat(Resize.apply(image, 9, 4, Interpolation.AREA)).isSameAs(image);
    float[] values = {1, 2};
    assertThat(Resize.floats(values, 2, 1, 1, 2, 1, Interpolation.CUBIC))
        .isNotSameAs(values)
        .containsExactly(1, 2);
  }

  @Test
  void impossible_sizes_are_named() {
    Image image = Samples.picture(2, 2);
    assertThatThrownBy(() -> Resize.apply(image, 0, 3, Interpolation.AREA))
        .hasMessage("sides must be positive: 0x3");
    assertThatThrownBy(() -> Resize.floats(new float[5], 2, 2, 1, 1, 1, Interpolation.AREA))
        .hasMessage("2x2x1 has 4 values, not 5");
    assertThatThrownBy(() -> Resize.floats(new float[20], 2, 2, 5, 1, 1, Interpolation.AREA))
        .hasMessage("channels are 1 to 4, not 5");
  }
}
