package org.isobath.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.isobath.UserError;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generations beside their prompts, by the CLIP and the numbers of {@code golden.py}. */
class PromptAdherenceIT {
  private static final Path RESOURCES = Path.of("../udfs/src/test/resources");
  private static final Config GOLDEN =
      ConfigFactory.parseFile(RESOURCES.resolve("model/clip/golden.json").toFile());

  @TempDir Path folder;

  private Warehouse warehouse;

  private void card() throws Exception {
    Path cards = Files.createDirectories(folder.resolve("cards"));
    StringBuilder files = new StringBuilder();
    for (String name :
        List.of(
            "model/clip/vision_model.onnx",
            "model/clip/text_model.onnx",
            "generate/tokenizers/clip.json")) {
      Path file = RESOURCES.resolve(name);
      Files.copy(file, cards.resolve(file.getFileName()));
      byte[] bytes = Files.readAllBytes(file);
      files.append(
          "\"%s\" { sha256 = %s, bytes = %d }\n"
              .formatted(
                  file.getFileName(),
                  HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)),
                  bytes.length));
    }
    Files.writeString(
        cards.resolve("tiny.conf"),
        """
        id = tiny-clip
        title = "random weights"
        licence { name = Apache-2.0, commercial = true }
        source = "."
        files { %s }
        image { graph = "vision_model.onnx", size = 224 }
        text { graph = "text_model.onnx", tokenizer = "clip.json" }
        """
            .formatted(files));
  }

  /** A generation of each prompt, all of one picture that {@code golden.py} has seen. */
  private void generations(String picture, List<String> prompts) throws IOException {
    byte[] image = Files.readAllBytes(RESOURCES.resolve("model/golden/" + picture));
    float[] near = new float[12];
    for (int i = 0; i < near.length; i++) {
      near[i] = 1 + i;
    }
    Map<String, Object> row = new HashMap<>();
    row.put("image_id", "image");
    row.put("content", image);
    row.put("length", (long) image.length);
    row.put("width", 131);
    row.put("height", 97);
    warehouse.add(Table.IMAGES, row);
    row.put("model_id", "isobath-tiny");
    row.put("params_hash", "p");
    row.put("state", "ok");
    row.put(
        "depth",
        DepthPng.encode(new DepthMap(4, 3, near, DepthKind.INVERSE_RELATIVE), Map.of()).png());
    warehouse.add(Table.DEPTH, row);
    row.put("image", image);
    row.put("output_index", 0);
    row.put("generator", "g");
    row.put("price_usd", new BigDecimal("0.05"));
    row.put("parameters", Map.of());
    for (int i = 0; i < prompts.size(); i++) {
      row.put("request_id", "r" + i);
      row.put("prompt", prompts.get(i));
      warehouse.add(Table.REQUESTS, row);
      warehouse.add(Table.GENERATIONS, row);
    }
  }

  @Test
  void each_generation_has_the_cosine_of_its_prompt_and_rules_may_name_it() throws Exception {
    warehouse = new Warehouse(folder.resolve("warehouse"));
    List<String> prompts = GOLDEN.getStringList("prompts");
    String picture = GOLDEN.getStringList("pictures").get(1);
    generations(picture, prompts);
    card();
    Path rules = folder.resolve("rules.conf");
    Files.writeString(
        rules,
        "rules = [ { name = shown, keep-when = \"prompt_cosine > 2\", reason = not_shown } ]");
    Conf conf =
        warehouse
            .conf()
            .with("evaluate.generations.policy = \"" + rules + "\"")
            .with("evaluate.generations.clip = tiny-clip")
            .with("evaluate.generations.clip-path = [ \"" + folder.resolve("cards") + "\" ]");

    Outcome evaluated = warehouse.run(new EvaluateJob(), conf, Options.NONE);
    assertThat(evaluated.out())
        .as("of each two protocols, the picture and the prompt; of the photograph two protocols")
        .isEqualTo(4 * prompts.size() + 2);
    double mean = 0;
    for (int i = 0; i < prompts.size(); i++) {
      Map<String, Object> row =
          warehouse.row(Table.EVALUATIONS, "subject_id = 'r" + i + "/0' AND protocol = 'prompt'");
      double golden =
          ((Number) ((List<?>) GOLDEN.getList("cosines").get(1).unwrapped()).get(i)).doubleValue();
      assertThat((Double) ((Row) row.get("adherence")).getAs("prompt_cosine"))
          .as("%s and %s", picture, prompts.get(i))
          .isCloseTo(golden, within(1e-5));
      assertThat(row).containsEntry("judge", "tiny-clip").containsEntry("generator", "g");
      mean += golden / prompts.size();
    }
    assertThat(warehouse.row(Table.EVALUATIONS, "subject_id = 'r0/0' AND protocol = 'rules'"))
        .containsEntry("keep", false)
        .extractingByKey("reasons")
        .hasToString("ArraySeq(not_shown)");
    assertThat(evaluated.lines()).contains("    by tiny-clip: prompt_cosine %.3f".formatted(mean));
  }

  @Test
  void a_clip_without_a_card_or_files_is_refused_before_spark_starts() {
    EvaluateJob job = new EvaluateJob();
    Conf conf = Conf.reference();
    assertThatThrownBy(
            () -> job.check(conf.with("evaluate.generations.clip = nobody"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("There is no CLIP card nobody.");
    assertThatThrownBy(
            () ->
                job.check(
                    conf.with("evaluate.generations.clip = clip-vit-base-patch32"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("lists no files");
  }
}
