package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.isobath.UserError;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against ids of the Python library, made by notebooks/export/token_ids.py. */
class PromptTokenizerTest {
  private static PromptTokenizer tokenizer;

  static Path file(String name) {
    try {
      return Path.of(PromptTokenizerTest.class.getResource("/generate/tokenizers/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeAll
  static void open() {
    tokenizer = PromptTokenizer.open(file("clip.json"), file("t5.json"));
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  record Golden(String prompt, TokenIds ids) {
    @Override
    public String toString() {
      return prompt.length() > 40 ? prompt.substring(0, 40) + "…" : prompt;
    }
  }

  static Stream<Golden> prompts() {
    GoldenTokens golden = GoldenTokens.read(file("tokens.json"));
    assertThat(golden.prompts()).hasSize(50);
    return IntStream.range(0, 50)
        .mapToObj(i -> new Golden(golden.prompts().get(i), golden.ids().get(i)));
  }

  @ParameterizedTest
  @MethodSource("prompts")
  void ids_are_those_of_the_python_library(Golden golden) {
    TokenIds ids = tokenizer.encode(golden.prompt());
    assertThat(ids.clip()).as("CLIP").hasSize(77).containsExactly(golden.ids().clip());
    assertThat(ids.t5()).as("T5").hasSize(512).containsExactly(golden.ids().t5());
  }

  @Test
  void a_difference_is_told_with_its_prompt(@TempDir Path folder) throws IOException {
    assertThat(GoldenTokens.read(file("tokens.json")).difference(tokenizer)).isEmpty();
    String golden = Files.readString(file("tokens.json"));
    // the end of the first CLIP array, the one of the empty prompt
    Path other =
        Files.writeString(folder.resolve("tokens.json"), golden.replaceFirst("874]", "873]"));
    assertThat(GoldenTokens.read(other).difference(tokenizer))
        .contains("prompt 1 of 50 has other ids of CLIP than in Python, from place 76 on: ");
    Files.writeString(other, "{}");
    assertThatThrownBy(() -> GoldenTokens.read(other))
        .isInstanceOf(UserError.class)
        .hasMessage(
            other
                + " is not what token_ids.py writes: it has no prompts. Make it again, or delete"
                + " it.");
  }

  @Test
  void an_empty_prompt_is_begin_and_end_alone() {
    TokenIds ids = tokenizer.encode("");
    assertThat(ids.clip()[0]).as("begin").isEqualTo(873);
    assertThat(ids.clip()).as("the end pads CLIP").endsWith(874, 874);
    assertThat(ids.t5()[0]).as("end").isEqualTo(1);
    assertThat(ids.t5()[1]).as("padding").isZero();
  }

  @Test
  @Timeout(20)
  void a_prompt_of_a_hundred_thousand_characters_is_cut_in_time() {
    for (String unit : new String[] {"a", "word ", "🦊", "日本", " ", "e\u0301"}) {
      String prompt = unit.repeat(100_000 / unit.length());
      long start = System.nanoTime();
      TokenIds ids = tokenizer.encode(prompt);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("time for " + unit)
          .isLessThan(Duration.ofSeconds(3));
      assertThat(ids)
          .as("as of its beginning")
          .isEqualTo(tokenizer.encode(prompt.substring(0, 30_000)));
    }
  }

  @Test
  void a_half_of_a_surrogate_pair_is_encoded_as_what_stands_for_no_text() {
    assertThat(tokenizer.encode("\ud83e")).isEqualTo(tokenizer.encode("\ufffd"));
    assertThat(tokenizer.encode("nul\u0000inside").t5()).hasSize(512);
  }

  @Test
  void a_missing_or_broken_tokenizer_is_named(@TempDir Path folder) throws IOException {
    Path gone = folder.resolve("tokenizer.json");
    assertThatThrownBy(() -> PromptTokenizer.open(file("clip.json"), gone))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "There is no T5 tokenizer at "
                + gone
                + ". Put its tokenizer.json there, or mend the path in the generator's card.");
    String whole = Files.readString(file("clip.json"));
    Path cut = Files.writeString(gone, whole.substring(0, whole.length() / 2));
    assertThatThrownBy(() -> PromptTokenizer.open(cut, file("t5.json")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(cut + " is not a CLIP tokenizer: ")
        .hasMessageEndingWith("vocab.json and merges.txt are not enough.");
  }

  @Test
  void the_library_is_kept_from_the_network_and_the_home_folder() {
    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
    assertThat(System.getProperty("RUST_FLAVOR")).isEqualTo("cpu");
    assertThat(Path.of(System.getProperty("DJL_CACHE_DIR"))).isDirectory();
  }
}
