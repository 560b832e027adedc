package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.Test;

class AreaShrinkTest {
  private static byte[] openCv(Image image, int width, int height) {
    try (Mat from = OpenCv.rgb(image);
        Mat to = new Mat();
        Size size = new Size(width, height)) {
      opencv_imgproc.resize(from, to, size, 0, 0, Interpolation.AREA.code());
      return OpenCv.bytes(to);
    }
  }

  private static Image noise(Random random, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    random.nextBytes(rgb);
    return new Image(width, height, rgb);
  }

  @Test
  void bytes_are_those_of_opencv() {
    OpenCv.load();
    Random random = new Random(1);
    int shrunk = 0;
    for (int round = 0; round < 400; round++) {
      int width = 1 + random.nextInt(round < 300 ? 60 : 700);
      int height = 1 + random.nextInt(round < 300 ? 60 : 700);
      int newWidth = 1 + random.nextInt(width);
      int newHeight = round % 7 == 0 ? height : 1 + random.nextInt(height);
      if (AreaShrink.applies(width, height, newWidth, newHeight)) {
        shrunk++;
        Image image = noise(random, width, height);
        Image small = AreaShrink.of(image, newWidth, newHeight);
        assertThat(small.rgb())
            .as("%dx%d to %dx%d", width, height, newWidth, newHeight)
            .isEqualTo(openCv(image, newWidth, newHeight));
      }
    }
    assertThat(shrunk).as("sizes that were compared").isGreaterThan(200);
    Image photograph = noise(random, 1152, 868);
    assertThat(AreaShrink.applies(1152, 868, 510, 384)).isTrue();
    assertThat(AreaShrink.of(photograph, 510, 384).rgb()).isEqualTo(openCv(photograph, 510, 384));
  }

  @Test
  void halves_are_rounded_as_opencv_rounds_them() {
    Random random = new Random(2);
    // of 4 pixels 3: weights are quarters and halves, so that one average in eight is a half
    for (int side : new int[] {4, 16, 60, 200}) {
      Image image = noise(random, 4 * side, 4 * side);
      assertThat(AreaShrink.of(image, 3 * side, 3 * side).rgb())
          .as("%d pixels", side)
          .isEqualTo(openCv(image, 3 * side, 3 * side));
    }
  }

  @Test
  void areas_weigh_what_they_cover() {
    // 6 pixels on 4: each covers one pixel and a half
    byte[] rgb = new byte[3 * 6 * 4];
    int[] levels = {0, 90, 180, 30, 60, 210};
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (levels[i / 3 % 6] + i % 3);
    }
    Image small = Resize.apply(new Image(6, 4, rgb), 4, 4, Interpolation.AREA);
    int[] expected = {30, 150, 40, 160};
    for (int x = 0; x < 4; x++) {
      for (int c = 0; c < 3; c++) {
        assertThat(small.at(x, 3, c)).as("channel %d of pixel %d", c, x).isEqualTo(expected[x] + c);
      }
    }
  }

  @Test
  void whole_factors_and_growth_are_left_to_opencv() {
    assertThat(AreaShrink.applies(600, 400, 300, 200)).isFalse();
    assertThat(AreaShrink.applies(600, 400, 300, 400)).isFalse();
    assertThat(AreaShrink.applies(600, 400, 300, 399)).isTrue();
    assertThat(AreaShrink.applies(600, 400, 599, 401)).isFalse();
    assertThat(AreaShrink.applies(3, 400, 2, 300)).as("fewer pixels than taps").isFalse();
  }
}
