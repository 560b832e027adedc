package org.isobath.generate.hosted;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/** Cards and requests for tests. */
final class Cards {
  private Cards() {}

  static GeneratorCard card(String id, GeneratorCard.Limits limits) {
    return new GeneratorCard(
        id,
        "A generator",
        "scripted",
        URI.create("https://api.test"),
        "model",
        GeneratorCard.Lifecycle.ACTIVE,
        "",
        new GeneratorCard.Key("TEST_KEY", "Authorization", "Bearer "),
        new BigDecimal("0.05"),
        Set.of(ControlKind.PHOTO),
        Set.of(),
        Map.of(),
        List.of(),
        limits,
        new GeneratorCard.Licence("terms", false, ""),
        List.of());
  }

  static GeneratorCard.Limits limits(int active, double createsPerMinute) {
    return new GeneratorCard.Limits(
        active,
        createsPerMinute,
        60_000,
        1_000,
        Duration.ofMinutes(10),
        Duration.ofMinutes(5),
        List.of(),
        List.of("out.test"),
        1 << 20);
  }

  static GenerationRequest request(int number) {
    return request("r" + number, "generator", "0.05");
  }

  /** The same for another budget group. */
  static GenerationRequest of(GenerationRequest request, String budgetGroup) {
    return new GenerationRequest(
        request.requestId(),
        request.generator(),
        request.controlKind(),
        request.controlId(),
        request.prompt(),
        request.seed(),
        request.parameters(),
        request.outputs(),
        request.priceUsd(),
        budgetGroup);
  }

  static GenerationRequest request(String id, String generator, String priceUsd) {
    return new GenerationRequest(
        id,
        generator,
        ControlKind.PHOTO,
        "control-" + id,
        "a prompt",
        id.hashCode() & 0x7fffffff,
        Map.of(),
        1,
        new BigDecimal(priceUsd),
        "team");
  }
}
