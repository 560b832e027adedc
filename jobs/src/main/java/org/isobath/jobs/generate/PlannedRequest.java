package org.isobath.jobs.generate;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.isobath.generate.ControlKind;
import org.isobath.generate.Demand;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCheck;
import org.isobath.generate.Parameter;

/**
 * A row of {@code requests}, and the card by which it is bought.
 *
 * @param request with the higher of its two prices, the planned one and the card's of today
 * @param model of the generator, for which it was planned
 * @param imageId the picture behind the control
 * @param modelId of the depth behind a depth map
 * @param paramsHash likewise
 * @param recipe how that depth becomes a picture; null for a photo
 */
record PlannedRequest(
    GenerationRequest request,
    GeneratorCard card,
    String model,
    String imageId,
    String modelId,
    String paramsHash,
    String recipe) {

  /** Reads a row, whatever its card says by now: what was bought can be fetched all the same. */
  static PlannedRequest of(Row row, GeneratorCard card) {
    int outputs = row.getAs("outputs");
    Map<Parameter, Object> parameters = new EnumMap<>(Parameter.class);
    Map<String, String> labels = row.getJavaMap(row.fieldIndex("parameters"));
    labels.forEach(
        (label, text) -> {
          Parameter parameter = Parameter.of(label);
          parameters.put(parameter, parameter.value(text));
        });
    String label = row.getAs("control_kind");
    ControlKind kind =
        label.equals(ControlKind.PHOTO.label()) ? ControlKind.PHOTO : ControlKind.DEPTH_MAP;
    return new PlannedRequest(
        new GenerationRequest(
            row.getAs("request_id"),
            card.id(),
            kind,
            row.getAs("control_id"),
            row.getAs("prompt"),
            row.getAs("seed"),
            parameters,
            outputs,
            price(row.getAs("price_usd"), card, outputs),
            row.getAs("budget_group")),
        card,
        row.getAs("generator_model"),
        row.getAs("image_id"),
        row.getAs("model_id"),
        row.getAs("params_hash"),
        row.getAs("recipe"));
  }

  /**
   * Why it cannot be bought any more, and what to do: its generator has ended, or the card is no
   * longer the one it was planned for, or no longer takes it. Empty when it can.
   */
  Optional<String> objection() {
    if (card.lifecycle() == GeneratorCard.Lifecycle.ENDED) {
      return Optional.of(
          "Generator "
              + card.id()
              + " has ended, and requests for it are planned. Plan for another one"
              + (card.successor().isEmpty() ? "" : ": " + card.successor())
              + "; what was bought of it already isobath generate --reconcile fetches.");
    }
    if (!card.model().equals(model)) {
      return Optional.of(
          "Requests for "
              + card.id()
              + " were planned for its model "
              + model
              + ", and the card says "
              + card.model()
              + " now. Go back to the card of then, or run isobath plan for the new model.");
    }
    // that its control is undocumented and its licence what it is was agreed to when it was planned
    List<String> objections =
        GeneratorCheck.objections(
            card, new Demand(request.controlKind(), request.parameters(), true, false));
    return objections.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Requests for "
                + card.id()
                + " are planned that it cannot do by its card of now: "
                + String.join("; ", objections)
                + ". Go back to the card of then, or delete these requests and run isobath plan.");
  }

  /** A price that has risen since must not cross a budget; null where nobody knows one. */
  private static BigDecimal price(BigDecimal planned, GeneratorCard card, int outputs) {
    if (planned == null || card.priceUsd() == null) {
      return null;
    }
    return planned.max(card.priceUsd().multiply(BigDecimal.valueOf(outputs)));
  }
}
