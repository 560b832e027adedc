package org.isobath.generate;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * One request: a control, a prompt and what else was asked, with its price, before anything is
 * spent.
 *
 * @param requestId key of the request: hex of the hash over everything that changes the pictures
 * @param generator id of the generator's card
 * @param controlKind what the control is
 * @param controlId names the control's bytes: two requests with the same one send the same bytes
 * @param prompt as sent
 * @param seed 31 bits of the hash: explicit, so that it marks the request at the provider
 * @param parameters values as the card allows them, every one that it has a default for
 * @param outputs pictures it asks for, at least 1
 * @param priceUsd of all its pictures, by the card
 * @param budgetGroup whose money it is
 */
public record GenerationRequest(
    String requestId,
    String generator,
    ControlKind controlKind,
    String controlId,
    String prompt,
    long seed,
    Map<Parameter, Object> parameters,
    int outputs,
    BigDecimal priceUsd,
    String budgetGroup) {
  public GenerationRequest {
    parameters = Map.copyOf(parameters);
    if (outputs < 1) {
      throw new IllegalArgumentException("outputs = " + outputs);
    }
  }

  /** The parameters by name, in one order, as a table holds them. */
  public Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    parameters.forEach((parameter, value) -> labels.put(parameter.label(), parameter.text(value)));
    return labels;
  }
}
