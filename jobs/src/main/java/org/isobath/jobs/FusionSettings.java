package org.isobath.jobs;

import java.util.HashSet;
import java.util.List;
import org.isobath.UserError;
import org.isobath.model.Fusion;
import org.isobath.model.Look;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelCards;

/** {@code estimate.fuse} of the configuration. */
public final class FusionSettings {
  private FusionSettings() {}

  /**
   * @throws UserError for a look or model that does not exist, is named twice, or is not allowed
   */
  public static Fusion of(Conf conf) {
    List<Look> looks = conf.strings("estimate.fuse.looks").stream().map(Look::of).toList();
    List<String> ids = conf.strings("estimate.fuse.models");
    if (new HashSet<>(looks).size() < looks.size() || new HashSet<>(ids).size() < ids.size()) {
      throw new UserError(
          "estimate.fuse names a look or a model twice: its errors would count twice. Name each once.");
    }
    if (ids.isEmpty()) {
      return new Fusion(looks, List.of());
    }
    ModelCards cards = ModelSettings.cards(conf);
    ModelCard model = cards.get(conf.string("estimate.model"));
    List<ModelCard> models = ids.stream().map(cards::get).toList();
    models.forEach(other -> check(model, other));
    if (conf.integer("estimate.tiles.most", 0, 1024) > 1) {
      throw new UserError(
          "estimate.tiles and estimate.fuse.models do not go together: a tile is fitted to what its"
              + " own model says. Set one of them.");
    }
    return new Fusion(looks, models);
  }

  private static void check(ModelCard model, ModelCard other) {
    if (other.id().equals(model.id())) {
      throw new UserError(
          "estimate.fuse.models names %s, which is estimate.model. Leave it out; further looks of the same model are estimate.fuse.looks."
              .formatted(other.id()));
    }
    // rows say whose depth they are by estimate.model, and curation goes by its terms
    if (model.licence().commercial() && !other.licence().commercial()) {
      throw new UserError(
          "estimate.fuse.models names %s, which is not for commercial use, and depth would go by the terms of %s. Make %s estimate.model and name %s here."
              .formatted(other.id(), model.id(), other.id(), model.id()));
    }
  }
}
