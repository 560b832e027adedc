package org.isobath.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Expected keys were worked out in a shell: {@code printf '%d:%s\n'} of each field with its length
 * in bytes, one after the other, through {@code sha256sum}.
 */
class RequestKeyTest {
  private static final String PHOTO =
      "e7ba5eb959102c3deaf78932314e9b2d5a19adeace679e8ab9a612c699aaee9f";
  private static final String MAP =
      "afa85ce825a4337f3aa1c458f918185ce607aaf6e4c71875522094ca03e116c9";

  @Test
  void a_photograph_is_one_control_whatever_depth_was_estimated_of_it() {
    assertThat(RequestKey.control(ControlKind.PHOTO, "abc", "isobath-tiny", "p1", "minmax"))
        .isEqualTo(RequestKey.control(ControlKind.PHOTO, "abc", "other", "p2", "zoe_2_85"))
        .isEqualTo(PHOTO);
  }

  @Test
  void a_depth_map_is_a_control_of_its_picture_model_parameters_and_recipe() {
    assertThat(
            RequestKey.control(
                ControlKind.DEPTH_MAP, "abc", "isobath-tiny", "p1", "percentile_1_99"))
        .isEqualTo(MAP);
    assertThat(
            List.of(
                map("abd", "isobath-tiny", "p1", "percentile_1_99"),
                map("abc", "isobath-tinz", "p1", "percentile_1_99"),
                map("abc", "isobath-tiny", "p2", "percentile_1_99"),
                map("abc", "isobath-tiny", "p1", "minmax")))
        .doesNotContain(MAP)
        .doesNotHaveDuplicates();
  }

  private static String map(String imageId, String modelId, String paramsHash, String recipe) {
    return RequestKey.control(ControlKind.DEPTH_MAP, imageId, modelId, paramsHash, recipe);
  }

  @Test
  void a_request_has_the_key_and_the_seed_that_a_shell_finds() {
    String dev =
        RequestKey.request(
            PHOTO,
            ControlKind.PHOTO,
            "Größe, oil painting",
            "replicate-flux-depth-dev",
            "black-forest-labs/flux-depth-dev",
            Map.of(Parameter.STEPS, 28L, Parameter.GUIDANCE, 10.0, Parameter.OUTPUT_FORMAT, "webp"),
            0,
            OptionalLong.empty());
    assertThat(dev).isEqualTo("b21269a4ff53521e1c814c92fe4a90ccdcb42daa9bb65632b5abd556b5ebb0d1");
    assertThat(RequestKey.seed(dev)).as("the sign bit of b2 is off").isEqualTo(840_067_492);
    String bfl =
        RequestKey.request(
            MAP,
            ControlKind.DEPTH_MAP,
            "a room",
            "bfl-flux-pro-depth",
            "flux-pro-1.0-depth",
            Map.of(Parameter.STEPS, 50L, Parameter.PROMPT_UPSAMPLING, false),
            2,
            OptionalLong.empty());
    assertThat(bfl).isEqualTo("7a9da6e5e6cfb0cb62d84e7dc4a14b40d2e26798aeb520bc38c01defb608ef73");
    assertThat(RequestKey.seed(bfl)).isEqualTo(2_057_152_229);
    assertThat(
            RequestKey.request(
                MAP,
                ControlKind.DEPTH_MAP,
                "a room",
                "bfl-flux-pro-depth",
                "flux-pro-1.0-depth",
                Map.of(),
                0,
                OptionalLong.of(7)))
        .isEqualTo("226de1ed21605760dfffc253910386edeb0916baf49f754725fba2897a62eeee");
  }

  @Test
  void whatever_changes_the_pictures_changes_the_key() {
    Set<String> keys = new HashSet<>();
    Map<Parameter, Object> none = Map.of();
    Map<Parameter, Object> steps = Map.of(Parameter.STEPS, 28L);
    for (String control : List.of(PHOTO, MAP)) {
      for (ControlKind kind : ControlKind.values()) {
        for (String prompt : List.of("a", "a\n1:b")) {
          for (String generator : List.of("g", "gm")) {
            for (String model : List.of("m", "")) {
              for (Map<Parameter, Object> parameters : List.of(none, steps)) {
                for (int repeat = 0; repeat < 2; repeat++) {
                  for (OptionalLong seed : List.of(OptionalLong.empty(), OptionalLong.of(0))) {
                    keys.add(
                        RequestKey.request(
                            control, kind, prompt, generator, model, parameters, repeat, seed));
                  }
                }
              }
            }
          }
        }
      }
    }
    assertThat(keys).hasSize(256);
  }
}
