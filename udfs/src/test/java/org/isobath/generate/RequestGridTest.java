package org.isobath.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestGridTest {
  private static final Set<String> COLUMNS = Set.of("caption", "license", "source", "attributes.*");
  private static final Offer DEV =
      new Offer("dev", "d", Map.of(Parameter.OUTPUTS, 2L), 2, new BigDecimal("0.05"));
  private static final Offer PRO = new Offer("pro", "p", Map.of(), 1, new BigDecimal("0.05"));

  private static RequestGrid grid(int repeats, List<Long> seeds, String... prompts) {
    return new RequestGrid(
        Arrays.stream(prompts).map(text -> PromptTemplate.parse(text, COLUMNS)).toList(),
        List.of(DEV, PRO),
        repeats,
        seeds,
        "default");
  }

  private static List<RequestGrid.Cell> cells(RequestGrid grid, String caption) {
    return grid.cells(ControlKind.PHOTO, "c", column -> caption);
  }

  @Test
  void every_prompt_goes_to_every_offer_as_often_as_asked() {
    RequestGrid grid = grid(3, List.of(), "{caption}, oil painting", "a room");
    List<RequestGrid.Cell> cells = cells(grid, " a cat ");
    assertThat(grid.size()).isEqualTo(12);
    assertThat(cells).hasSize(12);
    assertThat(cells)
        .extracting(cell -> cell.request().prompt())
        .containsOnly("a cat, oil painting", "a room");
    assertThat(cells).extracting(cell -> cell.request().requestId()).doesNotHaveDuplicates();
    assertThat(cells).extracting(RequestGrid.Cell::repeat).containsOnly(0, 1, 2);
    assertThat(cells)
        .allSatisfy(
            cell ->
                assertThat(cell.request().seed())
                    .isEqualTo(RequestKey.seed(cell.request().requestId()))
                    .isBetween(0L, (1L << 31) - 1));
    assertThat(cells(grid, " a cat ")).as("the same again").isEqualTo(cells);
  }

  @Test
  void chosen_seeds_are_sent_as_they_are() {
    List<RequestGrid.Cell> cells = cells(grid(1, List.of(7L, 8L), "a room"), null);
    assertThat(cells)
        .extracting(cell -> cell.request().generator() + cell.request().seed())
        .containsExactly("dev7", "dev8", "pro7", "pro8");
  }

  @Test
  void a_column_of_any_name_has_its_own_values() {
    PromptTemplate template =
        PromptTemplate.parse("{attributes.room type} by {attributes.by}", COLUMNS);
    assertThat(template.columns()).containsExactly("attributes.room type", "attributes.by");
    assertThat(template.fill(column -> column.equals("attributes.by") ? "me" : "a hall"))
        .contains("a hall by me");
    assertThatThrownBy(() -> PromptTemplate.parse("{attributes.}", COLUMNS))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("names the column attributes., which there is not");
  }

  @Test
  void a_prompt_without_its_column_is_left_out_and_counted() {
    RequestGrid grid = grid(1, List.of(), "{caption}, oil painting", "a room");
    assertThat(cells(grid, null)).hasSize(2);
    assertThat(grid.unwritten(column -> null)).isEqualTo(1);
    assertThat(grid.unwritten(column -> "  ")).isEqualTo(1);
    assertThat(grid.unwritten(column -> "x")).isZero();
    assertThat(grid.each()).isEqualTo(2);
  }

  @Test
  void templates_that_give_one_prompt_give_one_request() {
    assertThat(cells(grid(1, List.of(), "{caption}", "{source}"), "x")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {caption}             | a cat
          {{{caption}}}         | {a cat}
          {{}} { caption }!     | {} a cat!
          {caption} {caption}   | a cat a cat
          """)
  void columns_stand_in_braces(String template, String prompt) {
    assertThat(PromptTemplate.parse(template, COLUMNS).fill(column -> "a cat")).contains(prompt);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {captoin}, oil | The prompt {captoin}, oil names the column captoin, which there is not. Did you mean caption?
          {caption       | The prompt {caption has a brace that stands alone.
          caption}       | The prompt caption} has a brace that stands alone.
          {}             | The prompt {} names the column , which there is not.
          '  '           | A prompt is empty.
          """)
  void a_wrong_template_is_the_users_mistake(String template, String message) {
    assertThatThrownBy(() -> PromptTemplate.parse(template, COLUMNS))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void a_grid_has_every_combination_of_values() {
    Map<Parameter, List<Object>> values = new EnumMap<>(Parameter.class);
    values.put(Parameter.GUIDANCE, List.of(5.0, 10.0, 5.0));
    values.put(Parameter.STEPS, List.of(20L, 28L));
    assertThat(ParameterGrid.combinations(values))
        .containsExactly(
            Map.of(Parameter.STEPS, 20L, Parameter.GUIDANCE, 5.0),
            Map.of(Parameter.STEPS, 20L, Parameter.GUIDANCE, 10.0),
            Map.of(Parameter.STEPS, 28L, Parameter.GUIDANCE, 5.0),
            Map.of(Parameter.STEPS, 28L, Parameter.GUIDANCE, 10.0));
    assertThat(ParameterGrid.combinations(Map.of())).containsExactly(Map.of());
  }

  @Test
  void an_offer_costs_all_of_its_pictures() {
    GeneratorCard dev = GeneratorCards.of(Map.of()).get("replicate-flux-depth-dev");
    Offer offer = Offer.of(dev, Map.of(Parameter.OUTPUTS, 4L));
    assertThat(offer.outputs()).isEqualTo(4);
    assertThat(offer.priceUsd()).isEqualByComparingTo("0.1");
    assertThat(Offer.of(dev, Map.of()).priceUsd()).isEqualByComparingTo("0.025");
  }

  /** 50,000 pictures at $0.05 are $2,500; at 600 a minute 83 minutes to create. */
  @Test
  void the_bill_is_exact_and_its_hours_are_those_of_the_tighter_limit() {
    GeneratorCards cards = GeneratorCards.of(Map.of());
    Duration latency = Duration.ofSeconds(20);
    Bill.Line replicate =
        Bill.Line.of(cards.get("replicate-flux-depth-pro"), 50_000, 50_000, latency);
    assertThat(replicate.totalUsd()).isEqualByComparingTo("2500");
    assertThat(replicate.hours()).isEqualTo(50_000 / 600.0 / 60);
    // 24 at once, 20 s each: 72 a minute
    Bill.Line bfl = Bill.Line.of(cards.get("bfl-flux-pro-depth"), 7_200, 7_200, latency);
    assertThat(bfl.hours()).isEqualTo(100 / 60.0);
    Bill.Line dev = Bill.Line.of(cards.get("replicate-flux-depth-dev"), 3, 12, latency);
    assertThat(dev.totalUsd()).isEqualByComparingTo("0.3");
    Bill bill = new Bill(List.of(replicate, bfl, dev));
    assertThat(bill.totalUsd()).isEqualByComparingTo("2860.3");
    assertThat(bill.requests()).isEqualTo(57_203);
    assertThat(bill.pictures()).isEqualTo(57_212);
    assertThat(bill.hours()).isEqualTo(bfl.hours());
    assertThat(bill.table())
        .containsExactly(
            "  generator                   requests    pictures   a picture        in all     hours",
            "  replicate-flux-depth-pro       50000       50000       $0.05     $2,500.00       1.4",
            "  bfl-flux-pro-depth              7200        7200       $0.05       $360.00       1.7",
            "  replicate-flux-depth-dev           3          12      $0.025         $0.30       0.0");
  }

  @Test
  void dollars_have_cents_at_least() {
    assertThat(Bill.dollars(new BigDecimal("2500"))).isEqualTo("$2,500.00");
    assertThat(Bill.dollars(new BigDecimal("0.025"))).isEqualTo("$0.025");
    assertThat(Bill.dollars(BigDecimal.ZERO)).isEqualTo("$0.00");
  }
}
