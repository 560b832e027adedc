package org.isobath.jobs.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.sandbox.Fault;
import org.isobath.generate.sandbox.FaultPlan;
import org.isobath.generate.sandbox.Sandbox;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.generate.sandbox.SandboxSettings;
import org.isobath.jobs.Conf;
import org.isobath.jobs.GeneratorSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocols and the sandbox, written apart from the same documentation, meet here. */
class PaidCheckTest {
  @TempDir Path folder;

  private List<String> bought(GeneratorCard card, Sandbox sandbox) {
    RehearsalCard.write(card, sandbox.baseUrl(), folder, Conf.reference());
    Conf mine = Conf.reference().with("generators.path", List.of(folder.toString()));
    GeneratorCard turned = GeneratorSettings.cards(mine).get(RehearsalCard.id(card));
    Account account = Account.of(turned, Map.of("ISOBATH_SANDBOX_KEY", "marker-key"));
    return new PaidCheck(account, Duration.ofMillis(20)).lines();
  }

  private static SandboxSettings fast() {
    return SandboxSettings.DEFAULT.withTimes(
        Duration.ofMillis(5), Duration.ofMillis(5), null, Duration.ZERO);
  }

  @Test
  void one_picture_is_bought_of_every_bundled_generator() {
    for (GeneratorCard card : GeneratorSettings.cards(Conf.reference()).all()) {
      if (card.controls().isEmpty() && card.undocumentedControls().isEmpty()) {
        continue;
      }
      SandboxProtocol protocol = SandboxProtocol.of(card.protocol());
      try (Sandbox sandbox = Sandbox.start(protocol, 0, fast())) {
        List<String> lines = bought(card, sandbox);
        assertThat(String.join("\n", lines))
            .as(card.id())
            .contains("Succeeded")
            .doesNotContain("marker-key");
        assertThat(sandbox.bill().predictions()).isEqualTo(1);
        assertThat(sandbox.bill().strayKeys()).isEmpty();
        assertThat(sandbox.bill().controlsWithMetadata()).isZero();
        if (card.priceUsd() != null) {
          assertThat(sandbox.bill().usd()).isEqualByComparingTo(card.priceUsd());
        }
      }
    }
  }

  @Test
  void what_may_have_been_bought_is_not_bought_again() {
    GeneratorCard card = GeneratorSettings.cards(Conf.reference()).get("replicate-flux-depth-dev");
    SandboxSettings settings = fast().withFaults(FaultPlan.always(Fault.ERROR_AFTER));
    try (Sandbox sandbox = Sandbox.start(SandboxProtocol.REPLICATE, 0, settings)) {
      assertThat(bought(card, sandbox)).anyMatch(line -> line.contains("Ambiguous"));
      assertThat(sandbox.bill().creates()).isEqualTo(1);
    }
  }
}
