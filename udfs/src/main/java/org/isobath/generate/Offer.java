package org.isobath.generate;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Map;

/**
 * What one generator will do for one request, and for how much: all that the making of requests has
 * to know of a card.
 *
 * @param generator id of the card
 * @param model as the API calls it
 * @param parameters all that are sent
 * @param outputs pictures of a request
 * @param priceUsd of all of them
 */
public record Offer(
    String generator,
    String model,
    Map<Parameter, Object> parameters,
    int outputs,
    BigDecimal priceUsd)
    implements Serializable {
  public Offer {
    parameters = Map.copyOf(parameters);
  }

  /**
   * By the card.
   *
   * @param parameters as {@link GeneratorCheck#complete} gives them
   */
  public static Offer of(GeneratorCard card, Map<Parameter, Object> parameters) {
    int outputs = Math.toIntExact((Long) parameters.getOrDefault(Parameter.OUTPUTS, 1L));
    return new Offer(
        card.id(),
        card.model(),
        parameters,
        outputs,
        card.priceUsd().multiply(BigDecimal.valueOf(outputs)));
  }
}
