package org.isobath.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructField;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.Parameter;
import org.isobath.jobs.Table;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class PlannedRequestTest {
  private static final GeneratorCards CARDS = GeneratorCards.of(Map.of());
  private static final GeneratorCard BFL = CARDS.get("bfl-flux-pro-depth");

  private static Row row(String model, String kind, Map<String, String> parameters) {
    Map<String, Object> values = new HashMap<>();
    values.put("request_id", "r");
    values.put("control_id", "c");
    values.put("control_kind", kind);
    values.put("image_id", "i");
    values.put("prompt", "a room");
    values.put("seed", 7L);
    values.put("parameters", CollectionConverters.asScala(parameters));
    values.put("generator_model", model);
    values.put("outputs", 1);
    values.put("price_usd", new BigDecimal("0.01"));
    values.put("budget_group", "default");
    return new GenericRowWithSchema(
        Arrays.stream(Table.REQUESTS.schema().fields())
            .map(StructField::name)
            .map(values::get)
            .toArray(),
        Table.REQUESTS.schema());
  }

  @Test
  void a_request_is_bought_as_it_was_planned_at_the_higher_price() {
    PlannedRequest planned =
        PlannedRequest.of(row("flux-pro-1.0-depth", "depth_map", Map.of("steps", "20")), BFL);
    assertThat(planned.request().controlKind()).isEqualTo(ControlKind.DEPTH_MAP);
    assertThat(planned.request().parameters()).isEqualTo(Map.of(Parameter.STEPS, 20L));
    assertThat(planned.request().priceUsd()).isEqualByComparingTo("0.05");
  }

  @Test
  void what_the_card_no_longer_takes_is_the_users_to_decide() {
    assertThat(
            PlannedRequest.of(
                    row(
                        "black-forest-labs/flux-depth-dev",
                        "depth_map",
                        Map.of("guidance", "101", "safety_tolerance", "2")),
                    CARDS.get("replicate-flux-depth-dev"))
                .objection())
        .get(STRING)
        .startsWith(
            "Requests for replicate-flux-depth-dev are planned that it cannot do by its card of now: it takes"
                + " no depth map and would estimate the depth of the depth map, at full price;")
        .contains("guidance = 101: it takes 0 to 100")
        .contains("safety_tolerance = 2: it has no such parameter")
        .endsWith("Go back to the card of then, or delete these requests and run isobath plan.");
  }

  @Test
  void a_control_that_was_tried_without_documentation_still_is() {
    Map<String, String> none = Map.of();
    GeneratorCard comet = CARDS.get("cometapi-flux-pro-depth");
    PlannedRequest planned = PlannedRequest.of(row("flux-pro-1-0-depth", "photo", none), comet);
    assertThat(planned.card()).isEqualTo(comet);
    assertThat(planned.objection()).isEmpty();
  }

  @Test
  void another_model_is_another_picture() {
    PlannedRequest planned = PlannedRequest.of(row("flux-2", "photo", Map.of()), BFL);
    assertThat(planned.objection()).get(STRING).contains("were planned for its model flux-2");
    assertThat(GenerationRows.row(planned).<String>getAs(5))
        .as("the model that a picture stands under which is fetched all the same")
        .isEqualTo("flux-2");
  }
}
