package org.isobath.generate.hosted;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCard.Licence;
import org.isobath.generate.GeneratorCard.Lifecycle;
import org.isobath.generate.GeneratorCard.Limits;
import org.isobath.generate.Parameter;
import org.isobath.generate.ParameterRule;

/** A small card of every protocol, a request that uses all of it, and a control of four bytes. */
final class ProtocolCards {
  private static final Set<ControlKind> BOTH = Set.of(ControlKind.PHOTO, ControlKind.DEPTH_MAP);
  private static final Set<ControlKind> PHOTO = Set.of(ControlKind.PHOTO);
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  static final ControlImage CONTROL =
      new ControlImage(new byte[] {1, 2, 3, 4}, "image/png", 8, 6, null);

  private ProtocolCards() {}

  static GeneratorCard of(String protocol) {
    return switch (protocol) {
      case "bfl" ->
          card(protocol, "https://api.bfl.ai", "flux-pro-1.0-depth", BOTH, Set.of(), pro("jpeg"));
      case "replicate" ->
          card(
              protocol,
              "https://api.replicate.com/v1",
              "black-forest-labs/flux-depth-dev",
              PHOTO,
              Set.of(),
              dev());
      case "eachlabs" ->
          card(protocol, "https://api.eachlabs.ai", "flux-depth-dev", PHOTO, Set.of(), dev());
      case "cometapi" ->
          card(
              protocol,
              "https://api.cometapi.com",
              "flux-pro-1-0-depth",
              Set.of(),
              BOTH,
              pro("jpeg"));
      case "railwail" ->
          card(
              protocol,
              "https://railwail.com/api/v1",
              "flux-1-depth",
              Set.of(),
              BOTH,
              Map.of(Parameter.OUTPUTS, rule("n", 1L, Map.of())));
      case "comfy-router" ->
          card(
              protocol,
              "https://api.comfy.org",
              "bfl/flux-pro-1.0-depth",
              BOTH,
              Set.of(),
              pro("jpeg"));
      default -> throw new IllegalArgumentException("write a card for " + protocol);
    };
  }

  /** With the parameters of {@code flux-depth-pro}. */
  static GeneratorCard replicatePro() {
    return card(
        "replicate",
        "https://api.replicate.com/v1",
        "black-forest-labs/flux-depth-pro",
        PHOTO,
        Set.of(),
        pro("jpg"));
  }

  static GeneratorCard card(
      String protocol,
      String base,
      String model,
      Set<ControlKind> controls,
      Set<ControlKind> undocumented,
      Map<Parameter, ParameterRule> parameters) {
    return new GeneratorCard(
        protocol + "-test",
        "Test",
        protocol,
        URI.create(base),
        model,
        Lifecycle.ACTIVE,
        "",
        new GeneratorCard.Key("TEST_KEY", "Authorization", "Bearer "),
        new BigDecimal("0.05"),
        controls,
        undocumented,
        parameters,
        List.of(),
        new Limits(
            24,
            600,
            3000,
            192_000,
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            List.of("*.bfl.ai"),
            List.of("*.bfl.ai", "replicate.delivery"),
            64L << 20),
        new Licence("test", true, ""),
        List.of());
  }

  private static Map<Parameter, ParameterRule> pro(String jpeg) {
    return Map.of(
        Parameter.STEPS, rule("steps", 50L, Map.of()),
        Parameter.GUIDANCE, rule("guidance", 15.0, Map.of()),
        Parameter.PROMPT_UPSAMPLING, rule("prompt_upsampling", false, Map.of()),
        Parameter.SAFETY_TOLERANCE, rule("safety_tolerance", 2L, Map.of()),
        Parameter.OUTPUT_FORMAT, rule("output_format", "jpeg", Map.of("jpeg", jpeg, "png", "png")));
  }

  private static Map<Parameter, ParameterRule> dev() {
    return Map.of(
        Parameter.STEPS, rule("num_inference_steps", 28L, Map.of()),
        Parameter.GUIDANCE, rule("guidance", 10.0, Map.of()),
        Parameter.SAFETY_CHECKER,
            rule("disable_safety_checker", true, Map.of("true", "false", "false", "true")),
        Parameter.OUTPUT_FORMAT,
            rule("output_format", "webp", Map.of("webp", "webp", "jpeg", "jpg")),
        Parameter.OUTPUT_QUALITY, rule("output_quality", 80L, Map.of()),
        Parameter.MEGAPIXELS, rule("megapixels", "1", Map.of("1", "1")),
        Parameter.OUTPUTS, rule("num_outputs", 1L, Map.of()));
  }

  static ParameterRule rule(String wire, Object byDefault, Map<String, String> values) {
    return new ParameterRule(wire, byDefault, -INFINITE, INFINITE, 0, values);
  }

  /** Asks for the default of everything, and for JPEG. */
  static GenerationRequest request(GeneratorCard card, ControlKind kind) {
    Map<Parameter, Object> parameters = new EnumMap<>(Parameter.class);
    card.parameters().forEach((parameter, rule) -> parameters.put(parameter, rule.byDefault()));
    parameters.computeIfPresent(Parameter.OUTPUT_FORMAT, (parameter, value) -> "jpeg");
    return request(card, kind, parameters);
  }

  static GenerationRequest request(
      GeneratorCard card, ControlKind kind, Map<Parameter, Object> parameters) {
    return new GenerationRequest(
        "ab12",
        card.id(),
        kind,
        "c0ffee",
        "a red sofa, \"Bauhaus\" ünïque",
        2_147_483_647L,
        parameters,
        1,
        new BigDecimal("0.05"),
        "test");
  }

  static GenerationRequest request(GeneratorCard card) {
    return request(card, ControlKind.PHOTO);
  }
}
