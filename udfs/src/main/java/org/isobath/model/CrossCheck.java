package org.isobath.model;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who looks at a picture again only to score the first look: the model itself, another one, or
 * both. It changes no depth map.
 *
 * @param looks further ones of the same model
 * @param model card of another model, which looks once; locked; null for none
 */
public record CrossCheck(List<SecondLook> looks, ModelCard model) implements Serializable {
  /** Nobody. */
  public static final CrossCheck NONE = new CrossCheck(List.of(), null);

  public CrossCheck {
    looks = List.copyOf(looks);
  }

  /** The other model, or nothing. */
  public List<ModelCard> models() {
    return model == null ? List.of() : List.of(model);
  }

  /** Its cost in inferences, about; one of the other model counts as one of the first. */
  public double price() {
    return looks.stream().mapToDouble(SecondLook::price).sum() + models().size();
  }

  /**
   * Holds the looks against the model's graph, before any picture is read.
   *
   * @throws org.isobath.UserError when one of them needs another size than the graph takes
   */
  public void check(DepthModel first) {
    looks.forEach(look -> look.require(first));
  }

  /** All that decides a score, line by line: the looks, and the parameters of the other model. */
  public String text() {
    String text = "";
    if (!looks.isEmpty()) {
      text +=
          "\nconsistency " + looks.stream().map(SecondLook::label).collect(Collectors.joining(" "));
    }
    if (model != null) {
      text += "\nsecond-model " + model.id() + ":" + model.paramsHash();
    }
    return text;
  }
}
