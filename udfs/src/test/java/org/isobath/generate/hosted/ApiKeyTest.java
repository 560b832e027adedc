package org.isobath.generate.hosted;

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
