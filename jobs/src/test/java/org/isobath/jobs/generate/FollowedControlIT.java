package org.isobath.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.depth.DepthPng;
import org.isobath.generate.sandbox.ControlUse;
import org.isobath.generate.sandbox.Sandbox;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.generate.sandbox.SandboxSettings;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.BytesMoved;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Judges;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.isobath.jobs.evaluate.EvaluateJob;
import org.isobath.jobs.report.ReportJob;
import org.isobath.model.DepthModel;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures of two providers, of which one drops the control in silence, bought and then measured:
 * what {@code evaluate} says of them, and what {@code report} shows.
 */
class FollowedControlIT {
  private static final String KEY = "r8_anything";
  private static final String MODEL = "isobath-tiny";
  private static final int WIDTH = 128;
  private static final int HEIGHT = 96;
  private static final int SCENES = 3;

  @TempDir Path folder;

  private Warehouse warehouse;

  private static Sandbox sandbox(ControlUse use) {
    return Sandbox.start(
        SandboxProtocol.REPLICATE,
        0,
        SandboxSettings.DEFAULT
            .withTimes(Duration.ZERO, Duration.ofMillis(20), null, Duration.ZERO)
            .withControl(use));
  }

  private void card(String id, Sandbox sandbox) throws IOException {
    String card = Files.readString(Path.of("../conf/providers/replicate-flux-depth-dev.conf"));
    Files.writeString(
        Files.createDirectories(folder.resolve("cards")).resolve(id + ".conf"),
        card.replaceFirst("(?m)^id = .*", "id = " + id)
            .replaceFirst("base-url = .*", "base-url = \"" + sandbox.baseUrl() + "\""));
  }

  /** A scene with its depth by the model, and a request for it to each generator. */
  private void scene(long seed, DepthModel model) throws Rejected {
    Image image = new SceneUri(seed, WIDTH, HEIGHT).render().image();
    byte[] jpeg = ImageEncoder.jpeg(image, 92);
    String id = "scene" + seed;
    Map<String, Object> row = new HashMap<>();
    row.put("image_id", id);
    row.put("content", jpeg);
    row.put("length", (long) jpeg.length);
    row.put("width", WIDTH);
    row.put("height", HEIGHT);
    warehouse.add(Table.IMAGES, row);
    row.put("model_id", MODEL);
    row.put("params_hash", "p");
    row.put("state", "ok");
    row.put("depth", DepthPng.encode(model.estimate(List.of(image)).get(0), Map.of()).png());
    warehouse.add(Table.DEPTH, row);
    for (String generator : List.of("follows", "ignores")) {
      request(generator + seed, id, seed, generator);
    }
  }

  private void request(String id, String image, long seed, String generator) {
    Map<String, Object> row = new HashMap<>();
    row.put("request_id", id);
    row.put("control_id", "photo-" + image);
    row.put("control_kind", "photo");
    row.put("image_id", image);
    row.put("model_id", MODEL);
    row.put("params_hash", "p");
    row.put("prompt", "a room");
    row.put(
        "parameters",
        Map.of("guidance", "10", "output_format", "png", "megapixels", "match_input"));
    row.put("repeat", 0);
    // the sandbox that ignores its control renders the scene of this number: another one
    row.put("seed", 1000 + seed);
    row.put("generator", generator);
    row.put("generator_model", "black-forest-labs/flux-depth-dev");
    row.put("outputs", 1);
    row.put("price_usd", new BigDecimal("0.025"));
    row.put("budget_group", "default");
    warehouse.add(Table.REQUESTS, row);
  }

  private Outcome evaluate(Conf conf, String more, Options options) throws Exception {
    return warehouse.run(new EvaluateJob(), conf.with(more), options);
  }

