package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount);
  }

  @Test
  void the_cap_itself_can_be_spent_and_no_cent_more() {
    Budget budget = new Budget(usd("0.15"), Map.of(), Map.of());
    assertThat(budget.reserve("a", "team", usd("0.05"))).isTrue();
    assertThat(budget.reserve("b", "team", usd("0.10"))).isTrue();
    assertThat(budget.reserve("c", "team", usd("0.001"))).isFalse();
    budget.release("a");
    assertThat(budget.reserve("c", "team", usd("0.05"))).isTrue();
  }

  @Test
  void a_group_has_its_own_cap_over_all_runs() {
    Budget budget = new Budget(usd("10"), Map.of("team", usd("1")), Map.of("team", usd("0.97")));
    assertThat(budget.reserve("a", "team", usd("0.05"))).isFalse();
    assertThat(budget.reserve("b", "team", usd("0.03"))).isTrue();
    assertThat(budget.reserve("c", "others", usd("5"))).isTrue();
    assertThat(budget.group("team")).isEqualByComparingTo("1");
  }

  @Test
  void a_price_that_nobody_knows_fits_into_no_budget() {
    assertThat(new Budget(usd("10"), Map.of(), Map.of()).reserve("a", "team", null)).isFalse();
  }

  @Test
  void nothing_fits_into_a_budget_of_nothing() {
    assertThat(new Budget(usd("0"), Map.of(), Map.of()).reserve("a", "team", usd("0.01")))
        .isFalse();
  }

  @Test
  void what_earlier_runs_spent_counts_even_beyond_the_cap() {
    Budget budget = new Budget(usd("0.10"), Map.of(), Map.of());
    budget.spend("a", "team", usd("0.20"));
    budget.spend("a", "team", usd("0.20"));
    assertThat(budget.spentUsd()).as("twice is once").isEqualByComparingTo("0.20");
    assertThat(budget.reserve("b", "team", usd("0"))).isFalse();
  }

  @Test
  void money_is_reserved_once() {
    Budget budget = new Budget(usd("1"), Map.of(), Map.of());
    budget.reserve("a", "team", usd("0.05"));
    assertThatThrownBy(() -> budget.reserve("a", "team", usd("0.05")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a has reserved before");
  }

  /** What may happen to a request after its money was set aside. */
  private enum Fate {
    BOUGHT,
    NOT_BOUGHT,
    AMBIGUOUS,
    AMBIGUOUS_THEN_NOT_BOUGHT
  }

  @Test
  void over_ten_thousand_schedules_no_bill_is_above_a_cap() {
    int refused = 0;
    int full = 0;
    for (int schedule = 0; schedule < 10_000; schedule++) {
      SplittableRandom random = new SplittableRandom(schedule);
      SimulatedLoop loop = new SimulatedLoop(0, random);
      BigDecimal runCap = usd("0.0%d".formatted(random.nextInt(1, 10))).multiply(usd("5"));
      BigDecimal teamCap = usd("0.0%d".formatted(random.nextInt(1, 10))).multiply(usd("3"));
      Budget budget = new Budget(runCap, Map.of("team", teamCap), Map.of());
      // the bill is counted apart: at once, for everything that may be billed
      Map<String, BigDecimal> bill = new HashMap<>(Map.of("team", usd("0"), "all", usd("0")));
      Map<String, BigDecimal> highest = new HashMap<>(bill);
      int[] no = {0};
      for (int i = 0; i < 12; i++) {
        String id = "r" + i;
        String group = random.nextBoolean() ? "team" : "others";
        BigDecimal price = usd("0.0%d".formatted(random.nextInt(1, 10)));
        Fate fate = Fate.values()[random.nextInt(4)];
        loop.schedule(
            random.nextInt(1_000),
            () -> {
              if (!budget.reserve(id, group, price)) {
                no[0]++;
                return;
              }
              charge(bill, group, price);
              bill.forEach((whose, now) -> highest.merge(whose, now, BigDecimal::max));
              loop.schedule(
                  random.nextInt(1_000), () -> befalls(fate, id, group, price, budget, bill, loop));
            });
      }
      loop.run(10_000);
      assertThat(highest.get("all")).as("schedule %d, all", schedule).isLessThanOrEqualTo(runCap);
      assertThat(highest.get("team"))
          .as("schedule %d, team", schedule)
          .isLessThanOrEqualTo(teamCap);
      assertThat(budget.spentUsd().add(budget.reservedUsd()))
          .as("schedule %d: the budget's own count", schedule)
          .isEqualByComparingTo(bill.get("all"));
      refused += no[0];
      full += bill.get("all").compareTo(runCap) == 0 ? 1 : 0;
    }
    assertThat(refused).as("requests that were refused").isGreaterThan(10_000);
    assertThat(full).as("schedules that spent their cap to the cent").isGreaterThan(100);
  }

  private static void befalls(
      Fate fate,
      String id,
      String group,
      BigDecimal price,
      Budget budget,
      Map<String, BigDecimal> bill,
      SimulatedLoop loop) {
    switch (fate) {
      case BOUGHT, AMBIGUOUS -> budget.spend(id, group, price);
      case NOT_BOUGHT -> {
        charge(bill, group, price.negate());
        budget.release(id);
      }
      case AMBIGUOUS_THEN_NOT_BOUGHT -> {
        budget.spend(id, group, price);
        loop.schedule(
            500,
            () -> {
              charge(bill, group, price.negate());
              budget.release(id);
            });
      }
    }
  }

  private static void charge(Map<String, BigDecimal> bill, String group, BigDecimal usd) {
    bill.merge(group, usd, BigDecimal::add);
    bill.merge("all", usd, BigDecimal::add);
  }
}
