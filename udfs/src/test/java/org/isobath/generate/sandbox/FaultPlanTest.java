package org.isobath.generate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  @Test
  void a_fault_strikes_as_often_as_its_rate_says() {
    FaultPlan plan = FaultPlan.none(3).with(Fault.RESET_AFTER, .05);
    long struck =
        IntStream.range(0, 10_000)
            .filter(i -> plan.strikes(Fault.RESET_AFTER, i + " a prompt", 0))
            .count();
    // 500 expected, standard deviation 21.8
    assertThat(struck).isBetween(400L, 600L);
  }

  @Test
  void draws_depend_on_seed_fault_request_and_attempt() {
    FaultPlan plan = FaultPlan.none(3).with(Fault.FAILED, .5).with(Fault.DRIFT, .5);
    String base = draws(plan, Fault.FAILED, "1 x", 0);
    assertThat(draws(plan, Fault.FAILED, "1 x", 0)).isEqualTo(base);
    assertThat(draws(plan, Fault.DRIFT, "1 x", 0)).isNotEqualTo(base);
    assertThat(draws(plan, Fault.FAILED, "2 x", 0)).isNotEqualTo(base);
    FaultPlan other = FaultPlan.none(4).with(Fault.FAILED, .5);
    assertThat(draws(other, Fault.FAILED, "1 x", 0)).isNotEqualTo(base);
    assertThat(draws(plan, Fault.FAILED, "1 x", 1)).isEqualTo(base.substring(1) + next(plan));
  }

  private static String draws(FaultPlan plan, Fault fault, String request, int from) {
    StringBuilder draws = new StringBuilder();
    for (int attempt = from; attempt < from + 64; attempt++) {
      draws.append(plan.strikes(fault, request, attempt) ? 1 : 0);
    }
    return draws.toString();
  }

  private static String next(FaultPlan plan) {
    return plan.strikes(Fault.FAILED, "1 x", 64) ? "1" : "0";
  }

  @Test
  void once_means_the_first_attempt_alone() {
    FaultPlan plan = FaultPlan.once(Fault.FAILED);
    assertThat(plan.strikes(Fault.FAILED, "r", 0)).isTrue();
    assertThat(plan.strikes(Fault.FAILED, "r", 1)).isFalse();
    assertThat(plan.strikes(Fault.DRIFT, "r", 0)).isFalse();
    assertThat(FaultPlan.always(Fault.FAILED).strikes(Fault.FAILED, "r", 99)).isTrue();
  }

  @Test
  void a_bad_day_does_not_end_a_run_and_all_faults_are_in_all() {
    assertThat(FaultPlan.some(1).rates())
        .containsEntry(Fault.NO_CREDIT, 0.0)
        .containsEntry(Fault.HTML_CREATE, 0.0);
    assertThat(FaultPlan.all(1).rates().keySet()).containsExactlyInAnyOrder(Fault.values());
    assertThat(FaultPlan.all(1).rates().values()).allMatch(rate -> rate > 0);
  }

  @Test
  void a_rate_is_a_share() {
    assertThatThrownBy(() -> new FaultPlan(0, Map.of(Fault.FAILED, 1.5), 1))
        .hasMessage("FAILED has a rate from 0 to 1, not 1.5");
  }

  @Test
  void every_fault_says_in_a_sentence_of_its_own_what_it_is() {
    assertThat(Arrays.stream(Fault.values()).map(Fault::description))
        .doesNotHaveDuplicates()
        .allSatisfy(description -> assertThat(description).hasSizeGreaterThan(15));
  }
}
