package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumMap;
import java.util.Map;
import org.isobath.UserError;
import org.isobath.generate.Parameter;
import org.junit.jupiter.api.Test;

class PictureSizeTest {
  private static final int FLUX = 16;
  private static final PictureSize CONTROL = new PictureSize(1000, 750);

  @Test
  void sides_are_rounded_down_to_the_multiple() {
    assertThat(PictureSize.of(1023, 769, FLUX)).hasToString("1008x768");
    assertThat(PictureSize.of(1024, 768, FLUX)).hasToString("1024x768");
    assertThat(PictureSize.of(49, 35, 4)).hasToString("48x32");
  }

  @Test
  void shapes_keep_their_ratio_at_the_same_area() {
    long megapixel = PictureSize.MEGAPIXEL;
    assertThat(PictureSize.shaped("1:1", megapixel, CONTROL, FLUX)).hasToString("1024x1024");
    // 1365.33 x 768
    assertThat(PictureSize.shaped("16:9", megapixel, CONTROL, FLUX)).hasToString("1360x768");
    assertThat(PictureSize.shaped("9:16", megapixel, CONTROL, FLUX)).hasToString("768x1360");
    // 1182.4 x 886.8
    assertThat(PictureSize.shaped("4:3", megapixel, CONTROL, FLUX)).hasToString("1168x880");
    // 2 million: 1448.15
    assertThat(PictureSize.shaped("1:1", 2 * megapixel, CONTROL, FLUX)).hasToString("1440x1440");
    assertThat(PictureSize.shaped("1:1", megapixel / 4, CONTROL, FLUX)).hasToString("512x512");
  }

  @Test
  void match_input_takes_the_shape_or_all_of_the_control() {
    assertThat(PictureSize.shaped(PictureSize.MATCH_INPUT, PictureSize.MEGAPIXEL, CONTROL, FLUX))
        .hasToString("1168x880");
    assertThat(PictureSize.matching(CONTROL, FLUX)).hasToString("992x736");
  }

  private static PictureSize asked(Object... parameters) {
    Map<Parameter, Object> asked = new EnumMap<>(Parameter.class);
    for (int i = 0; i < parameters.length; i += 2) {
      asked.put((Parameter) parameters[i], parameters[i + 1]);
    }
    return PictureSize.asked(asked, CONTROL, FLUX);
  }

  @Test
  void a_request_asks_for_sides_or_for_megapixels_or_gets_one() {
    assertThat(asked(Parameter.WIDTH, 640L, Parameter.HEIGHT, 512L)).hasToString("640x512");
    assertThat(asked(Parameter.MEGAPIXELS, "match_input")).hasToString("992x736");
    assertThat(asked(Parameter.MEGAPIXELS, "1")).hasToString("1168x880");
    assertThat(asked()).hasToString("1168x880");
    // 591.2 x 443.4
    assertThat(asked(Parameter.MEGAPIXELS, "0.25")).hasToString("576x432");
    assertThatThrownBy(() -> asked(Parameter.MEGAPIXELS, "some"))
        .isInstanceOf(UserError.class)
        .hasMessage("megapixels = some is neither a number nor match_input.");
  }

  @Test
  void beyond_two_million_pixels_there_is_a_warning() {
    assertThat(PictureSize.of(1440, 1440, FLUX).warning("FLUX.1", PictureSize.TRAINED_PIXELS))
        .isEmpty();
    assertThat(PictureSize.of(2048, 1024, FLUX).warning("FLUX.1", PictureSize.TRAINED_PIXELS))
        .isEmpty();
    assertThat(PictureSize.of(2048, 1040, FLUX).warning("FLUX.1", PictureSize.TRAINED_PIXELS))
        .hasValue(
            "2048x1040 are 2.1 million pixels; FLUX.1 was trained for up to 2.1, and repeats itself"
                + " beyond");
    assertThat(PictureSize.of(4096, 2160, FLUX).warning("FLUX.1", PictureSize.TRAINED_PIXELS))
        .hasValueSatisfying(w -> assertThat(w).startsWith("4096x2160 are 8.8 million pixels"));
  }

  @Test
  void sizes_that_cannot_be_are_the_users_mistake() {
    assertThatThrownBy(() -> PictureSize.of(17, 9000, FLUX))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "A picture of 17x9000 cannot be made: sides are 64 to 4096 pixels, in steps of 16."
                + " Ask for another width and height.");
    assertThatThrownBy(() -> PictureSize.of(0, 1024, FLUX)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> PictureSize.of(-1024, 1024, FLUX)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> PictureSize.shaped("1:999", 1 << 20, CONTROL, FLUX))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> PictureSize.shaped("wide", 1 << 20, CONTROL, FLUX))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith("or match_input, not wide.");
  }
}
