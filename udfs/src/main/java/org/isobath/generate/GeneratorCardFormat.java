package org.isobath.generate;

import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.UserError;
import org.isobath.model.CardSection;

/** Generator cards as text. The lists of keys are the format; everything else reads by them. */
final class GeneratorCardFormat {
  static final List<String> CARD =
      List.of(
          "id",
          "title",
          "protocol",
          "base-url",
          "model",
          "lifecycle",
          "successor",
          "key",
          "price-usd",
          "controls",
          "undocumented-controls",
          "parameters",
          "sizes",
          "limits",
          "licence",
          "doubts");
  static final List<String> KEY = List.of("environment", "header", "prefix");
  static final List<String> PARAMETERS =
      Arrays.stream(Parameter.values()).map(Parameter::label).toList();
  static final List<String> RULE =
      List.of("wire", "default", "min", "max", "multiple", "values", "sent");
  static final List<String> LIMITS =
      List.of(
          "active",
          "creates-per-minute",
          "calls-per-minute",
          "inline-bytes",
          "output-life",
          "deadline",
          "api-hosts",
          "output-hosts",
          "output-bytes");
  static final List<String> LICENCE = List.of("name", "commercial", "url");

  /** Names of this machine: a key that goes there in the clear goes nowhere. */
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

  private GeneratorCardFormat() {}

  static GeneratorCard read(String hocon, String file) {
    CardSection card = CardSection.parse(GeneratorCards.KIND, hocon, file, CARD);
    Set<ControlKind> controls = controls(card, "controls");
    Set<ControlKind> undocumented = controls(card, "undocumented-controls");
    if (!controls.isEmpty() && !undocumented.isEmpty()) {
      throw card.wrong(
          "undocumented-controls", "nothing beside controls, which the documentation has");
    }
    return new GeneratorCard(
        card.id(),
        card.text("title"),
        card.text("protocol"),
        baseUrl(card),
        card.text("model"),
        card.constant("lifecycle", GeneratorCard.Lifecycle.class, null),
        card.text("successor", ""),
        key(card.section("key", KEY)),
        price(card),
        controls,
        undocumented,
        parameters(card),
        sizes(card),
        limits(card.section("limits", LIMITS)),
        licence(card.section("licence", LICENCE)),
        card.texts("doubts", List.of()));
  }

