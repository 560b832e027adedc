package org.isobath.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Options;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportJobIT {
  private static final String EVIL = "a \"chair\"'>\n<script>alert(1)</script> \u202eשלום 😀";

  @TempDir Path folder;
  private Warehouse warehouse;

  @BeforeEach
  void open() {
    warehouse = new Warehouse(folder.resolve("warehouse"));
  }

  /** A scene with its own exact depth as estimate, which is as good as an estimate can be. */
  private void scene(long seed, Boolean keep, Map<String, ?> more) {
    SceneUri uri = new SceneUri(seed, 96, 72);
    RenderedScene scene = uri.render();
    byte[] png = ImageEncoder.png(scene.image());
    String id = Originals.sha256(png);
    Map<String, Object> row = new HashMap<>();
    row.put("uri", uri.toString());
    row.put("source", "s");
    row.put("state", "ok");
    row.put("image_id", id);
    warehouse.add(Table.SOURCES, row);
    row.put("content", png);
    row.put("width", 96);
    row.put("height", 72);
    row.put("luma_mean", 100.0 + seed);
    row.putAll(more);
    warehouse.add(Table.IMAGES, row);
    row.put("model_id", "isobath-tiny");
    row.put("params_hash", "p");
    row.put("kind", "inverse_relative");
    row.put("depth", DepthPng.encode(relative(scene.depth()), Map.of()).png());
    row.put("dynamic_range", 0.5);
    warehouse.add(Table.DEPTH, row);
    if (keep != null) {
      row.put("policy", "default");
      row.put("keep", keep);
      row.put("reasons", keep ? new String[0] : new String[] {"too_dark"});
      row.put("split", keep ? "train" : null);
      row.put("caption", more.get("caption"));
      warehouse.add(Table.PAIRS, row);
    }
  }

  /**
   * Twice the inverse depth plus one: relative, because scale and shift are unknown to a reader.
   */
  private static DepthMap relative(DepthMap truth) {
    float[] values = DepthConversion.toInverse(truth).values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = DepthMap.finite(values[i]) ? 2 * values[i] + 1 : values[i];
    }
    return new DepthMap(truth.width(), truth.height(), values, DepthKind.INVERSE_RELATIVE);
  }

  private Outcome report() throws Exception {
    return warehouse.run(new ReportJob());
  }

  private String page() throws Exception {
    return Files.readString(folder.resolve("warehouse/report.html"));
  }

  @Test
  void an_empty_warehouse_has_a_page() throws Exception {
    Outcome outcome = report();
    assertThat(page()).contains("Nothing has been estimated yet").contains("</html>");
    assertThat(outcome.lines())
        .containsExactly(
            "rows: none, the warehouse has no tables yet",
            "report: " + folder.resolve("warehouse/report.html"));
    assertThat(Files.list(folder.resolve("warehouse"))).hasSize(1);
  }

  @Test
  void pictures_verdicts_reasons_and_accuracy_are_on_the_page() throws Exception {
    for (int seed = 1; seed <= 3; seed++) {
      scene(seed, seed != 2, Map.of("caption", EVIL));
    }
    warehouse.add(
        Table.SOURCES,
        Map.of(
            "uri",
            "file:/" + EVIL,
            "source",
            "s",
            "state",
            "rejected",
            "reason",
            "truncated",
            "message",
            EVIL));
    Outcome outcome = report();
    String page = page();
    assertThat(page.split("<img ", -1)).as("two pictures a sample").hasSize(1 + 6);
    assertThat(page)
        .contains("kept · <bdi>train</bdi>")
        .contains("dropped · <bdi>too_dark</bdi>")
        .contains("<b>−1</b> too_dark")
        .contains("<b>−1</b> truncated")
        .contains("<b>luma_mean</b>")
        .contains("alert(1)&lt;/script&gt;")
        .doesNotContain("<script");
    assertThat((Double) outcome.figures().get("absrel_lsq")).isCloseTo(0, within(2e-3));
    assertThat((Double) outcome.figures().get("delta1_lsq")).isCloseTo(1, within(1e-3));
    assertThat((Double) outcome.figures().get("baseline_absrel_lsq")).isGreaterThan(0.05);
    assertThat(outcome.figures()).containsEntry("scenes", 3);
    assertThat(outcome.lines().get(0)).startsWith("rows: sources 4, images 3, depth 3, pairs 3");
  }

  /**
   * A generation and the photograph behind it, with what the judge finds of the control's edges.
   */
  private void generation(String id, double edges, double ofPhoto) {
    Map<String, Object> row = new HashMap<>();
    row.put("request_id", id);
    row.put("output_index", 0);
    row.put("generator", "g");
    row.put("prompt", "a room");
    row.put("state", "ok");
    row.put("image", ImageEncoder.png(new Image(16, 12, new byte[3 * 16 * 12])));
    row.put("image_id", id);
    row.put("model_id", "m");
    row.put("params_hash", "p");
    row.put("width", 16);
    row.put("height", 12);
    row.put("price_usd", new BigDecimal("0.05"));
    warehouse.add(Table.REQUESTS, row);
    warehouse.add(Table.GENERATIONS, row);
    row.put("judge", "isobath-tiny");
    row.put("protocol", "lsq_inverse_1_to_10");
    row.put("subject", "generation");
    row.put("subject_id", id + "/0");
    row.put("edge_f1", edges);
    warehouse.add(Table.EVALUATIONS, row);
    row.put("subject", "photo");
    row.put("subject_id", id + "/m/p");
    row.put("edge_f1", ofPhoto);
    warehouse.add(Table.EVALUATIONS, row);
  }

  /** 1, 0.44 and 0.7 of their photographs, and one of which the judge is blind to the edges. */
  @Test
  void generations_are_worst_by_what_the_judge_finds_in_their_photographs() throws Exception {
    generation("hard", 0.3, 0.3);
    generation("lost", 0.4, 0.9);
    generation("fair", 0.35, 0.5);
    generation("blind", 0, 0);
    warehouse.run(new ReportJob(), warehouse.conf().with("report.worst = 3"), Options.NONE);
    assertThat(page())
        .containsSubsequence("<bdi>lost/0</bdi>", "<bdi>fair/0</bdi>", "<bdi>hard/0</bdi>")
        .contains("photo_edge_f1 0.900")
        .doesNotContain("<bdi>blind/0</bdi>");
  }

  @Test
  void the_same_tables_give_the_same_pictures_and_no_more_than_asked_for() throws Exception {
    for (int seed = 1; seed <= 5; seed++) {
      scene(seed, null, Map.of());
    }
    warehouse.flush();
    Warehouse few =
        new Warehouse(warehouse.conf().with("report.samples", 2).with("report.scenes", 0));
    Outcome outcome = few.run(new ReportJob());
    String first = page();
    assertThat(first.split("<figure class=\"open\"", -1)).hasSize(1 + 2);
    assertThat(outcome.figures()).doesNotContainKey("absrel_lsq");
    few.run(new ReportJob());
    String time = "\\d\\d\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC";
    assertThat(page().replaceFirst(time, "")).isEqualTo(first.replaceFirst(time, ""));
  }

  @Test
  void what_cannot_be_shown_any_more_costs_its_thumbnail_only() throws Exception {
    Map<String, Object> gone = new HashMap<>();
    gone.put("content", null);
    gone.put("uri", "file:/no/such/file.png");
    scene(1, true, gone);
    report();
    assertThat(page()).contains("no picture").contains("alt=\"depth\"");
  }

  @Test
  void a_dry_run_writes_no_page() throws Exception {
    Outcome outcome = warehouse.run(new ReportJob(), warehouse.conf(), Warehouse.dryRun());
    assertThat(outcome.lines())
        .isEqualTo(List.of("report: would write " + folder.resolve("warehouse/report.html")));
    assertThat(folder.resolve("warehouse/report.html")).doesNotExist();
  }

  @Test
  void the_page_goes_where_it_is_sent() throws Exception {
    Path file = folder.resolve("some where/page.html");
    warehouse.run(
        new ReportJob(), warehouse.conf().with("report.path", file.toString()), Options.NONE);
    assertThat(file).content().contains("<h1>Isobath</h1>");
  }
}
