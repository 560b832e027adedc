package org.isobath.jobs.generate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCards;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private final GeneratorCards cards = GeneratorCards.of(Map.of());

  private void check(Map<String, String> environment) {
    Routes.check(cards, "bfl-flux-pro-depth", environment);
  }

  @Test
  void without_any_key_that_of_the_planned_generator_is_asked_for() {
    assertThatThrownBy(() -> check(Map.of("PATH", "/bin")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("BFL_API_KEY_FILE");
  }

  @Test
  void the_key_of_any_generator_will_do_until_the_requests_are_known() {
    assertThatCode(() -> check(Map.of("REPLICATE_API_TOKEN", "secret"))).doesNotThrowAnyException();
  }

  @Test
  void what_is_planned_for_our_own_devices_needs_no_key() {
    assertThatCode(() -> Routes.check(cards, "flux-onnx", Map.of())).doesNotThrowAnyException();
  }

  @Test
  void a_key_that_cannot_be_read_is_an_error_at_once() {
    assertThatThrownBy(() -> check(Map.of("REPLICATE_API_TOKEN_FILE", "/no/such/file")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("REPLICATE_API_TOKEN_FILE = /no/such/file cannot be read");
  }

  @Test
  void a_generator_with_requests_and_without_a_key_is_named() {
    assertThatThrownBy(
            () -> Routes.of(List.of(cards.get("replicate-flux-depth-dev")), Map.of(), Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "There are requests for replicate-flux-depth-dev. No key for this generator: set the"
                + " environment variable REPLICATE_API_TOKEN");
  }
}