  private static URI baseUrl(CardSection card) {
    try {
      URI url = URI.create(card.text("base-url"));
      boolean safe =
          "https".equals(url.getScheme())
              || "http".equals(url.getScheme()) && HERE.contains(String.valueOf(url.getHost()));
      if (safe
          && url.getHost() != null
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null
          && !url.toString().endsWith("/")) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw card.wrong(
        "base-url",
        "https://HOST/PATH without a slash at its end, or http:// on localhost for a rehearsal");
  }

  private static GeneratorCard.Key key(CardSection key) {
    String environment = key.text("environment");
    if (!environment.matches("[A-Z][A-Z0-9_]*")) {
      throw key.wrongHidden(
          "environment", "the NAME of an environment variable, never the key itself");
    }
    return new GeneratorCard.Key(environment, key.text("header"), key.text("prefix", ""));
  }

  private static BigDecimal price(CardSection card) {
    if (card.is("price-usd", "unknown")) {
      return null;
    }
    BigDecimal price = card.decimal("price-usd", null);
    if (price == null || price.signum() < 0) {
      throw card.has("price-usd")
          ? card.wrong("price-usd", "dollars for a picture, 0 or more, or unknown")
          : card.missing("price-usd");
    }
    return price;
  }

  private static Set<ControlKind> controls(CardSection card, String key) {
    Set<ControlKind> controls = EnumSet.noneOf(ControlKind.class);
    for (String text : card.texts(key, List.of())) {
      controls.add(
          Arrays.stream(ControlKind.values())
              .filter(kind -> kind.label().equals(text))
              .findFirst()
              .orElseThrow(() -> card.wrong(key, "a list of photo and depth_map")));
    }
    return controls;
  }

  private static Map<Parameter, ParameterRule> parameters(CardSection card) {
    return parameters(card, true);
  }

  /**
   * Rules of the section {@code parameters}.
   *
   * @param wired whether each must say how an API calls it
   */
  static Map<Parameter, ParameterRule> parameters(CardSection card, boolean wired) {
    Map<Parameter, ParameterRule> rules = new EnumMap<>(Parameter.class);
    CardSection parameters = card.section("parameters", PARAMETERS);
    for (Parameter parameter : Parameter.values()) {
      if (parameters.has(parameter.label())) {
        rules.put(parameter, rule(parameter, parameters.section(parameter.label(), RULE), wired));
      }
    }
    return rules;
  }

  private static List<String> sizes(CardSection card) {
    List<String> sizes = card.texts("sizes", List.of());
    if (!sizes.stream().allMatch(size -> size.matches("[1-9]\\d{0,5}x[1-9]\\d{0,5}"))) {
      throw card.wrong("sizes", "a list of WIDTHxHEIGHT such as \"1024x1024\"");
    }
    return sizes;
  }

  private static ParameterRule rule(Parameter parameter, CardSection section, boolean wired) {
    boolean number =
        parameter.type() == Parameter.Type.WHOLE || parameter.type() == Parameter.Type.NUMBER;
    for (String key : List.of("min", "max", "multiple")) {
      if (section.has(key) && !number) {
        throw section.wrong(key, "no such key: " + parameter.label() + " is no number");
      }
    }
    double whole = parameter.type() == Parameter.Type.WHOLE ? 1 : 0;
    Object given = section.plain("default");
    ParameterRule rule =
        new ParameterRule(
            wired ? section.text("wire") : section.text("wire", parameter.label()),
            given == null ? null : value(parameter, given.toString(), section),
            section.number("min", Double.NEGATIVE_INFINITY),
            section.number("max", Double.POSITIVE_INFINITY),
            section.positive("multiple", whole),
            values(section, number));
    if (rule.byDefault() != null) {
      rule.objection(rule.byDefault())
          .ifPresent(
              allowed -> {
                throw section.wrong("default", allowed);
              });
    }
    return rule;
  }

  private static Object value(Parameter parameter, String text, CardSection section) {
    try {
      return parameter.value(text);
    } catch (UserError e) {
      throw section.wrong("default", parameter.type().noun());
    }
  }

  /** Neutral values in the order of {@code values}, then those that only {@code sent} has. */
  private static Map<String, String> values(CardSection section, boolean number) {
    Set<String> neutral = new LinkedHashSet<>(section.texts("values", List.of()));
    List<String> spelt = new ArrayList<>(section.names("sent"));
    if (number && !(neutral.isEmpty() && spelt.isEmpty())) {
      throw section.wrong(
          neutral.isEmpty() ? "sent" : "values", "min, max and multiple for a number");
    }
    spelt.sort(null);
    neutral.addAll(spelt);
    Map<String, String> values = new LinkedHashMap<>();
    neutral.forEach(value -> values.put(value, value));
    if (!spelt.isEmpty()) {
      CardSection sent = section.section("sent", spelt);
      spelt.forEach(value -> values.put(value, String.valueOf(sent.plain(value))));
    }
    return values;
  }

  private static GeneratorCard.Limits limits(CardSection limits) {
    return new GeneratorCard.Limits(
        limits.whole("active"),
        limits.positive("creates-per-minute"),
        limits.positive("calls-per-minute"),
        limits.bytes("inline-bytes"),
        limits.duration("output-life"),
        limits.duration("deadline"),
        limits.texts("api-hosts", List.of()),
        limits.texts("output-hosts", List.of()),
        limits.bytes("output-bytes"));
  }

  static GeneratorCard.Licence licence(CardSection licence) {
    return new GeneratorCard.Licence(
        licence.text("name"), licence.flag("commercial"), licence.text("url", ""));
  }
}
