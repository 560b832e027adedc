package org.isobath.jobs.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.isobath.Nearest;
import org.isobath.UserError;
import org.isobath.depth.ConditioningRecipe;
import org.isobath.generate.ControlKind;
import org.isobath.generate.Demand;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.GeneratorCheck;
import org.isobath.generate.Offer;
import org.isobath.generate.Parameter;
import org.isobath.generate.ParameterGrid;
import org.isobath.generate.PromptTemplate;
import org.isobath.generate.RequestGrid;
import org.isobath.jobs.Conf;
import org.isobath.jobs.GeneratorSettings;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.ParamsHash;
import org.isobath.jobs.Policy;
import org.isobath.jobs.TextFile;
import org.isobath.model.ModelCard;

/**
 * What a run plans, checked against the cards before anything is read or written.
 *
 * @param grid what is asked of every control
 * @param generators the cards behind its offers, in the order of the configuration
 * @param control what is sent of a pair
 * @param conditioning how depth becomes a control
 * @param modelId of the depth whose pairs are planned
 * @param paramsHash of that depth
 * @param policy whose verdicts count
 * @param keptOnly false to plan also what the policy did not keep
 * @param buyAgain whether to go on where pictures would be bought again
 * @param latency of a prediction, for the hours of the bill
 * @param warnings sentences for whoever pays
 */
record Recipe(
    RequestGrid grid,
    List<GeneratorCard> generators,
    ControlKind control,
    ConditioningRecipe conditioning,
    String modelId,
    String paramsHash,
    Policy policy,
    boolean keptOnly,
    boolean buyAgain,
    Duration latency,
    List<String> warnings) {

  /**
   * @throws UserError for anything that cannot be planned, with the reason and the remedy
   */
  static Recipe of(Conf conf) {
    Policy policy = policy(conf);
    ControlKind control =
        conf.oneOf("plan.control", "photo", "depth_map").equals("photo")
            ? ControlKind.PHOTO
            : ControlKind.DEPTH_MAP;
    GeneratorCards cards = GeneratorSettings.cards(conf);
    List<GeneratorCard> generators =
        Stream.concat(
                Stream.of(conf.string("plan.generator")), conf.strings("plan.generators").stream())
            .distinct()
            .map(cards::terms)
            .toList();
    List<Offer> offers = new ArrayList<>();
    Set<String> warnings = new LinkedHashSet<>();
    for (Map<Parameter, Object> parameters : ParameterGrid.combinations(parameters(conf))) {
      Demand demand =
          new Demand(
              control,
              parameters,
              flag(conf, "plan.allow-undocumented-control"),
              policy.commercial());
      for (GeneratorCard card : generators) {
        offers.add(Offer.of(card, GeneratorCheck.complete(card, demand, cards.terms())));
        warnings.addAll(GeneratorCheck.warnings(card, demand));
      }
    }
    for (GeneratorCard card : generators) {
      if (card.local() && cards.local(card.id()).unlocked()) {
        warnings.add(
            card.id()
                + ": its card lists no components yet, which generate needs; notebooks/export makes"
                + " them.");
      }
    }
    List<Long> seeds = seeds(conf);
    int repeats = conf.integer("plan.repeats", 1, 1_000_000);
    if (!seeds.isEmpty() && repeats > 1) {
      throw new UserError(
          "plan.seeds and plan.repeats = "
              + repeats
              + " are both set, and the same seed again would buy the same picture. Take one of"
              + " them.");
    }
    ModelCard model = ModelSettings.cards(conf).get(conf.string("estimate.model"));
    return new Recipe(
        new RequestGrid(
            prompts(conf),
            offers.stream().distinct().toList(),
            repeats,
            seeds,
            conf.string("plan.budget-group")),
        generators,
        control,
        ConditioningRecipe.of(conf.string("plan.recipe")),
        model.id(),
        ParamsHash.of(conf, model),
        policy,
        flag(conf, "plan.kept-only"),
        flag(conf, "plan.buy-again"),
        conf.duration("plan.latency"),
        List.copyOf(warnings));
  }

  private static boolean flag(Conf conf, String key) {
    return conf.oneOf(key, "true", "false").equals("true");
  }

  private static Policy policy(Conf conf) {
    List<Policy> policies = Policy.all(conf);
    String name = conf.string("plan.policy");
    return name.isEmpty()
        ? policies.get(0)
        : policies.stream()
            .filter(policy -> policy.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new UserError(
                        "plan.policy = "
                            + name
                            + ", but no policy of curate.policy and curate.policies has that name."
                            + " Did you mean "
                            + Nearest.of(name, policies.stream().map(Policy::name).toList())
                            + "?"));
  }

  private static Map<Parameter, List<Object>> parameters(Conf conf) {
    Map<Parameter, List<Object>> parameters = new EnumMap<>(Parameter.class);
    conf.choices("plan.parameters")
        .forEach(
            (label, texts) -> {
              Parameter parameter = Parameter.of(label);
              if (texts.isEmpty()) {
                throw new UserError(
                    "plan.parameters."
                        + label
                        + " is an empty list. Give a value, or leave it out.");
              }
              parameters.put(parameter, texts.stream().map(parameter::value).toList());
            });
    return parameters;
  }

  private static List<Long> seeds(Conf conf) {
    List<Long> seeds = new ArrayList<>();
    for (String text : conf.strings("plan.seeds")) {
      if (!text.matches("\\d{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
        throw conf.invalid("plan.seeds", "a list of whole numbers from 0 to " + Integer.MAX_VALUE);
      }
      seeds.add(Long.valueOf(text));
    }
    return seeds.stream().distinct().toList();
  }

  private static List<PromptTemplate> prompts(Conf conf) {
    List<String> texts = new ArrayList<>(conf.strings("plan.prompts"));
    String file = conf.string("plan.prompt-file");
    if (!file.isEmpty()) {
      TextFile.read("file of prompts", file, "plan.prompt-file", conf)
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(texts::add);
    }
    if (texts.isEmpty()) {
      throw new UserError(
          "There is no prompt. Set plan.prompts, for example [ \"{caption}, oil painting\" ], or"
              + " plan.prompt-file.");
    }
    return texts.stream()
        .distinct()
        .map(text -> PromptTemplate.parse(text, Controls.COLUMNS))
        .toList();
  }
}
