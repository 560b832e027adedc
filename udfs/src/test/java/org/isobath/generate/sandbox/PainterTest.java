package org.isobath.generate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.junit.jupiter.api.Test;

class PainterTest {
  private static final Control CONTROL = new Control(Wire.photo(), 48, 32, "");

  private static Image painted(long seed, ControlUse use, String format) throws Rejected {
    Draft draft =
        new Draft(
            "m",
            "p",
            OptionalLong.of(seed),
            Wire.object(),
            CONTROL,
            OutputSize.of(CONTROL),
            1,
            format,
            90,
            "",
            "");
    return ImageDecoder.decode(Painter.picture(draft, 0, use, 0), DecodeOptions.DEFAULT).image();
  }

  /** Pearson's correlation of the green channels, worked the long way. */
  private static double correlation(Image a, Image b) {
    int n = a.width() * a.height();
    double sumA = 0;
    double sumB = 0;
    for (int i = 0; i < n; i++) {
      sumA += a.at(i % a.width(), i / a.width(), 1);
      sumB += b.at(i % a.width(), i / a.width(), 1);
    }
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < n; i++) {
      double da = a.at(i % a.width(), i / a.width(), 1) - sumA / n;
      double db = b.at(i % a.width(), i / a.width(), 1) - sumB / n;
      ab += da * db;
      aa += da * da;
      bb += db * db;
    }
    return ab / Math.sqrt(aa * bb);
  }

  @Test
  void a_picture_that_follows_has_the_layout_and_other_colours() throws Rejected {
    Image control = Wire.photoImage();
    for (long seed = 0; seed < 20; seed++) {
      Image followed = painted(seed, ControlUse.FOLLOWED, "png");
      assertThat(correlation(control, followed)).as("seed " + seed).isGreaterThan(.9);
      assertThat(followed.rgb()).isNotEqualTo(control.rgb());
    }
    assertThat(painted(1, ControlUse.FOLLOWED, "png").rgb())
        .isEqualTo(painted(1, ControlUse.FOLLOWED, "png").rgb())
        .isNotEqualTo(painted(2, ControlUse.FOLLOWED, "png").rgb());
  }

  @Test
  void a_picture_that_ignores_does_not() throws Rejected {
    double sum = 0;
    for (long seed = 0; seed < 10; seed++) {
      sum += correlation(Wire.photoImage(), painted(seed, ControlUse.IGNORED, "png"));
    }
    assertThat(sum / 10).isBetween(-.4, .4);
  }

  @Test
  void sizes_are_the_documented_ones() {
    Control wide = new Control(new byte[1], 1000, 500, "");
    assertThat(OutputSize.of(wide)).isEqualTo(new OutputSize(1008, 496));
    // 1048576 pixels at 2 : 1 is 1448.2 x 724.1
    assertThat(OutputSize.megapixels(wide, "1")).isEqualTo(new OutputSize(1456, 720));
    assertThat(OutputSize.megapixels(wide, "0.25")).isEqualTo(new OutputSize(720, 368));
    Control huge = new Control(new byte[1], 4000, 2000, "");
    assertThat(OutputSize.megapixels(huge, "match_input")).isEqualTo(new OutputSize(1440, 720));
    assertThat(new OutputSize(1024, 512).within(64)).isEqualTo(new OutputSize(64, 32));
  }
}
