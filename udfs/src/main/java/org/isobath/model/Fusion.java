package org.isobath.model;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.isobath.UserError;

/**
 * What depth is fused from beside one look of the model, see {@link org.isobath.depth.DepthFusion}.
 *
 * @param looks further ones of the same model
 * @param models cards of other models, each of which looks once; locked
 */
public record Fusion(List<Look> looks, List<ModelCard> models) implements Serializable {
  /** One look of one model. */
  public static final Fusion NONE = new Fusion(List.of(), List.of());

  public Fusion {
    looks = List.copyOf(looks);
    models = List.copyOf(models);
  }

  /**
   * Holds the looks against the model's graph, before any picture is read.
   *
   * @throws UserError when one of them needs another size than the graph takes
   */
  public void check(DepthModel model) {
    looks.stream()
        .filter(look -> look.resizes() && !model.takesOtherSizes())
        .findFirst()
        .ifPresent(
            look -> {
              throw new UserError(
                  "The graph of %s takes one size only, and the look %s needs another. Leave it out of estimate.fuse.looks."
                      .formatted(model.card().id(), look.label()));
            });
  }

  /** Inferences of a picture beside the first. */
  public int further() {
    return looks.size() + models.size();
  }

  /** Their cost in inferences, about; one of another model counts as one of the first. */
  public double price() {
    return looks.stream().mapToDouble(Look::price).sum() + models.size();
  }

  /** All that decides a value, in one line: the looks, and the parameters of each other model. */
  public String text() {
    return Stream.concat(
            looks.stream().map(Look::label),
            models.stream().map(card -> card.id() + ":" + card.paramsHash()))
        .collect(Collectors.joining(" "));
  }
}
