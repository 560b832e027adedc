package org.isobath.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.isobath.UserError;
import org.isobath.generate.Offer;
import org.isobath.generate.Parameter;
import org.isobath.generate.PromptTemplate;
import org.isobath.jobs.Conf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
  @TempDir Path folder;

  private static Recipe recipe(String plan) {
    return Recipe.of(Conf.reference().with("plan { " + plan + " }"));
  }

  @Test
  void the_reference_configuration_plans_one_picture_of_a_pair() {
    Recipe recipe = Recipe.of(Conf.reference());
    assertThat(recipe.grid().size()).isEqualTo(1);
    assertThat(recipe.policy().name()).isEqualTo("default");
    assertThat(recipe.warnings())
        .singleElement()
        .asString()
        .startsWith("replicate-flux-depth-dev: outputs are not known to be free for commercial");
  }

  @Test
  void lists_are_grids_over_parameters_generators_and_prompts() throws Exception {
    Path file = Files.writeString(folder.resolve("prompts.txt"), "a room\n\n  \na {caption}\n");
    Recipe recipe =
        recipe(
            "generators = [ eachlabs-flux-depth-dev ], repeats = 3, prompt-file = \""
                + file
                + "\", parameters { guidance = [ 5, 10.0, 30 ], steps = 20 }");
    assertThat(recipe.grid().prompts())
        .extracting(PromptTemplate::toString)
        .containsExactly("{caption}", "a room", "a {caption}");
    assertThat(recipe.grid().offers()).hasSize(6);
    assertThat(recipe.grid().offers())
        .extracting(offer -> offer.generator() + " " + offer.parameters().get(Parameter.GUIDANCE))
        .containsExactly(
            "replicate-flux-depth-dev 5.0",
            "eachlabs-flux-depth-dev 5.0",
            "replicate-flux-depth-dev 10.0",
            "eachlabs-flux-depth-dev 10.0",
            "replicate-flux-depth-dev 30.0",
            "eachlabs-flux-depth-dev 30.0");
    assertThat(recipe.grid().offers())
        .extracting(Offer::parameters)
        .allMatch(parameters -> parameters.get(Parameter.STEPS).equals(20L));
    assertThat(recipe.grid().size()).isEqualTo(54);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          generator = replicate-flux-depth-dew         | There is no generator card replicate-flux-depth-dew. Did you mean replicate-flux-depth-dev?
          control = depth_map                          | replicate-flux-depth-dev cannot do this: it takes no depth map
          control = depth                              | plan.control must be one of photo, depth_map
          parameters { step = 3 }                      | There is no parameter step. Did you mean steps?
          parameters { steps = many }                  | steps = many is not a whole number.
          parameters { steps = [] }                    | plan.parameters.steps is an empty list.
          parameters { guidance = [ 10, 101 ] }        | replicate-flux-depth-dev cannot do this: guidance = 101: it takes 0 to 100.
          prompts = []                                 | There is no prompt.
          prompts = [ "{captoin}" ]                    | The prompt {captoin} names the column captoin, which there is not. Did you mean caption?
          prompt-file = "/no/such/file"                | Cannot read the file of prompts /no/such/file:
          seeds = [ -1 ]                               | plan.seeds must be a list of whole numbers from 0 to 2147483647
          seeds = [ 2147483648 ]                       | plan.seeds must be
          seeds = [ 1, 2 ], repeats = 2                | plan.seeds and plan.repeats = 2 are both set
          policy = defalt                              | plan.policy = defalt, but no policy of curate.policy and curate.policies has that name. Did you mean default?
          generator = railwail-flux-depth              | railwail-flux-depth cannot do this: its documentation has no control
          recipe = minmaks                             | Unknown conditioning recipe: minmaks.
          kept-only = perhaps                          | plan.kept-only must be one of true, false
          """)
  void what_cannot_be_planned_is_said_before_spark_starts(String plan, String message) {
    assertThatThrownBy(() -> recipe(plan))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void a_commercial_policy_refuses_generators_whose_outputs_may_not_be() throws Exception {
    Path file = Files.writeString(folder.resolve("shop.conf"), "commercial = true\nrules = []");
    Conf shop = Conf.reference().with("curate.policy", file.toString());
    assertThatThrownBy(() -> Recipe.of(shop))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its licence, FLUX.1 [dev] Non-Commercial License, is not known")
        .hasMessageContaining("These can: ");
    assertThat(Recipe.of(shop.with("plan.generator", "replicate-flux-depth-pro")).warnings())
        .isEmpty();
  }

  @Test
  void a_local_generator_costs_nothing_takes_our_depth_and_obeys_its_licence() throws Exception {
    Recipe recipe = recipe("generator = flux-onnx, control = depth_map");
    assertThat(recipe.grid().offers().get(0).priceUsd()).isZero();
    assertThat(recipe.warnings())
        .anyMatch(warning -> warning.startsWith("flux-onnx: its card lists no components yet"));
    assertThatThrownBy(() -> recipe("generator = flux-onnx"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "flux-onnx cannot do this: it estimates no depth of a photo (plan.");
    Path file = Files.writeString(folder.resolve("shop.conf"), "commercial = true\nrules = []");
    Conf shop =
        Conf.reference()
            .with("plan { generator = flux-onnx, control = depth_map }")
            .with("curate.policy", file.toString());
    assertThatThrownBy(() -> Recipe.of(shop))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "flux-onnx cannot do this: its licence, FLUX.1 [dev] Non-Commercial License, is not"
                + " known");
  }

  @Test
  void a_folder_of_the_user_brings_a_price_that_the_bundled_card_has_not() throws Exception {
    String card = Files.readString(Path.of("../conf/providers/comfy-router-flux-pro-depth.conf"));
    Files.writeString(
        folder.resolve("mine.conf"), card.replace("price-usd = unknown", "price-usd = 0.07"));
    Conf conf =
        Conf.reference()
            .with("generators.path = [ \"" + folder + "\" ]")
            .with("plan.generator", "comfy-router-flux-pro-depth");
    assertThat(Recipe.of(conf).grid().offers().get(0).priceUsd()).isEqualByComparingTo("0.07");
  }
}
