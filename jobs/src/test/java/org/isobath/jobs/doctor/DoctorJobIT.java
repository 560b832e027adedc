package org.isobath.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.isobath.jobs.Command;
import org.isobath.jobs.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorJobIT {
  @TempDir Path folder;

  private Command doctor(String... more) {
    LocalSpark.session();
    List<String> args = new ArrayList<>(List.of("doctor", "--json"));
    args.addAll(List.of("--set", "warehouse=" + folder.resolve("w")));
    args.addAll(List.of("--set", "models.cache=" + folder.resolve("cache")));
    args.addAll(List.of(more));
    return Command.of(args);
  }

  private static Map<String, JsonNode> checks(Command run) throws IOException {
    Map<String, JsonNode> checks = new HashMap<>();
    new ObjectMapper()
        .readTree(run.lastLine())
        .get("checks")
        .forEach(check -> checks.put(check.get("check").asText(), check));
    return checks;
  }

  @Test
  void aMachineThatCanDoWhatIsAskedHasNoFailureAndNothingIsLeftBehind() throws IOException {
    Command run = doctor();
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    Map<String, JsonNode> checks = checks(run);
    assertThat(checks).hasSize(Check.values().length);
    assertThat(checks.values()).noneMatch(check -> check.get("state").asText().equals("fail"));
    assertThat(checks.get("pictures").get("finding").asText())
        .matches("OpenCV 4\\.\\d+\\.\\d+ decodes");
    assertThat(checks.get("runtime").get("finding").asText())
        .matches("ONNX Runtime 1\\.\\d+\\.\\d+ with .*cpu.*");
    assertThat(checks.get("model").get("finding").asText())
        .matches(
            "isobath-tiny on \\w+: 640 x 480 picture to \\d+ x \\d+ inverse_relative in \\d+ ms");
    assertThat(checks.get("spark").get("finding").asText())
        .contains("Spark 4.1", "Delta 4.4", "local[2]");
    assertThat(checks.get("executors").get("finding").asText()).startsWith("1 executor with");
    assertThat(folder.resolve("w")).doesNotExist();
    assertThat(LocalSpark.session().sparkContext().isStopped()).isFalse();
  }

  @Test
  void whatTheConfigurationAsksForAndIsNotThereFailsWithItsCure() throws IOException {
    Path cards = Files.createDirectory(folder.resolve("cards"));
    Files.writeString(
        cards.resolve("gone.conf"),
        """
        id = gone
        title = "A card whose file is missing"
        verified = false
        licence { name = "MIT", commercial = true }
        source = "gone.onnx"
        sha256 = "%s"
        input { size { rule = stretch, width = 64, height = 64 }, interpolation = linear, antialias = none }
        output { kind = metric, unit = m }
        """
            .formatted("0".repeat(64)));
    Command run =
        doctor(
            "--set",
            "models.path=[\"" + cards + "\"]",
            "--set",
            "estimate.model=gone",
            "--set",
            "estimate.device=tensorrt",
            "--set",
            "warehouse=/proc/isobath");
    assertThat(run.code()).isEqualTo(2);
    Map<String, JsonNode> checks = checks(run);
    assertThat(checks.get("model").get("state").asText()).isEqualTo("fail");
    assertThat(checks.get("model").get("cure").asText()).contains("gone.onnx");
    assertThat(checks.get("device").get("state").asText()).isEqualTo("fail");
    assertThat(checks.get("device").get("cure").asText()).contains("mvn -Pgpu package");
    assertThat(checks.get("warehouse").get("state").asText()).isEqualTo("fail");
    assertThat(checks.get("warehouse").get("cure").asText()).contains("Set warehouse");
    assertThat(checks.get("executors").get("state").asText()).isEqualTo("fail");
    assertThat(checks.get("java").get("state").asText()).isNotEqualTo("fail");
    assertThat(run.err())
        .contains(
            "device, model, warehouse, executors: the configuration asks for what is not there");
    assertThat(run.out()).contains("-> ");
  }

  @Test
  void anUnknownModelNamesTheNearest() throws IOException {
    Command run = doctor("--set", "estimate.model=isobath-tinny");
    assertThat(run.code()).isEqualTo(2);
    assertThat(checks(run).get("model").get("cure").asText())
        .contains("Did you mean isobath-tiny?");
  }
}
