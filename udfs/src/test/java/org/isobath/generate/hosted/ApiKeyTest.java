package org.isobath.generate.hosted;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyTest {
  private static final GeneratorCard.Key KEY =
      new GeneratorCard.Key("TEST_KEY", "Authorization", "Bearer ");

  @Test
  void a_key_comes_from_the_environment_or_a_file(@TempDir Path folder) throws Exception {
    assertThat(ApiKey.of(KEY, Map.of("TEST_KEY", "abc")).secret()).isEqualTo("abc");
    Path file = Files.writeString(folder.resolve("key"), "def\n");
    assertThat(ApiKey.of(KEY, Map.of("TEST_KEY_FILE", file.toString())).secret()).isEqualTo("def");
  }

  @Test
  void a_key_shows_itself_in_no_text() {
    ApiKey key = ApiKey.of(KEY, Map.of("TEST_KEY", "abc123"));
    assertThat(key).asString().doesNotContain("abc123");
    assertThat(key.hide("wrong key abc123, abc123")).isEqualTo("wrong key (key), (key)");
  }

  @Test
  void an_answer_that_repeats_a_key_loses_it_in_every_spelling() {
    ApiKey key = ApiKey.of(KEY, Map.of("TEST_KEY", "marker/0451+x"));
    String answer =
        "{\"a\":\"marker/0451+x\",\"b\":\"marker\\/0451+x\",\"c\":\"?k=marker%2F0451%2Bx\",\"ü\":1}";
    assertThat(new String(key.hide(answer.getBytes(UTF_8)), UTF_8))
        .isEqualTo("{\"a\":\"(key)\",\"b\":\"(key)\",\"c\":\"?k=(key)\",\"ü\":1}");
    byte[] other = {1, -1, 'm', 'a', 'r', 'k', 0};
    assertThat(key.hide(other))
        .as("bytes without it")
        .isEqualTo(new byte[] {1, -1, 'm', 'a', 'r', 'k', 0});
  }

  @Test
  void a_key_made_up_for_a_rehearsal_does_not_change_words_of_an_answer() {
    ApiKey key = ApiKey.of(KEY, Map.of("TEST_KEY", "status"));
    assertThat(new String(key.hide("{\"status\":1}".getBytes(UTF_8)), UTF_8))
        .isEqualTo("{\"status\":1}");
  }

  @Test
  void a_missing_key_says_where_it_is_looked_for() {
    assertThatThrownBy(() -> ApiKey.of(KEY, Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("TEST_KEY")
        .hasMessageContaining("TEST_KEY_FILE");
    assertThatThrownBy(() -> ApiKey.of(KEY, Map.of("TEST_KEY_FILE", "/none/such")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("TEST_KEY_FILE = /none/such cannot be read");
  }

  @Test
  void what_cannot_be_a_key_is_not_shown() {
    for (String wrong : new String[] {"", " ", "two words", "line\nbreak", "schlüssel"}) {
      assertThatThrownBy(() -> ApiKey.of(KEY, Map.of("TEST_KEY", wrong)))
          .as(wrong)
          .isInstanceOf(UserError.class)
          .hasMessage("TEST_KEY holds no key: a key is one word of printable ASCII characters.");
    }
  }
}
