package org.isobath.jobs.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.jobs.Conf;
import org.isobath.jobs.GeneratorSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalCardTest {
  @TempDir Path folder;

  @Test
  void every_bundled_card_can_be_turned_to_a_sandbox_and_is_else_as_it_was() {
    Conf conf = Conf.reference();
    URI here = URI.create("http://127.0.0.1:8123/v1");
    List<GeneratorCard> bundled = List.copyOf(GeneratorSettings.cards(conf).all());
    for (GeneratorCard card : bundled) {
      assertThat(SandboxProtocol.of(card.protocol()).label()).isEqualTo(card.protocol());
      RehearsalCard.write(card, here, folder, conf);
    }
    Conf mine = conf.with("generators.path", List.of(folder.toString()));
    for (GeneratorCard card : bundled) {
      GeneratorCard turned = GeneratorSettings.cards(mine).get("sandbox-" + card.id());
      assertThat(turned.baseUrl()).isEqualTo(here);
      assertThat(turned.title()).isEqualTo("REHEARSAL of " + card.title());
      assertThat(turned.key().environment()).isEqualTo("ISOBATH_SANDBOX_KEY");
      assertThat(turned.key().header()).isEqualTo(card.key().header());
      assertThat(turned.limits().outputHosts()).containsExactly("127.0.0.1");
      assertThat(turned.limits().apiHosts()).containsExactly("127.0.0.1");
      assertThat(turned.lifecycle()).isEqualTo(GeneratorCard.Lifecycle.ACTIVE);
      assertThat(turned.licence().commercial()).isFalse();
      assertThat(turned.priceUsd())
          .as("nothing is planned without a price")
          .isEqualTo(card.priceUsd() == null ? new BigDecimal("0.05") : card.priceUsd());
      assertThat(turned.parameters()).isEqualTo(card.parameters());
      assertThat(turned.model()).isEqualTo(card.model());
    }
  }
}
