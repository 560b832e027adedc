package org.isobath.generate.hosted;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.sandbox.SandboxProtocol;

/**
 * A bundled card, led to the server of its protocol on this machine.
 *
 * @param bundled as it is
 */
record SoakRoute(GeneratorCard bundled) {
  static final String KEY_NAME = "SOAK_KEY";
  static final String KEY = "soak-key-of-no-account";

  /** What the servers charge where no price is documented. */
  private static final BigDecimal UNKNOWN_PRICE = new BigDecimal("0.05");

  /** One for each bundled card. */
  static List<SoakRoute> all() {
    return GeneratorCards.of(Map.of()).all().stream().map(SoakRoute::new).toList();
  }

  static SoakRoute of(String id) {
    return new SoakRoute(GeneratorCards.of(Map.of()).get(id));
  }

  String id() {
    return bundled.id();
  }

  SandboxProtocol protocol() {
    return SandboxProtocol.of(bundled.protocol());
  }

  /** Whether a lost answer can be cleared up. */
  boolean decidable() {
    Protocol spoken = Protocols.of(bundled);
    return spoken.listing().isPresent() || spoken.idempotent();
  }

  private BigDecimal priceUsd() {
    return Optional.ofNullable(bundled.priceUsd()).orElse(UNKNOWN_PRICE);
  }

  /**
   * Its card, with the speed of a soak.
   *
   * @param base of the server
   */
  GeneratorCard card(URI base, int active, double createsPerMinute) {
    GeneratorCard.Limits limits = bundled.limits();
    return new GeneratorCard(
        bundled.id(),
        bundled.title(),
        bundled.protocol(),
        base,
        bundled.model(),
        bundled.lifecycle(),
        bundled.successor(),
        new GeneratorCard.Key(KEY_NAME, bundled.key().header(), bundled.key().prefix()),
        priceUsd(),
        bundled.controls(),
        bundled.undocumentedControls(),
        bundled.parameters(),
        bundled.sizes(),
        new GeneratorCard.Limits(
            active,
            createsPerMinute,
            60_000,
            limits.inlineBytes(),
            limits.outputLife(),
            limits.deadline(),
            limits.apiHosts(),
            limits.outputHosts(),
            limits.outputBytes()),
        bundled.licence(),
        bundled.doubts());
  }

  /** Requests of which each has its own prompt, because not every protocol has a seed. */
  List<GenerationRequest> requests(int count) {
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String prompt = id() + " room " + i;
      requests.add(
          new GenerationRequest(
              Sha256.hex(prompt),
              id(),
              ControlKind.PHOTO,
              "control " + i % 5,
              prompt,
              Arrays.hashCode(prompt.getBytes(StandardCharsets.UTF_8)) & 0x7fffffff,
              Map.of(),
              1,
              priceUsd(),
              "soak"));
    }
    return requests;
  }
}
