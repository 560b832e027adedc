package org.isobath.jobs;

import java.util.Arrays;
import java.util.List;
import org.isobath.UserError;
import org.isobath.model.CrossCheck;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelCards;
import org.isobath.model.SecondLook;

/** {@code estimate.consistency} and {@code estimate.second-model} of the configuration. */
public final class CrossCheckSettings {
  private CrossCheckSettings() {}

  /**
   * The second looks that a run asks for, each once, in the order of their list, and the other
   * model.
   *
   * @throws UserError for a look or model that does not exist, or a model that is not allowed
   */
  public static CrossCheck of(Conf conf) {
    List<String> labels = conf.strings("estimate.consistency");
    if (!SecondLook.labels().containsAll(labels)) {
      throw conf.invalid(
          "estimate.consistency", "a list of any of " + String.join(", ", SecondLook.labels()));
    }
    return new CrossCheck(
        Arrays.stream(SecondLook.values()).filter(look -> labels.contains(look.label())).toList(),
        model(conf));
  }

  private static ModelCard model(Conf conf) {
    String id = conf.string("estimate.second-model");
    if (id.isEmpty()) {
      return null;
    }
    ModelCards cards = ModelSettings.cards(conf);
    ModelCard first = cards.get(conf.string("estimate.model"));
    ModelCard other = cards.get(id);
    if (other.id().equals(first.id())) {
      throw new UserError(
          "estimate.second-model names %s, which is estimate.model and agrees with itself. Name another; second looks of the same model are estimate.consistency."
              .formatted(id));
    }
    // curation goes by the terms of estimate.model, also where it goes by this score
    if (first.licence().commercial() && !other.licence().commercial()) {
      throw new UserError(
          "estimate.second-model names %s, which is not for commercial use, and what is kept by its word would go by the terms of %s. Make %s estimate.model, or name another."
              .formatted(id, first.id(), id));
    }
    return other;
  }
}
