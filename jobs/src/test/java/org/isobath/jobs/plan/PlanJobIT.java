package org.isobath.jobs.plan;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.isobath.UserError;
import org.isobath.generate.ControlKind;
import org.isobath.generate.RequestKey;
import org.isobath.jobs.BytesMoved;
import org.isobath.jobs.Conf;
import org.isobath.jobs.EmptyTables;
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
import scala.jdk.javaapi.CollectionConverters;

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
  void prompts_name_attributes_of_the_first_source_that_has_them() throws Exception {
    pair("a", true, "a cat");
    source("a", "file:/1", Map.of("room", " "));
    source("a", "file:/2", Map.of("room", "kitchen", "by", "me"));
    source("a", "file:/3", Map.of("room", "cellar"));
    pair("b", true, "a dog");
    source("b", "file:/4", Map.of("by", "you"));
    Outcome outcome = plan("plan.prompts = [ \"{caption} in a {attributes.room}\" ]", Options.NONE);
    assertThat(outcome.figures()).containsEntry("requests", 1L).containsEntry("without_prompt", 1L);
    assertThat(warehouse.row(Table.REQUESTS, "true")).containsEntry("prompt", "a cat in a kitchen");
  }

  private void source(String id, String uri, Map<String, String> attributes) {
    Map<String, Object> row = new HashMap<>();
    row.put("uri", uri);
    row.put("source", "mine");
    row.put("image_id", id);
    row.put("state", "ok");
    row.put("attributes", attributes);
    warehouse.add(Table.SOURCES, row);
  }

  /** Holds each of two runs until the other one has seen what was there before both. */
  private static final CountDownLatch BOTH = new CountDownLatch(2);

  @Test
  void two_runs_at_once_plan_each_request_once() throws Exception {
    Dataset<Row> rows =
        LocalSpark.session()
            .createDataFrame(List.of(request("r1"), request("r2")), Table.REQUESTS.schema())
            .coalesce(1)
            .filter(
                (FilterFunction<Row>)
                    row -> {
                      BOTH.countDown();
                      BOTH.await(5, TimeUnit.SECONDS);
                      return true;
                    });
    EmptyTables.in(folder.resolve("warehouse"), Table.REQUESTS);
    CompletableFuture<Long> other =
        CompletableFuture.supplyAsync(() -> warehouse.tables().add(Table.REQUESTS, rows, "one"));
    long added = warehouse.tables().add(Table.REQUESTS, rows, "two");
    assertThat(added + other.get()).as("rows that both say they added").isEqualTo(2);
    assertThat(
            warehouse.tables().read(Table.REQUESTS).select("request_id").collectAsList().stream()
                .map(row -> row.getString(0)))
        .containsExactlyInAnyOrder("r1", "r2");
  }

  private static Row request(String id) {
    return request(id, "c", "a cat");
  }

  private static Row request(String id, String control, String prompt) {
    Map<String, Object> values = new HashMap<>();
    values.put("request_id", id);
    values.put("control_id", control);
    values.put("image_id", "i");
    values.put("prompt", prompt);
    values.put("generator", "g");
    values.put("generator_model", "m");
    values.put("parameters", CollectionConverters.asScala(Map.of("steps", "28", "guidance", "10")));
    return RowFactory.create(
        Arrays.stream(Table.REQUESTS.schema().fieldNames()).map(values::get).toArray());
  }

  private long add(boolean buyAgain, Row... rows) {
    return warehouse
        .tables()
        .add(
            Table.REQUESTS,
            LocalSpark.session().createDataFrame(List.of(rows), Table.REQUESTS.schema()),
            Before.there(buyAgain),
            "test");
  }

  /** As if the other run had planned after this one had looked. */
  @Test
  void what_another_run_plans_of_other_depth_at_the_same_time_is_not_bought_again() {
    EmptyTables.in(folder.resolve("warehouse"), Table.REQUESTS);
    assertThat(add(false, request("r1", "c", "a cat"), request("r2", "c", "a cat")))
        .as("two repeats of one control")
        .isEqualTo(2);
    Row otherDepth = request("r3", "d", "a cat");
    Row otherPrompt = request("r4", "d", "a dog");
    Row known = request("r1", "c", "a cat");
    assertThat(add(false, otherDepth, otherPrompt, known, request("r5", "c", "a cat")))
        .as("another prompt, and a further repeat")
        .isEqualTo(2);
    assertThat(add(true, otherDepth, known)).as("whoever asks for it").isEqualTo(1);
    assertThat(
            warehouse.tables().read(Table.REQUESTS).select("request_id").collectAsList().stream()
                .map(row -> row.getString(0)))
        .containsExactlyInAnyOrder("r1", "r2", "r3", "r4", "r5");
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
