package org.isobath.generate.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;

/**
 * What a valid create call asks for.
 *
 * @param model as the API calls it
 * @param seed empty where the call has none
 * @param input the model's input, as the provider repeats it
 * @param pictures how many
 * @param format {@code jpeg}, {@code png} or {@code webp}
 * @param quality of jpeg and webp, 0 to 100
 * @param webhook empty for none
 * @param secret of the webhook, where the call chooses it
 */
record Draft(
    String model,
    String prompt,
    OptionalLong seed,
    ObjectNode input,
    Control control,
    OutputSize size,
    int pictures,
    String format,
    int quality,
    String webhook,
    String secret) {
  /** Marks the request: its seed and its prompt. */
  String request() {
    return (seed.isPresent() ? seed.getAsLong() + " " : " ") + prompt;
  }

  /** File name suffix of the pictures. */
  String suffix() {
    return format.equals("jpeg") ? "jpg" : format;
  }
}
