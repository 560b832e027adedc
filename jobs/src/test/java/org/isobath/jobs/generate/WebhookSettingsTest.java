package org.isobath.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.hosted.CallBack;
import org.isobath.jobs.Conf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {
  private static final List<GeneratorCard> CARDS =
      new ArrayList<>(GeneratorCards.of(Map.of()).all());

  private static WebhookSettings settings(String url) {
    return WebhookSettings.of(Conf.reference().with("generate.webhook.url = \"" + url + "\""));
  }

  @Test
  void nobody_may_call_back_by_default() throws Exception {
    WebhookSettings settings = WebhookSettings.of(Conf.reference());
    assertThat(settings.callBacks(CARDS, Map.of())).isEmpty();
    settings.receive(Map.of(), (generator, prediction) -> {}).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example.org",
        "https://me@hooks.example.org",
        "https://hooks.example.org/?a=b",
        "hooks.example.org",
        "https:///path"
      })
  void a_place_that_no_provider_could_call_safely_is_refused(String url) {
    assertThatThrownBy(() -> settings(url))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("generate.webhook.url");
  }

  @Test
  void each_generator_that_can_calls_its_own_place_with_a_secret_of_its_own() {
    Map<String, CallBack> callBacks =
        settings("https://hooks.example.org/isobath/")
            .callBacks(CARDS, Map.of("REPLICATE_API_TOKEN_WEBHOOK", "whsec_abc"));
    assertThat(callBacks)
        .containsOnlyKeys(
            "bfl-flux-pro-depth",
            "cometapi-flux-pro-depth",
            "eachlabs-flux-depth-dev",
            "eachlabs-flux-depth-pro",
            "replicate-flux-depth-dev",
            "replicate-flux-depth-pro");
    assertThat(callBacks.get("bfl-flux-pro-depth").url())
        .isEqualTo(URI.create("https://hooks.example.org/isobath/bfl-flux-pro-depth"));
    assertThat(callBacks.get("replicate-flux-depth-dev").secret()).isEqualTo("whsec_abc");
    assertThat(callBacks.values())
        .filteredOn(callBack -> !callBack.secret().equals("whsec_abc"))
        .extracting(CallBack::secret)
        .doesNotHaveDuplicates()
        .allMatch(secret -> secret.matches("[0-9a-f]{64}"));
  }

  @Test
  void call_backs_that_nobody_could_verify_are_not_asked_for() {
    assertThatThrownBy(() -> settings("https://hooks.example.org").callBacks(CARDS, Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "generate.webhook.url is set, and there are requests for replicate-")
        .hasMessageContaining("set the environment variable REPLICATE_API_TOKEN_WEBHOOK");
  }

  @Test
  void a_port_that_is_taken_is_the_users_to_change() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      WebhookSettings settings =
          new WebhookSettings("https://hooks.example.org", "127.0.0.1", taken.getLocalPort());
      Map<String, CallBack> callBacks =
          settings.callBacks(
              CARDS.stream().filter(card -> card.protocol().equals("bfl")).toList(), Map.of());
      assertThatThrownBy(() -> settings.receive(callBacks, (generator, prediction) -> {}))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Change generate.webhook.bind or generate.webhook.port");
    }
  }
}
