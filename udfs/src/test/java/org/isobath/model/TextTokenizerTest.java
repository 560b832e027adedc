package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Ids of whole prompts are compared in PromptTokenizerTest. */
class TextTokenizerTest {
  @Test
  void what_is_too_long_is_cut_before_its_end() {
    assertThat(TextTokenizer.fit(new long[] {8, 1, 2, 3, 9}, 4, 9)).containsExactly(8, 1, 2, 9);
    assertThat(TextTokenizer.fit(new long[] {8, 1, 2, 9}, 4, 9)).containsExactly(8, 1, 2, 9);
    assertThat(TextTokenizer.fit(new long[] {8, 9}, 4, 0)).containsExactly(8, 9, 0, 0);
  }

  @Test
  void halves_of_surrogate_pairs_are_no_text() {
    assertThat(TextTokenizer.clean("a\ud83eb")).isEqualTo("a\ufffdb");
    assertThat(TextTokenizer.clean("🦊")).isEqualTo("🦊");
    String cut = TextTokenizer.clean("a" + "🦊".repeat(TextTokenizer.MAX_CHARACTERS));
    assertThat(cut).hasSize(TextTokenizer.MAX_CHARACTERS - 1).endsWith("🦊");
  }
}
