package org.isobath.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.map;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.isobath.UserError;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.generate.sandbox.Fault;
import org.isobath.generate.sandbox.FaultPlan;
import org.isobath.generate.sandbox.Sandbox;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.generate.sandbox.SandboxSettings;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Conf;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.Options;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.ParamsHash;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Table;
import org.isobath.jobs.Unmet;
import org.isobath.jobs.Warehouse;
import org.isobath.jobs.plan.PlanJob;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateJobIT {
  private static final String KEY = "r8_marker0key1of2this3test";
  private static final String PROMPT = "a room";
  private static final FaultPlan MODERATED =
      new FaultPlan(7, Map.of(Fault.MODERATED_AFTER, 0.3), Integer.MAX_VALUE);

  @TempDir Path folder;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    warehouse = new Warehouse(folder.resolve("warehouse"));
  }

  private static SandboxSettings fast() {
    return SandboxSettings.DEFAULT
        .withTimes(Duration.ZERO, Duration.ofMillis(20), null, Duration.ZERO)
        .withKey(KEY);
  }

  /** A card of the generator behind the sandbox. */
  private Conf conf(Sandbox sandbox) throws IOException {
    return conf("replicate-flux-depth-dev", sandbox.baseUrl());
  }

  private Conf conf(String generator, URI base) throws IOException {
    String card = Files.readString(Path.of("../conf/providers/" + generator + ".conf"));
    Path cards = Files.createDirectories(folder.resolve("cards"));
    Files.writeString(
        cards.resolve("rehearsal.conf"),
        card.replaceFirst("base-url = .*", "base-url = \"" + base + "\""));
    return warehouse
        .conf()
        .with("generators.path = [ \"" + cards + "\" ]\n")
        .with("plan.generator = " + generator);
  }

  private Outcome generate(Conf conf, String more, Options options) throws Exception {
    return warehouse.run(
        new GenerateJob(Map.of("REPLICATE_API_TOKEN", KEY, "BFL_API_KEY", KEY)),
        conf.with(more),
        options);
  }

  private void picture(long seed) {
    SceneUri uri = new SceneUri(seed, 64, 48);
    byte[] jpeg = ImageEncoder.jpeg(uri.render().image(), 90);
    Map<String, Object> row = new HashMap<>();
    row.put("image_id", "picture" + seed);
    row.put("content", jpeg);
    row.put("length", (long) jpeg.length);
    row.put("width", 64);
    row.put("height", 48);
    warehouse.add(Table.IMAGES, row);
  }

  private void request(String id, long seed, String image) {
    Map<String, Object> row = new HashMap<>();
    row.put("request_id", id);
    row.put("control_id", "photo-" + image);
    row.put("control_kind", "photo");
    row.put("image_id", image);
    row.put("model_id", "m");
    row.put("params_hash", "p");
    row.put("recipe", null);
    row.put("prompt", PROMPT);
    row.put("parameters", Map.of("steps", "28", "output_format", "png", "safety_checker", "true"));
    row.put("repeat", 0);
    row.put("seed", seed);
    row.put("generator", "replicate-flux-depth-dev");
    row.put("generator_model", "black-forest-labs/flux-depth-dev");
    row.put("outputs", 1);
    row.put("price_usd", new BigDecimal("0.025"));
    row.put("budget_group", "default");
    warehouse.add(Table.REQUESTS, row);
  }

  private static long[] seeds(boolean moderated, int count) {
    return LongStream.range(1, 1000)
        .filter(
            seed -> MODERATED.strikes(Fault.MODERATED_AFTER, seed + " " + PROMPT, 0) == moderated)
        .limit(count)
        .toArray();
  }

  @Test
  void each_request_is_bought_once_within_the_budget_and_the_key_is_nowhere() throws Exception {
    picture(1);
    picture(2);
    long[] good = seeds(false, 3);
    request("a", good[0], "picture1");
    request("b", good[1], "picture1");
    request("c", seeds(true, 1)[0], "picture2");
    request("d", good[2], "picture2");
    try (Sandbox sandbox =
        Sandbox.start(SandboxProtocol.REPLICATE, 0, fast().withFaults(MODERATED))) {
      Conf conf = conf(sandbox);
      assertThat(generate(conf, "", Warehouse.dryRun()).lines())
          .containsExactly(
              "generate would send 4 requests for $0.10; the budget of a run is $0.00 (generate.budget-usd)",
              "  replicate-flux-depth-dev: 4 requests, $0.10");
      generate(conf, "", Options.NONE.with("--status", ""));
      assertThat(folder.resolve("warehouse/_ledger")).as("whoever asks").doesNotExist();
      assertThatThrownBy(() -> generate(conf, "", Options.NONE))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "4 requests cost $0.10, and generate.budget-usd is 0. Set it to the most that this run may spend in US dollars.");
      assertThat(sandbox.bill().creates()).isZero();

      Outcome half = generate(conf, "generate.budget-usd = 0.06", Options.NONE);
      assertThat(half.budgetReached()).isTrue();
      // whichever two had their controls first
      assertThat(half.out() + half.rejected()).isEqualTo(2);
      assertThat(half.costUsd()).isEqualByComparingTo("0.05");
      assertThat(sandbox.bill().usd()).isEqualByComparingTo("0.05");

      Outcome rest = generate(conf, "generate.budget-usd = 0.06", Options.NONE);
      assertThat(rest.budgetReached()).isFalse();
      assertThat(rest.out() + rest.rejected()).isEqualTo(2);
      assertThat(rest.skipped()).isEqualTo(2);

      List<String> rows = rows();
      assertThat(rows).hasSize(4);
      Map<String, Object> picture = warehouse.row(Table.GENERATIONS, "request_id = 'd'");
      assertThat(picture)
          .containsEntry("state", "ok")
          .containsEntry("format", "png")
          .containsEntry("image_id", "picture2")
          .containsEntry("seed", good[2])
          .containsEntry("attempts", 1)
          .containsEntry("price_usd", new BigDecimal("0.02500000"))
          .containsEntry("safety", "passed")
          .containsEntry("license", "FLUX.1 [dev] Non-Commercial License")
          .containsEntry("license_commercial", false)
          .containsEntry("sha256", Originals.sha256((byte[]) picture.get("image")));
      assertThat(picture.get("prediction_id").toString()).isNotEmpty();
      assertThat(picture.get("safety_settings").toString()).contains("safety_checker -> true");
      Map<String, Object> moderated = warehouse.row(Table.GENERATIONS, "state = 'rejected'");
      assertThat(moderated)
          .containsEntry("request_id", "c")
          .containsEntry("reason", "moderated")
          .containsEntry("image", null)
          .containsEntry("safety", "moderated")
          .containsEntry("price_usd", new BigDecimal("0.02500000"));
      assertThat(moderated.get("message").toString()).isNotEmpty();
      assertThat(warehouse.tables().rejects().where("table = 'generations'").count()).isOne();

      // as if the run had been killed before the rows were written
      warehouse.tables().delta(Table.GENERATIONS).delete();
      Outcome again = generate(conf, "generate.budget-usd = 0.06", Options.NONE);
      assertThat(again.out()).isEqualTo(3);
      assertThat(again.lines())
          .containsExactly(
              "generate: 3 pictures of 3 requests, 1 rejected, $0.00 spent",
              "  moderated: 1 requests, which cost $0.025");
      assertThat(again.costUsd()).as("spent by this run").isEqualByComparingTo("0");
      assertThat(rows()).isEqualTo(rows);
      assertThat(generate(conf, "", Options.NONE).skipped()).isEqualTo(4);
      assertThat(sandbox.bill().predictions()).isEqualTo(4);
      assertThat(sandbox.bill().boughtTwice()).isZero();
      assertThat(sandbox.bill().controlsWithMetadata()).isZero();
      assertThat(sandbox.bill().strayKeys()).isEmpty();
      assertThat(sandbox.bill().keys()).containsExactly(KEY);
      assertThat(filesWith(KEY)).isEmpty();
      assertThat(filesWith("prediction_id")).as("the search finds what is there").isNotEmpty();
    }
  }

  /** Pictures stand in them by their hash. */
  private List<String> rows() {
    return warehouse
        .tables()
        .read(Table.GENERATIONS)
        .drop("run_id", "image")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private List<Path> filesWith(String text) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  @Test
  void a_depth_map_arrives_as_the_picture_that_it_is_and_nothing_of_its_photograph_with_it()
      throws Exception {
    byte[] photo = ImageEncoder.jpeg(new Image(64, 48, new byte[64 * 48 * 3]), 90);
    byte[] place = "Exif\0\0GPS 52.5N 13.4E of Marker Street".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer tagged = ByteBuffer.allocate(photo.length + place.length + 4).put(photo, 0, 2);
    tagged.putShort((short) 0xffe1).putShort((short) (place.length + 2)).put(place);
    tagged.put(photo, 2, photo.length - 2);
    try (Sandbox sandbox = Sandbox.start(SandboxProtocol.BFL, 0, fast());
        RecordedCalls calls = new RecordedCalls(sandbox.baseUrl())) {
      Conf conf =
          conf("bfl-flux-pro-depth", calls.baseUrl())
              .with(
                  "plan { control = depth_map, recipe = minmax, prompts = [ \""
                      + PROMPT
                      + "\" ] }");
      String hash = ParamsHash.of(conf, ModelSettings.cards(conf).get("isobath-tiny"));
      Map<String, Object> key =
          Map.of("image_id", "photo", "model_id", "isobath-tiny", "params_hash", hash);
      add(Table.IMAGES, key, Map.of("content", tagged.array(), "width", 64, "height", 48));
      // twice as near on the left as on the right
      DepthMap depth = new DepthMap(2, 1, new float[] {2, 1}, DepthKind.INVERSE_RELATIVE);
      byte[] png = DepthPng.encode(depth, Map.of("owner", "Marker Street")).png();
      add(Table.DEPTH, key, Map.of("state", "ok", "depth", png));
      String policy = Policy.load(conf).hash();
      add(Table.PAIRS, key, Map.of("policy", "default", "policy_hash", policy, "keep", true));
      assertThat(warehouse.run(new PlanJob(), conf, Options.NONE).out()).isOne();
      String url = "http://127.0.0.1:" + freePort();
      String webhook =
          "generate.webhook { url = \"%s\", port = %s }".formatted(url, url.substring(17));
      Conf calledBack = conf.with(webhook);
      assertThat(generate(calledBack, "generate.budget-usd = 0.05", Options.NONE).out()).isOne();

      JsonNode sent = calls.create();
      assertThat(sent.get("webhook_url").asText())
          .isEqualTo(
              url
                  + "/bfl-flux-pro-depth?request="
                  + warehouse.row(Table.REQUESTS, "true").get("request_id"));
      assertThat(filesWith(sent.get("webhook_secret").asText())).isEmpty();
      assertThat(sent.has("control_image")).as("a photograph, whose depth is estimated").isFalse();
      byte[] control = Base64.getDecoder().decode(sent.get("preprocessed_image").asText());
      assertThat(chunks(control)).containsOnly("IHDR", "IDAT", "IEND");
      assertThat(new String(control, StandardCharsets.ISO_8859_1)).doesNotContain("Marker", "GPS");
      Image picture = ImageDecoder.decode(control, DecodeSettings.of(conf).options()).image();
      assertThat(List.of(picture.width(), picture.height())).containsExactly(64, 48);
      for (int channel = 0; channel < 3; channel++) {
        assertThat(picture.at(0, 20, channel)).as("near is white").isEqualTo(255);
        // 24.5 / 32 - 0.5 of the way from 2 to 1
        assertThat(picture.at(24, 20, channel)).isEqualTo(187);
        assertThat(picture.at(63, 20, channel)).isZero();
      }
      assertThat(warehouse.row(Table.GENERATIONS, "true"))
          .containsEntry("state", "ok")
          .containsEntry("control_kind", "depth_map")
          .containsEntry("image_id", "photo")
          .containsEntry("generator_model", "flux-pro-1.0-depth")
          .containsEntry("price_usd", new BigDecimal("0.05000000"))
          .containsEntry("width", 64)
          .containsEntry("height", 48);
      assertThat(sandbox.bill().predictions()).isOne();
      assertThat(sandbox.bill().controlsWithMetadata()).isZero();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void add(Table table, Map<String, ?> key, Map<String, ?> values) {
    Map<String, Object> row = new HashMap<>(key);
    row.putAll(values);
    warehouse.add(table, row);
  }

  /** The names of the chunks of a PNG. */
  private static List<String> chunks(byte[] png) {
    List<String> names = new ArrayList<>();
    ByteBuffer file = ByteBuffer.wrap(png, 8, png.length - 8);
    while (file.hasRemaining()) {
      int length = file.getInt();
      byte[] name = new byte[4];
      file.get(name);
      names.add(new String(name, StandardCharsets.US_ASCII));
      file.position(file.position() + length + 4);
    }
    return names;
  }

  @Test
  void an_account_without_credit_ends_the_run_and_what_was_bought_is_kept() throws Exception {
    picture(1);
    request("a", 1, "picture1");
    request("b", 2, "picture1");
    try (Sandbox sandbox =
        Sandbox.start(
            SandboxProtocol.REPLICATE, 0, fast().withLimits(0, 0, new BigDecimal("0.025")))) {
      Conf conf = conf(sandbox);
      assertThatThrownBy(() -> generate(conf, "generate.budget-usd = 1", Options.NONE))
          .isInstanceOf(Unmet.class)
          .hasMessageStartingWith(
              "Nothing more is bought from replicate-flux-depth-dev: the account has no credit: ")
          .hasMessageEndingWith("What was bought is kept.")
          .message()
          .doesNotContain(KEY);
      assertThat(warehouse.row(Table.GENERATIONS, "state = 'ok'")).isNotEmpty();
      Outcome status = generate(conf, "", Options.NONE.with("--status", ""));
      assertThat(status.figures())
          .containsEntry("stored", 1L)
          .extractingByKey("begun", map(String.class, Object.class))
          .containsExactly(Map.entry("unsent", 1));
      assertThat(status.skipped()).isEqualTo(2);

      Path card = folder.resolve("cards/rehearsal.conf");
      Files.writeString(
          card, Files.readString(card).replaceFirst("(?m)^lifecycle = .*", "lifecycle = ended"));
      assertThatThrownBy(() -> generate(conf, "generate.budget-usd = 1", Options.NONE))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("Generator replicate-flux-depth-dev has ended");
      assertThat(generate(conf, "", Options.NONE.with("--status", "")).figures())
          .isEqualTo(status.figures());
      Outcome fetched = generate(conf, "", Options.NONE.with("--reconcile", ""));
      assertThat(fetched.rejected() + fetched.out()).as("nothing was bought").isZero();
    }
  }
}
