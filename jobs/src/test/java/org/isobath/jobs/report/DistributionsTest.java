package org.isobath.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Policy;
import org.isobath.jobs.report.Distributions.Quantity;
import org.isobath.jobs.report.Findings.Threshold;
import org.junit.jupiter.api.Test;

class DistributionsTest {
  private static List<Threshold> thresholds(String sql, String rules) {
    return Distributions.thresholds(
        new Quantity("q", sql, "1", ""), Policy.parse("rules = [" + rules + "]", "my.conf"));
  }

  @Test
  void a_simple_rule_draws_what_it_keeps() {
    assertThat(
            thresholds(
                "blur",
                "{ name = a, keep-when = \"Blur >= 20\" }, { name = b, drop-when = \"blur > 1e3\" }"))
        .containsExactly(new Threshold(">=", 20), new Threshold("<=", 1000));
    assertThat(
            thresholds(
                "least(width, height)", "{ name = a, keep-when = \"least(width,height)>=64\" }"))
        .containsExactly(new Threshold(">=", 64));
  }

  @Test
  void other_rules_draw_nothing() {
    assertThat(
            thresholds(
                "blur",
                "{ name = a, keep-when = \"blur >= 20 AND width > 5\" }, { name = b, keep-when = \"blurred >= 2\" },"
                    + " { name = c, keep-when = \"blur >= 2\", severity = warn }"))
        .isEmpty();
  }

  @Test
  void the_bundled_policy_is_mostly_drawn() {
    Policy policy = Policy.load(Conf.reference());
    long drawn =
        Distributions.QUANTITIES.stream()
            .mapToLong(quantity -> Distributions.thresholds(quantity, policy).size())
            .sum();
    assertThat(drawn).isGreaterThanOrEqualTo(policy.rules().size() - 3);
  }
}