  @Test
  void a_provider_that_ignores_the_control_is_found_out_and_one_that_follows_it_is_kept()
      throws Exception {
    warehouse = new Warehouse(folder.resolve("warehouse"));
    DepthModel model = Judges.of(warehouse.conf()).model(MODEL);
    for (int seed = 1; seed <= SCENES; seed++) {
      scene(seed, model);
    }
    try (Sandbox follows = sandbox(ControlUse.FOLLOWED);
        Sandbox ignores = sandbox(ControlUse.IGNORED)) {
      card("follows", follows);
      card("ignores", ignores);
      Conf conf =
          warehouse
              .conf()
              .with("generators.path = [ \"" + folder.resolve("cards") + "\" ]")
              .with("plan.generator = follows, generate.budget-usd = 1");
      warehouse.run(new GenerateJob(Map.of("REPLICATE_API_TOKEN", KEY)), conf, Options.NONE);
    }
    Conf conf = warehouse.conf();
    assertThat(evaluate(conf, "", Warehouse.dryRun()).lines())
        .containsExactly(
            "evaluate would estimate depth of 6 generations and 3 original photographs with isobath-tiny");
    Outcome first;
    try (BytesMoved moved = new BytesMoved(LocalSpark.session())) {
      first = evaluate(conf, "", Options.NONE);
      moved.assertNone();
    }
    // of a generation two protocols and the picture, of a photograph two protocols
    assertThat(first.in()).isEqualTo(6 * 3 + 3 * 2);
    assertThat(first.out()).isEqualTo(first.in());
    assertThat(verdicts("follows")).containsExactly("true []", "true []", "true []");
    assertThat(verdicts("ignores"))
        .allMatch(
            verdict -> verdict.startsWith("false [") && verdict.contains("control_not_followed"))
        .hasSize(SCENES);
    assertThat(first.lines())
        .contains("  follows: 3 of 3 pictures kept, $0.075 spent, $0.025 a kept picture")
        .contains("  ignores: 0 of 3 pictures kept, $0.075 spent")
        .endsWith(
            "  warning: isobath-tiny is the only judge and made the depth of the controls of 6 of 6 generations itself: what it"
                + " is blind to counts as followed. Name another model in evaluate.generations.judges.");
    assertThat(edges("photo", "scene1/isobath-tiny/p"))
        .as("the judge sees the photograph as the model did, but for JPEG")
        .isGreaterThan(0.9);
    assertThat(edges("generation", "ignores1/0"))
        .isLessThan(0.5 * edges("generation", "follows1/0"));
    Map<String, Object> picture =
        warehouse.row(
            Table.EVALUATIONS,
            "subject_id = 'follows1/0' AND judge = 'none' AND protocol = 'picture'");
    assertThat(picture)
        .containsEntry("width", WIDTH)
        .containsEntry("control_width", WIDTH)
        .containsEntry("generator", "follows");
    assertThat((Double) ((Row) picture.get("image_metrics")).getAs("luma_mean")).isPositive();
    try (Stream<Path> left = Files.list(folder.resolve("warehouse/_evaluate"))) {
      assertThat(left).as("what was laid out").isEmpty();
    }

    List<String> rows = warehouse.rows(Table.EVALUATIONS);
    long version = warehouse.tables().version(Table.EVALUATIONS);
    Outcome again = evaluate(conf, "", Options.NONE);
    assertThat(again.out()).isZero();
    assertThat(again.skipped()).isEqualTo(again.in());
    assertThat(warehouse.tables().version(Table.EVALUATIONS))
        .as("nothing written")
        .isEqualTo(version);
    assertThat(warehouse.rows(Table.EVALUATIONS)).isEqualTo(rows);

    Path strict = folder.resolve("strict.conf");
    Files.writeString(
        strict,
        """
        commercial = true
        rules = [
          { name = close, keep-when = "spearman > photo_spearman + 1", reason = not_close_enough },
          { name = guided, drop-when = "parameters['guidance'] > 20" }
        ]
        """);
    Outcome other =
        evaluate(conf, "evaluate.generations.policy = \"" + strict + "\"", Options.NONE);
    assertThat(other.out()).as("another policy costs no inference").isZero();
    assertThat(
            warehouse.row(Table.EVALUATIONS, "subject_id = 'follows1/0' AND protocol = 'strict'"))
        .containsEntry("keep", false)
        .extractingByKey("reasons")
        .hasToString("ArraySeq(license_not_commercial, not_close_enough)");

    warehouse.run(new ReportJob());
    assertThat(Files.readString(folder.resolve("warehouse/report.html")))
        .contains("<h2>Generations</h2>")
        .contains("control_not_followed")
        .contains("$0.025");
  }

  private List<String> verdicts(String generator) {
    return warehouse
        .tables()
        .read(Table.EVALUATIONS)
        .where("judge = 'policy' AND protocol = 'generations' AND generator = '" + generator + "'")
        .collectAsList()
        .stream()
        .map(row -> row.getAs("keep") + " " + row.getList(row.fieldIndex("reasons")))
        .toList();
  }

  private double edges(String subject, String id) {
    Row fidelity =
        (Row)
            warehouse
                .row(
                    Table.EVALUATIONS,
                    "subject = '%s' AND subject_id = '%s' AND protocol = 'lsq_inverse_1_to_10'"
                        .formatted(subject, id))
                .get("fidelity");
    return fidelity.getAs("edge_f1");
  }

  @Test
  void a_judge_without_a_card_and_a_policy_that_selects_are_refused_before_spark_starts() {
    Conf conf = Conf.reference();
    EvaluateJob job = new EvaluateJob();
    assertThatThrownBy(
            () -> job.check(conf.with("evaluate.generations.judges = [ nobody ]"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nobody");
    assertThatThrownBy(
            () ->
                job.check(
                    conf.with("evaluate.generations.policy", policy("[], select { at-most = 3 }")),
                    Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("generations are judged one by one");
    assertThatThrownBy(
            () ->
                job.check(
                    conf.with(
                        "evaluate.generations.policy",
                        policy("[ { name = a, keep-when = \"spearmen > 0\" } ]")),
                    Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no column or metric is called spearmen. Did you mean spearman?");
  }

  private String policy(String rules) {
    try {
      Path file = Files.createTempFile(folder, "policy", ".conf");
      Files.writeString(file, "rules = " + rules);
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
