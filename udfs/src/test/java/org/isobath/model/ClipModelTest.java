package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import org.isobath.UserError;
import org.isobath.image.Image;
import org.isobath.image.Interpolation;
import org.isobath.onnx.Device;
import org.isobath.onnx.TensorPool;
import org.isobath.quality.PromptScore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the numbers of transformers, made by {@code golden.py} with the same graphs. */
class ClipModelTest {
  private static final List<String> PICTURES = TinyClip.GOLDEN.getStringList("pictures");
  private static final List<String> PROMPTS = TinyClip.GOLDEN.getStringList("prompts");

  @TempDir Path folder;

  private ClipModel open(boolean together) throws Exception {
    return ClipModel.open(TinyClip.card(folder, together), folder, Device.CPU, 0, 1);
  }

  private static List<Double> golden(String key, int index) {
    return TinyClip.GOLDEN.getList(key).get(index).unwrapped() instanceof List<?> list
        ? list.stream().map(number -> ((Number) number).doubleValue()).toList()
        : List.of();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void vectors_and_cosines_are_those_of_transformers(boolean together) throws Exception {
    try (ClipModel model = open(together)) {
      for (int p = 0; p < PICTURES.size(); p++) {
        Image picture = TinyClip.picture(PICTURES.get(p));
        for (int t = 0; t < PROMPTS.size(); t++) {
          ClipModel.Embeddings found = model.embed(picture, PROMPTS.get(t));
          assertNear(found.image(), golden("image_embeds", p), PICTURES.get(p));
          assertNear(found.text(), golden("text_embeds", t), PROMPTS.get(t));
          assertThat(PromptScore.PROMPT_COSINE.score(found.image(), found.text()))
              .as("cosine of %s and %s", PICTURES.get(p), PROMPTS.get(t))
              .isCloseTo(golden("cosines", p).get(t), within(1e-5));
        }
      }
    }
  }

  /** Of unit length, as the golden ones are. */
  private static void assertNear(float[] found, List<Double> expected, String what) {
    double norm = 0;
    for (float x : found) {
      norm += (double) x * x;
    }
    assertThat(found).as(what).hasSize(expected.size());
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i] / Math.sqrt(norm))
          .as("number %d of %s", i, what)
          .isCloseTo(expected.get(i), within(1e-5));
    }
  }

  /** Pixels differ by 1/255/std = 0.015 from one level to the next: not one of them is off. */
  @Test
  void pictures_are_prepared_to_the_same_bytes_as_with_pillow() throws Exception {
    try (ClipModel model = open(false)) {
      for (int p = 0; p < PICTURES.size(); p++) {
        List<Double> expected = golden("pixels", p);
        try (TensorPool.Lease lease = model.prepare(TinyClip.picture(PICTURES.get(p)))) {
          FloatBuffer pixels = lease.tensor().data();
          int i = 0;
          for (int plane = 0; plane < 3; plane++) {
            for (int y = 5; y < 224; y += 32) {
              for (int x = 5; x < 224; x += 32) {
                assertThat((double) pixels.get((plane * 224 + y) * 224 + x))
                    .as("%s, plane %d at %d, %d", PICTURES.get(p), plane, x, y)
                    .isCloseTo(expected.get(i++), within(2e-6));
              }
            }
          }
          assertThat(expected).hasSize(i);
        }
      }
    }
  }

  @Test
  void a_part_of_a_resized_picture_is_cut_from_the_whole() throws Exception {
    Image picture = TinyClip.picture("large.png");
    for (int[] size : new int[][] {{300, 225}, {601, 451}, {80, 60}}) {
      Image whole = PillowResize.apply(picture, size[0], size[1], Interpolation.CUBIC);
      PillowResize.Part part = new PillowResize.Part(7, 3, 50, 40);
      Image cut = PillowResize.part(picture, size[0], size[1], part, Interpolation.CUBIC);
      for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 150; x++) {
          assertThat(cut.rgb()[150 * y + x])
              .as("byte %d of row %d of %d x %d", x, y, size[0], size[1])
              .isEqualTo(whole.rgb()[3 * size[0] * (y + 3) + 21 + x]);
        }
      }
    }
  }

  /** Resized as a whole it would have 3 * 224 * 14,680,064 bytes. */
  @Test
  void a_picture_of_any_proportions_costs_no_more_than_its_middle() {
    Image line = new Image(65_536, 1, new byte[3 * 65_536]);
    assertThat(ClipModel.middle(line, 224).width()).isEqualTo(224);
    assertThat(ClipModel.middle(new Image(1, 1, new byte[3]), 224).height()).isEqualTo(224);
  }

  @Test
  void a_card_that_does_not_fit_its_graphs_is_refused_with_what_they_have() throws Exception {
    ClipCard card = TinyClip.card(folder, false);
    ClipCard.Text text = card.text();
    ClipCard other =
        new ClipCard(
            card.id(),
            card.title(),
            false,
            card.licence(),
            card.folder(),
            card.image(),
            new ClipCard.Text(
                text.graph(), text.tokenizer(), text.input(), text.mask(), "pooler_output", 77));
    assertThatThrownBy(() -> ClipModel.open(other, folder, Device.CPU, 0, 1))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("CLIP card tiny: the graph text_model.onnx gives [text_embeds")
        .hasMessageContaining("and the card asks for pooler_output. Correct image and text");
    ClipCard swapped =
        new ClipCard(
            card.id(),
            card.title(),
            false,
            card.licence(),
            card.folder(),
            new ClipCard.Picture(
                text.graph(),
                "pixel_values",
                "text_embeds",
                224,
                card.image().mean(),
                card.image().std()),
            text);
    assertThatThrownBy(() -> ClipModel.open(swapped, folder, Device.CPU, 0, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the card gives pixel_values, input_ids");
  }
}
