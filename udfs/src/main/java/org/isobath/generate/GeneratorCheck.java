package org.isobath.generate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.isobath.UserError;

/**
 * Holds a demand against the card of a generator, before anything is written or paid for. What a
 * generator cannot do is refused; so is what it would do in silence differently from what was
 * asked.
 */
public final class GeneratorCheck {
  private GeneratorCheck() {}

  /** Why the generator cannot do it, one clause each; empty when it can. */
  public static List<String> objections(GeneratorCard card, Demand demand) {
    List<String> objections = new ArrayList<>();
    if (card.lifecycle() == GeneratorCard.Lifecycle.ENDED) {
      objections.add("it has ended" + successor(card));
    }
    control(card, demand, objections);
    demand.parameters().forEach((p, value) -> parameter(card, p, value, objections));
    size(card, demand.parameters(), objections);
    if (card.priceUsd() == null) {
      objections.add(
          "nobody knows its price (copy its card into a folder of generators.path and write"
              + " price-usd)");
    }
    if (demand.commercial() && !card.licence().commercial()) {
      objections.add(
          "its licence, "
              + card.licence().name()
              + ", is not known to allow commercial use, which the policy asks for");
    }
    return objections;
  }

  private static void control(GeneratorCard card, Demand demand, List<String> objections) {
    ControlKind kind = demand.control();
    if (card.controls().contains(kind)) {
      return;
    }
    if (card.undocumentedControls().contains(kind)) {
      if (!demand.undocumentedControl()) {
        objections.add(
            "its documentation has no control, so it may charge for a picture of the prompt alone"
                + " (allow-undocumented-control = true tries it)");
      }
    } else if (kind == ControlKind.DEPTH_MAP && card.controls().contains(ControlKind.PHOTO)) {
      objections.add(
          "it takes no depth map and would estimate the depth of the depth map, at full price");
    } else if (card.local()) {
      objections.add(
          "it estimates no depth of a photo (plan.control = depth_map gives it the pair's own)");
    } else {
      objections.add("it takes no control of the kind " + kind.label());
    }
  }

  private static void parameter(
      GeneratorCard card, Parameter parameter, Object value, List<String> objections) {
    ParameterRule rule = card.parameters().get(parameter);
    String asked = parameter.label() + " = " + parameter.text(value);
    if (rule != null) {
      rule.objection(value).ifPresent(allowed -> objections.add(asked + ": it takes " + allowed));
    } else if (parameter != Parameter.OUTPUTS) {
      objections.add(asked + ": it has no such parameter");
    } else if (!value.equals(1L)) {
      objections.add(asked + ": it makes one picture of a request");
    }
  }

  private static void size(
      GeneratorCard card, Map<Parameter, Object> parameters, List<String> objections) {
    Object width = parameters.get(Parameter.WIDTH);
    Object height = parameters.get(Parameter.HEIGHT);
    Object megapixels = parameters.get(Parameter.MEGAPIXELS);
    if (card.local() && (width == null) != (height == null)) {
      objections.add("width and height: it takes both or none of them");
    }
    if (card.local() && width != null && megapixels != null) {
      objections.add("megapixels = " + megapixels + " beside width and height: it takes one size");
    }
    if (!card.sizes().isEmpty()
        && (width != null || height != null)
        && !card.sizes().contains(width + "x" + height)) {
      objections.add(
          "width = %s, height = %s: it takes both, as one of %s"
              .formatted(
                  width == null ? "none" : width,
                  height == null ? "none" : height,
                  String.join(", ", card.sizes())));
    }
  }

  /**
   * All parameters that are sent: what is asked for, and the card's defaults.
   *
   * @throws UserError when the generator cannot do it: why, and which of {@code all} can
   */
  public static Map<Parameter, Object> complete(
      GeneratorCard card, Demand demand, Collection<GeneratorCard> all) {
    List<String> objections = objections(card, demand);
    if (!objections.isEmpty()) {
      List<String> able =
          all.stream()
              .filter(other -> objections(other, demand).isEmpty())
              .map(GeneratorCard::id)
              .toList();
      throw new UserError(
          card.id()
              + " cannot do this: "
              + String.join("; ", objections)
              + ". "
              + (able.isEmpty()
                  ? "No generator in reach can."
                  : "These can: " + String.join(", ", able) + "."));
    }
    Map<Parameter, Object> complete = new EnumMap<>(Parameter.class);
    card.parameters()
        .forEach(
            (parameter, rule) -> {
              Object value = demand.parameters().getOrDefault(parameter, rule.byDefault());
              if (value != null) {
                complete.put(parameter, value);
              }
            });
    return complete;
  }

  /** What whoever pays should know of a generator that can do it, a sentence each. */
  public static List<String> warnings(GeneratorCard card, Demand demand) {
    List<String> warnings = new ArrayList<>();
    if (card.lifecycle() == GeneratorCard.Lifecycle.DEPRECATED) {
      warnings.add(card.id() + " is deprecated and may stop at any time" + successor(card) + ".");
    }
    if (!card.controls().contains(demand.control())) {
      warnings.add(
          card.id()
              + " documents no control and may ignore it: buy one picture and look before you buy"
              + " more.");
    }
    if (!card.licence().commercial()) {
      warnings.add(
          card.id()
              + ": outputs are not known to be free for commercial use ("
              + card.licence().name()
              + ").");
    }
    return warnings;
  }

  private static String successor(GeneratorCard card) {
    return card.successor().isEmpty() ? "" : " (instead: " + card.successor() + ")";
  }
}
