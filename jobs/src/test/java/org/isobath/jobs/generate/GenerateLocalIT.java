package org.isobath.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.isobath.UserError;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.generate.local.SharedGenerators;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.jobs.Conf;
import org.isobath.jobs.DecodeSettings;
import org.isobath.jobs.Options;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.isobath.jobs.curate.CurateJob;
import org.isobath.jobs.estimate.EstimateJob;
import org.isobath.jobs.ingest.IngestJob;
import org.isobath.jobs.plan.PlanJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures on our own devices, by tiny FLUX components with random weights. */
class GenerateLocalIT {
  @TempDir Path folder;
  private Warehouse warehouse;
  private Path cards;

  @BeforeEach
  void open() throws Exception {
    warehouse = new Warehouse(folder.resolve("warehouse"));
    cards = Files.createDirectory(folder.resolve("cards"));
    Files.writeString(cards.resolve("tiny.conf"), TinyCard.flux());
  }

  @AfterAll
  static void close() {
    SharedGenerators.closeAll();
  }

  private Conf conf() {
    return warehouse
        .conf()
        .with(
            """
            ingest.sources = [ { kind = scenes, count = 2, seed = 5, width = 64, height = 48 } ]
            plan {
              generator = tiny-flux
              control = depth_map
              prompts = [ "a house", "a tree in winter" ]
              parameters { megapixels = match_input, guidance = 5, steps = 2 }
              kept-only = false
            }
            generate.local { device = cpu, batch = 3 }
            """)
        .with("generators.path = [ \"" + cards + "\" ]");
  }

  /** No key, no budget. */
  private Outcome generate(Conf conf, Options options) throws Exception {
    return warehouse.run(new GenerateJob(Map.of()), conf, options);
  }

  @Test
  void depth_becomes_pictures_for_nothing_and_each_once() throws Exception {
    Conf conf = conf();
    warehouse.run(new IngestJob(), conf, Options.NONE);
    warehouse.run(new EstimateJob(), conf, Options.NONE);
    warehouse.run(new CurateJob(), conf, Options.NONE);
    Outcome plan =
        warehouse.run(new PlanJob(), conf.with("plan.parameters.outputs = 2"), Options.NONE);
    assertThat(plan.lines())
        .startsWith(
            "plan: added 4 requests for 8 pictures, $0.00; planned already: 0",
            "  generator    requests    pictures   a picture        in all     hours",
            "  tiny-flux           4           8       $0.00         $0.00         ?")
        .anyMatch(line -> line.contains("outputs are not known to be free for commercial use"));
    assertThat(generate(conf, Warehouse.dryRun()).lines())
        .contains("  tiny-flux: 4 requests, $0.00");

    Outcome first = generate(conf, Options.NONE);
    assertThat(List.of(first.in(), first.out(), first.rejected())).containsExactly(4L, 4L, 0L);
    assertThat(first.costUsd()).isEqualByComparingTo("0");
    assertThat(first.lines())
        .singleElement()
        .asString()
        .startsWith("generate: 8 pictures of 4 requests on our own devices, 0 rejected, ");
    List<Row> rows = warehouse.tables().read(Table.GENERATIONS).collectAsList();
    assertThat(rows).hasSize(8);
    Map<String, Object> request =
        warehouse.row(Table.REQUESTS, "request_id = '" + rows.get(0).getAs("request_id") + "'");
    Map<String, Object> second =
        warehouse.row(
            Table.GENERATIONS,
            "request_id = '" + request.get("request_id") + "' AND output_index = 1");
    assertThat(second)
        .containsEntry("state", "ok")
        .containsEntry("generator", "tiny-flux")
        .containsEntry("generator_model", "tiny/flux")
        .containsEntry("control_id", request.get("control_id"))
        .containsEntry("image_id", request.get("image_id"))
        .containsEntry("control_kind", "depth_map")
        .containsEntry("seed", (Long) request.get("seed") + 1)
        .containsEntry("price_usd", new BigDecimal("0.00000000"))
        .containsEntry("format", "png")
        .containsEntry("width", 64)
        .containsEntry("height", 48)
        .containsEntry("attempts", 1)
        .containsEntry("prediction_id", null)
        .containsEntry("license", "Tiny Non-Commercial")
        .containsEntry("license_commercial", false)
        .containsEntry("license_url", "https://example.org/licence")
        .containsEntry("sha256", Originals.sha256((byte[]) second.get("image")));
    assertThat((Double) second.get("device_seconds")).isPositive();
    Image picture =
        ImageDecoder.decode((byte[]) second.get("image"), DecodeSettings.of(conf).options())
            .image();
    assertThat(List.of(picture.width(), picture.height())).containsExactly(64, 48);
    assertThat(warehouse.tables().read(Table.GENERATIONS).select("sha256").distinct().count())
        .as("each prompt, control and seed has a picture of its own")
        .isEqualTo(8);

    List<String> stored = pictures();
    Outcome again = generate(conf, Options.NONE);
    assertThat(List.of(again.in(), again.out(), again.skipped())).containsExactly(4L, 0L, 4L);
    assertThat(pictures()).isEqualTo(stored);
    // as if a run had died before its last commit
    warehouse
        .tables()
        .delta(Table.GENERATIONS)
        .delete("request_id = '" + request.get("request_id") + "'");
    assertThat(generate(conf, Options.NONE).out()).isEqualTo(1);
    assertThat(pictures()).as("the same pictures, whatever else is in the batch").isEqualTo(stored);
  }

