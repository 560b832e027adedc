package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipCardTest {
  private static final String CARD =
      """
      id = c
      title = "C"
      licence { name = MIT, commercial = true }
      source = "files"
      files { "v.onnx" { sha256 = %1$s, bytes = 1 }, "t.onnx" { sha256 = %1$s, bytes = 2 }, "t.json" { sha256 = %1$s, bytes = 3 } }
      image { graph = "v.onnx", size = 224 }
      text { graph = "t.onnx", tokenizer = "t.json" }
      """
          .formatted("a".repeat(64));

  private static ClipCard parse(String card) {
    return ClipCard.parse(card, "c.conf", URI.create("file:///cards/"));
  }

  @Test
  void what_a_card_leaves_out_is_as_optimum_exports_and_openai_prepares() {
    ClipCard card = parse(CARD);
    assertThat(card.folder().source()).isEqualTo(URI.create("file:///cards/files/"));
    assertThat(card.image())
        .isEqualTo(
            new ClipCard.Picture(
                "v.onnx",
                "pixel_values",
                "image_embeds",
                224,
                List.of(0.48145466, 0.4578275, 0.40821073),
                List.of(0.26862954, 0.26130258, 0.27577711)));
    assertThat(card.text())
        .isEqualTo(
            new ClipCard.Text(
                "t.onnx", "t.json", "input_ids", "attention_mask", "text_embeds", 77));
    assertThat(card.together()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "graph = \"v.onnx\"   | graph = \"w.onnx\" | line 6: image.graph is \"w.onnx\"; expected one of the files: t.json, t.onnx, v.onnx.",
        "size = 224           | sice = 224         | line 6: unknown key image.sice. Did you mean size?",
        "size = 224           | size = 224, std = [1, 0, 1] | line 6: image.std is [1,0,1]; expected three numbers above zero.",
        "tokenizer = \"t.json\" | tokenizer = \"t.json\", tokens = 2 | line 7: text.tokens is 2; expected at least 3: begin, a token and end.",
        "bytes = 3            | bytes = none       | line 5: files.t.json.bytes is \"none\"; expected a whole number.",
      })
  void a_mistake_is_told_with_its_line(String right, String wrong, String message) {
    assertThat(CARD).contains(right);
    assertThatThrownBy(() -> parse(CARD.replace(right, wrong)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("CLIP card c.conf, " + message);
  }

  @Test
  void the_bundled_card_says_how_to_come_by_its_files() {
    ClipCard card = ClipCards.of(Map.of()).get("clip-vit-base-patch32");
    assertThat(card.verified()).isFalse();
    assertThatThrownBy(card::paramsHash)
        .isInstanceOf(UserError.class)
        .hasMessage(
            "CLIP card clip-vit-base-patch32 lists no files, and an unverified file is never loaded."
                + " notebooks/export/export_clip.py makes them and a card with their hashes: put its"
                + " folder into evaluate.generations.clip-path.");
    assertThatThrownBy(() -> ClipCards.of(Map.of()).get("clip-vit-base-patch16"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "There is no CLIP card clip-vit-base-patch16. Did you mean clip-vit-base-patch32?");
  }

  @Test
  void another_file_or_preparation_is_another_key_and_another_name_is_not(@TempDir Path folder)
      throws Exception {
    String key = parse(CARD).paramsHash();
    assertThat(parse(CARD.replace("\"C\"", "\"D\"")).paramsHash()).isEqualTo(key);
    assertThat(parse(CARD.replace("size = 224", "size = 336")).paramsHash()).isNotEqualTo(key);
    assertThat(parse(CARD.replace("a".repeat(64), "b".repeat(64))).paramsHash()).isNotEqualTo(key);
    assertThat(TinyClip.card(folder, true).paramsHash())
        .isNotEqualTo(TinyClip.card(folder, false).paramsHash());
    assertThat(TinyClip.card(folder, true).together()).isTrue();
  }
}
