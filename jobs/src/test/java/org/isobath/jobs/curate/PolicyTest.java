package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Rule;
import org.isobath.jobs.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static Policy policy(String text) {
    return Policy.parse(text, "my.conf");
  }

  @Test
  void rules_keep_their_order_and_default_their_reason() {
    Policy policy =
        policy(
            """
            rules = [
              { name = b, keep-when = "width >= 64", reason = too_small }
              { name = a, drop-when = "height > 9000", severity = warn }
            ]
            """);
    assertThat(policy.rules())
        .containsExactly(
            new Rule("b", "width >= 64", true, "too_small", Severity.DROP),
            new Rule("a", "height > 9000", false, "a", Severity.WARN));
    assertThat(policy.commercial()).isFalse();
    assertThat(policy.selection()).isEmpty();
  }

  @Test
  void a_policy_is_named_by_itself_or_by_its_file() {
    String rules = "rules = []";
    for (String origin :
        List.of("strict.conf", "/a/strict.conf", "s3a://b/p/strict.conf", "Strict.v2")) {
      assertThat(Policy.parse(rules, origin).name()).as(origin).isEqualTo("strict");
    }
    assertThat(Policy.parse(rules, "my%20policy 2.conf").name()).isEqualTo("my-policy-2");
    assertThat(Policy.parse("name = own, " + rules, "strict.conf").name()).isEqualTo("own");
    assertThat(Policy.load(Conf.reference()).name()).isEqualTo("default");
    assertThatThrownBy(() -> Policy.parse(rules, "/a/.conf"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("The name of a policy is a word of lower-case letters");
  }

  @Test
  void several_policies_need_names_of_their_own(@TempDir Path folder) throws Exception {
    Path one = Files.writeString(folder.resolve("one.conf"), "rules = []");
    Path other = Files.writeString(folder.resolve("other.conf"), "name = one, rules = []");
    Conf conf = Conf.reference().with("curate.policies", List.of(one.toString()));
    assertThat(Policy.all(conf)).extracting(Policy::name).containsExactly("default", "one");
    Conf twice =
        Conf.reference().with("curate.policies", List.of(one.toString(), other.toString()));
    assertThatThrownBy(() -> Policy.all(twice))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Two policies are named one: "
                + one
                + " and "
                + other
                + ". Write another name = … into one of them.");
  }

  @Test
  void hash_ignores_comments_and_layout_and_nothing_else() {
    String one = "rules = [ { name = a, keep-when = \"width >= 64\", reason = r } ]";
    String full =
        "name = my, commercial = false, " + one + ", select { by = [ width ], at-most = 5 }";
    String laidOut =
        "rules = [\n # why\n { reason = r, name = a\n keep-when = \"width >= 64\" }\n]";
    assertThat(policy(laidOut).hash()).isEqualTo(policy(one).hash());
    for (String other :
        List.of(
            one.replace("64", "65"),
            one.replace("keep", "drop"),
            one.replace("reason = r", "reason = q"),
            one.replace("name = a", "name = b"),
            one.replace("reason = r", "reason = r, severity = warn"),
            one + ", name = other",
            one + ", commercial = true",
            full)) {
      assertThat(policy(other).hash()).as(other).isNotEqualTo(policy(one).hash());
    }
    for (String other :
        List.of(
            full.replace("= 5", "= 6"),
            full.replace("= 5", "= 5, seed = 1"),
            full.replace("[ width ]", "[ height ]"))) {
      assertThat(policy(other).hash()).as(other).isNotEqualTo(policy(full).hash());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules = [ { name = a } ]|needs either keep-when or drop-when",
        "rules = [ { name = a, keep-when = x, drop-when = y } ]|needs either keep-when or drop-when",
        "rules = [ { name = a, kep-when = x } ]|kep-when. Did you mean keep-when?",
        "rules = [ { keep-when = x } ]|must hold rules",
        "rules = 5|must hold rules",
        "rule = []|Unknown key in the policy my.conf: rule.",
        "rules = [|not valid HOCON",
        "rules = [ { name = \"A b\", keep-when = x } ]|lower-case letters",
        "rules = [ { name = a, keep-when = x, reason = \"too small\" } ]|lower-case letters",
        "rules = [ { name = a, keep-when = x }, { name = a, keep-when = y } ]|are named a",
        "rules = [ { name = a, keep-when = x, severity = fatal } ]|has severity fatal. It is drop or warn.",
        "rules = [], comercial = true|comercial. Did you mean commercial?",
        "rules = [], commercial = perhaps|must hold rules",
        "rules = [], select { by = [ width ] }|must hold rules",
        "rules = [], select { at-most = 0 }|select.at-most of the policy my.conf must be a whole number from 1, found 0.",
        "rules = [], select { at-most = 2.5 }|must be a whole number from 1, found 2.5.",
        "rules = [], select { atmost = 2 }|atmost. Did you mean at-most?",
        "rules = [], select { by = width, at-most = 2 }|must hold rules",
        "rules = [], name = \"My policy\"|lower-case letters",
        "include \"other.conf\"|cannot include another file: other.conf",
      })
  void mistakes_are_named(String text, String message) {
    assertThatThrownBy(() -> policy(text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "widht >= 64|no column or metric is called widht. Did you mean width?",
        "edge_agrement >= 0.1|no column or metric is called edge_agrement. Did you mean edge_agreement?",
        "width >= |syntax",
        "width > 3 extra|syntax",
        "leest(width, height) > 3|no function is called leest. Did you mean least?",
        "rand() > 0.5|differs from run to run",
        "width > (select 3)|cannot hold a query",
        "content is not null|no column or metric is called content",
      })
  void predicates_are_checked_without_a_session(String predicate, String message) {
    Policy policy = new Policy("my.conf", List.of(new Rule("r", predicate, true, "r")));
    assertThatThrownBy(() -> PolicyCheck.names(policy))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Rule r of my.conf cannot be used (" + predicate + "): ")
        .message()
        .containsIgnoringCase(message);
  }

  @Test
  void strata_are_checked_like_rules() {
    Policy policy = policy("rules = [], select { by = [ source, dynamic_rnage ], at-most = 5 }");
    assertThatThrownBy(() -> PolicyCheck.names(policy))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "select.by of my.conf cannot be used (dynamic_rnage): no column or metric is called"
                + " dynamic_rnage. Did you mean dynamic_range?");
  }

  @Test
  void names_are_those_of_both_tables_whatever_their_case() {
    Policy policy =
        new Policy(
            "my.conf",
            List.of(
                new Rule(
                    "r",
                    "WIDTH > depth_width AND Edge_Agreement > 0 AND license LIKE 'CC%'",
                    true,
                    "r")));
    PolicyCheck.names(policy);
  }

  @Test
  void bytes_and_bookkeeping_are_no_columns_of_rules() {
    assertThat(RuleColumns.all().keySet())
        .contains("image_id", "width", "depth_width", "model_id", "caption", "source")
        .doesNotContain("content", "depth", "run_id", "depth_run_id", "state", "depth_image_id");
  }

  @Test
  void the_bundled_policy_is_valid_and_documented() throws Exception {
    Policy policy = Policy.load(Conf.reference());
    PolicyCheck.names(policy);
    assertThat(policy.rules()).isNotEmpty();
  }

  @Test
  void a_policy_is_read_from_a_path_or_a_uri(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("my policy.conf");
    Files.writeString(file, "rules = [ { name = a, keep-when = \"width > 1\" } ]");
    for (String name : List.of(file.toString(), "file://" + folder + "/my%20policy.conf")) {
      Conf conf = Conf.reference().with("curate.policy", name);
      assertThat(Policy.load(conf).rules()).as(name).hasSize(1);
    }
    Conf missing = Conf.reference().with("curate.policy", folder.resolve("no.conf").toString());
    assertThatThrownBy(() -> Policy.load(missing))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot read the policy " + folder)
        .hasMessageEndingWith("Check curate.policy.");
  }
}