  /** What does not change from run to run. */
  private List<String> pictures() {
    return warehouse
        .tables()
        .read(Table.GENERATIONS)
        .drop("run_id", "image", "ended_at", "device_seconds")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private void depth(String id, int width, int height, UnaryOperator<float[]> change) {
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + i % width;
    }
    DepthMap map = new DepthMap(width, height, change.apply(values), DepthKind.INVERSE_RELATIVE);
    Map<String, Object> row = new HashMap<>();
    row.put("image_id", id);
    row.put("model_id", "m");
    row.put("params_hash", "p");
    row.put("state", "ok");
    row.put("width", width);
    row.put("height", height);
    row.put("depth", DepthPng.encode(map, Map.of()).png());
    warehouse.add(Table.DEPTH, row);
    warehouse.add(Table.IMAGES, Map.of("image_id", id, "width", width, "height", height));
  }

  private void request(String id, String image, String prompt, Map<String, String> size) {
    Map<String, String> parameters = new HashMap<>(size);
    parameters.putAll(Map.of("steps", "1", "guidance", "5", "output_format", "jpeg"));
    Map<String, Object> row = new HashMap<>();
    row.put("request_id", id);
    row.put("control_id", "control-" + image);
    row.put("control_kind", "depth_map");
    row.put("image_id", image);
    row.put("model_id", "m");
    row.put("params_hash", "p");
    row.put("recipe", "minmax");
    row.put("prompt", prompt);
    row.put("parameters", parameters);
    row.put("repeat", 0);
    row.put("seed", 7L);
    row.put("generator", "tiny-flux");
    row.put("generator_model", "tiny/flux");
    row.put("outputs", 1);
    row.put("price_usd", BigDecimal.ZERO);
    row.put("budget_group", "default");
    warehouse.add(Table.REQUESTS, row);
  }

  @Test
  void what_cannot_be_made_is_rejected_and_the_rest_is_made() throws Exception {
    Map<String, String> own = Map.of("megapixels", "match_input");
    Map<String, String> small = Map.of("width", "32", "height", "16");
    depth("good", 48, 32, UnaryOperator.identity());
    depth("holes", 48, 32, GenerateLocalIT::withHole);
    depth("strip", 4100, 16, UnaryOperator.identity());
    request("a", "good", "a house", own);
    request("b", "good", "a house", small);
    request("c", "holes", "a house", own);
    request("d", "strip", "a house", own);
    request("e", "good", "word ".repeat(20_000), small);
    request("f", "gone", "a house", own);
    Outcome outcome = generate(conf(), Options.NONE);
    assertThat(List.of(outcome.out(), outcome.rejected(), outcome.skipped()))
        .containsExactly(2L, 3L, 1L);
    assertThat(outcome.figures())
        .containsEntry("rejects", Map.of("control", 1L, "invalid", 2L))
        .containsEntry("left", 1L);
    assertThat(warehouse.row(Table.GENERATIONS, "request_id = 'b'"))
        .containsEntry("width", 32)
        .containsEntry("height", 16)
        .containsEntry("format", "jpeg");
    Map<String, String> messages = new HashMap<>();
    warehouse
        .tables()
        .read(Table.GENERATIONS)
        .where("state = 'rejected'")
        .collectAsList()
        .forEach(row -> messages.put(row.getAs("request_id"), row.getAs("message")));
    assertThat(messages.get("c"))
        .startsWith("the control has no depth (NaN) at 1 of 1536 pixels, the first at column 5,");
    assertThat(messages.get("d")).startsWith("A picture of 4100x16 cannot be made: ");
    assertThat(messages.get("e")).startsWith("the prompt has 100000 characters");
    assertThat(generate(conf(), Options.NONE).rejected()).as("not tried again").isZero();
  }

  private static float[] withHole(float[] values) {
    values[5] = Float.NaN;
    return values;
  }

  @Test
  void a_component_that_is_cut_short_stops_the_job_before_anything_is_made() throws Exception {
    depth("good", 48, 32, UnaryOperator.identity());
    request("a", "good", "a house", Map.of("megapixels", "match_input"));
    Path whole = null;
    for (String line : TinyCard.flux().lines().toList()) {
      if (line.contains("vae_decoder {")) {
        whole = Path.of(line.replaceAll(".*source = \"([^\"]+)\".*", "$1"), "vae_decoder.onnx");
      }
    }
    Path cut = Files.createDirectory(folder.resolve("cut"));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(cut.resolve("vae_decoder.onnx"), Arrays.copyOf(bytes, bytes.length / 2));
    Files.writeString(
        cards.resolve("tiny.conf"),
        TinyCard.flux()
            .replace(
                "vae_decoder { source = \"" + whole.getParent() + "\"",
                "vae_decoder { source = \"" + cut + "\""));
    assertThatThrownBy(() -> generate(conf(), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("vae_decoder.onnx");
    assertThat(warehouse.tables().exists(Table.GENERATIONS)).isFalse();
    assertThat(folder.resolve("warehouse/_ledger/controls")).doesNotExist();
  }
}
