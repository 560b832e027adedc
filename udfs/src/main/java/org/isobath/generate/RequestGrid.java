package org.isobath.generate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * What is asked of every control: each prompt of each offer, several times.
 *
 * @param prompts at least one
 * @param offers at least one
 * @param repeats of each, at least 1; each has a seed of its own, which follows from its key
 * @param seeds chosen ones in the place of repeats; empty: none
 * @param budgetGroup of all requests
 */
public record RequestGrid(
    List<PromptTemplate> prompts,
    List<Offer> offers,
    int repeats,
    List<Long> seeds,
    String budgetGroup)
    implements Serializable {
  public RequestGrid {
    prompts = List.copyOf(prompts);
    offers = List.copyOf(offers);
    seeds = List.copyOf(seeds);
  }

  /**
   * One of the requests.
   *
   * @param model of the generator, as the API calls it
   * @param repeat from 0
   */
  public record Cell(GenerationRequest request, String model, int repeat) {}

  /** Requests of a control whose prompts all have their columns. */
  public int size() {
    return prompts.size() * each();
  }

  /** Requests of a control and a prompt. */
  public int each() {
    return offers.size() * (seeds.isEmpty() ? repeats : seeds.size());
  }

  /**
   * The requests of a control, each once, however many templates give the same prompt.
   *
   * @param controlId by {@link RequestKey#control}
   * @param row the columns that prompts may name
   */
  public List<Cell> cells(ControlKind kind, String controlId, UnaryOperator<String> row) {
    Map<String, Cell> cells = new LinkedHashMap<>();
    for (PromptTemplate template : prompts) {
      Optional<String> prompt = template.fill(row);
      if (prompt.isPresent()) {
        for (Offer offer : offers) {
          add(kind, controlId, prompt.get(), offer, cells);
        }
      }
    }
    return new ArrayList<>(cells.values());
  }

  private void add(
      ControlKind kind, String controlId, String prompt, Offer offer, Map<String, Cell> cells) {
    int draws = seeds.isEmpty() ? repeats : seeds.size();
    for (int i = 0; i < draws; i++) {
      OptionalLong seed = seeds.isEmpty() ? OptionalLong.empty() : OptionalLong.of(seeds.get(i));
      int repeat = seeds.isEmpty() ? i : 0;
      String id =
          RequestKey.request(
              controlId,
              kind,
              prompt,
              offer.generator(),
              offer.model(),
              offer.parameters(),
              repeat,
              seed);
      GenerationRequest request =
          new GenerationRequest(
              id,
              offer.generator(),
              kind,
              controlId,
              prompt,
              seed.orElse(RequestKey.seed(id)),
              offer.parameters(),
              offer.outputs(),
              offer.priceUsd(),
              budgetGroup);
      cells.putIfAbsent(id, new Cell(request, offer.model(), repeat));
    }
  }

  /** How many of the prompts cannot be written for this row. */
  public int unwritten(UnaryOperator<String> row) {
    return (int) prompts.stream().filter(template -> template.fill(row).isEmpty()).count();
  }
}
