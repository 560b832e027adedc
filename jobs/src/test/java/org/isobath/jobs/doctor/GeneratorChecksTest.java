package org.isobath.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.generate.Pipeline;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorChecksTest {
  @TempDir Path folder;

  private Conf conf() {
    return Conf.load(
        List.of(),
        List.of(
            "generators.path=[\"" + folder + "\"]",
            "models.cache=" + folder.resolve("cache"),
            "estimate.device=cpu"));
  }

  @Test
  void the_bundled_card_says_how_to_get_components_and_what_they_would_cost() {
    Map<String, Finding> findings = GeneratorChecks.of(conf(), "flux-onnx");
    assertThat(findings).containsOnlyKeys("components", "time");
    assertThat(findings.get("components").state()).isEqualTo(Finding.State.FAIL);
    assertThat(findings.get("components").cure())
        .startsWith("Generator card flux-onnx lists no files of tokenizer, ")
        .contains("export_flux.py");
    // 30 steps of 74.4 teraoperations, at 60 % of what the makers state
    assertThat(findings.get("time").text())
        .startsWith("an estimate, nothing was measured: 30 steps of 1024 x 1024 are 2232 tera")
        .endsWith(
            "at 60 % of the stated speed of 16-bit numbers A100 11.9 s, L40S 10.3 s, H100 SXM 3.8"
                + " s");
  }

  @Test
  void a_component_that_is_not_there_is_named() throws IOException {
    try (InputStream card =
        GeneratorChecksTest.class.getResourceAsStream(
            "/org/isobath/conf/generators/flux-onnx.conf")) {
      Files.writeString(
          folder.resolve("mine.conf"),
          new String(card.readAllBytes(), StandardCharsets.UTF_8)
              .replace("id = flux-onnx", "id = mine"));
    }
    for (Component component : Pipeline.FLUX_CONTROL.components()) {
      Files.createDirectory(folder.resolve(component.label()));
      if (!component.graph()) {
        Files.writeString(
            folder.resolve(component.label()).resolve("tokenizer.json"), "{\"model\":{}}");
      }
    }
    Finding finding = GeneratorChecks.of(conf(), "mine").get("components");
    assertThat(finding.state()).isEqualTo(Finding.State.FAIL);
    assertThat(finding.cure())
        .isEqualTo(
            "Generator mine, text_encoder in "
                + folder.resolve("text_encoder")
                + ": there is no model.onnx; the folder is empty.");
  }

  @Test
  void an_unknown_generator_is_said_before_anything_is_looked_at() {
    DoctorJob doctor = new DoctorJob();
    doctor.check(conf(), Options.NONE.with("--generator", "flux-onnx"));
    assertThatThrownBy(() -> doctor.check(conf(), Options.NONE.with("--generator", "flux-onx")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("There is no generator card flux-onx. Did you mean flux-onnx?");
  }
}
