package org.isobath.jobs.plan;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.isobath.UserError;
import org.isobath.generate.ControlKind;
import org.isobath.generate.RequestKey;
import org.isobath.jobs.BytesMoved;
import org.isobath.jobs.Conf;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.ParamsHash;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanJobIT {
  @TempDir Path folder;
  private Warehouse warehouse;
  private Conf conf;

  @BeforeEach
  void open() {
    warehouse = new Warehouse(folder.resolve("warehouse"));
    conf = warehouse.conf();
  }

  private void pair(String id, boolean keep, String caption) {
    Map<String, Object> row = new HashMap<>();
    row.put("image_id", id);
    row.put("model_id", "isobath-tiny");
    row.put("params_hash", paramsHash());
    row.put("policy", "default");
    row.put("policy_hash", Policy.load(conf).hash());
    row.put("keep", keep);
    row.put("caption", caption);
    warehouse.add(Table.PAIRS, row);
  }

  private String paramsHash() {
    return ParamsHash.of(conf, ModelSettings.cards(conf).get("isobath-tiny"));
  }

  private Outcome plan(String more, Options options) throws Exception {
    return warehouse.run(new PlanJob(), conf.with(more), options);
  }

  @Test
  void what_is_planned_has_its_price_and_is_planned_once() throws Exception {
    pair("a", true, "a cat");
    pair("b", true, null);
    pair("c", false, "a dog");
    warehouse.add(Table.IMAGES, Map.of("image_id", "a", "width", 640, "content", new byte[] {1}));
    String grid =
        """
        plan.prompts = [ "{caption}, oil painting", "{width} pixels wide" ]
        plan.parameters { guidance = [ 5, 30 ] }
        """;
    BytesMoved moved = new BytesMoved(LocalSpark.session());
    Outcome dry = plan(grid, Warehouse.dryRun());
    assertThat(warehouse.tables().exists(Table.REQUESTS)).isFalse();
    assertThat(dry.out()).isZero();
    assertThat(dry.lines())
        .startsWith("plan: would add 4 requests for 4 pictures, $0.10; planned already: 0")
        .contains(
            "  not kept by policy default, so not planned: 2 requests, $0.05 saved",
            // both prompts of b, each twice; c is not kept anyway
            "  left out because a column of their prompt has no value: 4 requests");

    Outcome first = plan(grid, Options.NONE);
    assertThat(first.out()).isEqualTo(4);
    assertThat(first.in()).as("3 pictures, 2 prompts, 2 guidances").isEqualTo(12);
    assertThat(first.figures())
        .containsEntry("requests", 4L)
        .containsEntry("without_prompt", 4L)
        .containsEntry("not_kept", 2L);
    assertThat((BigDecimal) first.figures().get("total_usd")).isEqualByComparingTo("0.1");
    assertThat((BigDecimal) first.figures().get("not_kept_usd")).isEqualByComparingTo("0.05");
    Map<String, Object> row =
        warehouse.row(Table.REQUESTS, "prompt = '640 pixels wide' AND parameters.guidance = '5'");
    assertThat(row)
        .containsEntry("image_id", "a")
        .containsEntry("control_id", RequestKey.control(ControlKind.PHOTO, "a", null, null, null))
        .containsEntry("control_kind", "photo")
        .containsEntry("recipe", null)
        .containsEntry("generator", "replicate-flux-depth-dev")
        .containsEntry("generator_model", "black-forest-labs/flux-depth-dev")
        .containsEntry("seed", RequestKey.seed((String) row.get("request_id")))
        .containsEntry("outputs", 1)
        .containsEntry("repeat", 0)
        .containsEntry("price_usd", new BigDecimal("0.02500000"))
        .containsEntry("budget_group", "default")
        .containsEntry("policy", "default");
    assertThat(row.get("parameters").toString())
        .contains("steps -> 28", "guidance -> 5", "megapixels -> 1", "safety_checker -> true");

    List<String> rows = warehouse.rows(Table.REQUESTS);
    long version = warehouse.tables().version(Table.REQUESTS);
    Outcome second = plan(grid, Options.NONE);
    assertThat(second.out()).isZero();
    assertThat(second.lines().get(0))
        .isEqualTo("plan: added 0 requests for 0 pictures, $0.00; planned already: 4");
    assertThat(warehouse.rows(Table.REQUESTS)).isEqualTo(rows);
    assertThat(warehouse.tables().version(Table.REQUESTS)).isEqualTo(version);
    moved.assertNone();
    moved.close();
  }

  @Test
  void a_changed_policy_plans_what_it_keeps_now_and_nothing_twice() throws Exception {
    pair("a", true, "a cat");
    pair("b", false, "a dog");
    plan("", Options.NONE);
    Path file =
        Files.writeString(
            folder.resolve("policy.conf"),
            "name = default\nrules = [ { name = any, keep-when = \"width > 0\" } ]");
    conf = conf.with("curate.policy", file.toString());
    assertThatThrownBy(() -> plan("", Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "The policy default has changed since curate judged by it. Run isobath curate, then plan.");
    // as curate would
    warehouse
        .tables()
        .merge(
            Table.PAIRS,
            warehouse
                .tables()
                .read(Table.PAIRS)
                .withColumn("keep", lit(true))
                .withColumn("policy_hash", lit(Policy.load(conf).hash())),
            "test");
    Outcome outcome = plan("", Options.NONE);
    assertThat(outcome.out()).isEqualTo(1);
    assertThat(outcome.figures()).containsEntry("already_planned", 1L).containsEntry("again", 0L);
    assertThat(images()).containsExactly("a", "b");
  }

  @Test
  void pictures_are_bought_again_only_by_whoever_says_so_and_the_price_is_said_first()
      throws Exception {
    String bfl = "plan { generator = bfl-flux-pro-depth, control = depth_map }";
    pair("a", true, "a cat");
    pair("b", true, "a dog");
    Options one = new Options(List.of(), OptionalLong.of(1), false, false, false);
    assertThat(plan(bfl, one).out()).isEqualTo(1);
    assertThat(plan(bfl, Options.NONE).out()).isEqualTo(1);
    assertThat(plan(bfl + "\nplan.repeats = 2", Warehouse.dryRun()).figures())
        .as("more repeats are asked for, not bought again")
        .containsEntry("requests", 2L)
        .containsEntry("again", 0L);

    String minmax = bfl + "\nplan.recipe = minmax";
    assertThatThrownBy(() -> plan(minmax, Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "2 of these 2 requests would buy pictures again, for $0.10: the same image, prompt,")
        .hasMessageContaining("Set plan.buy-again = true to pay for them");
    assertThat(plan(minmax, Warehouse.dryRun()).figures()).containsEntry("again", 2L);
    assertThat(images()).hasSize(2);
    assertThat(plan(minmax + "\nplan.buy-again = true", Options.NONE).out()).isEqualTo(2);

    // depth by other parameters is other depth, and its pairs are other pairs
    conf = conf.with("estimate.size", "image");
    assertThat(plan(bfl, Options.NONE).lines())
        .anyMatch(line -> line.contains("no pair of policy default has depth isobath-tiny/"));
    pair("a", true, "a cat");
    assertThatThrownBy(() -> plan(bfl, Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("1 of these 1 requests would buy pictures again, for $0.05");
  }

  private List<String> images() {
    return warehouse.tables().read(Table.REQUESTS).select("image_id").collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
