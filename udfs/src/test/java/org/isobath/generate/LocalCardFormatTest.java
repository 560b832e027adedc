package org.isobath.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.isobath.UserError;
import org.isobath.model.ModelFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class LocalCardFormatTest {
  private static final String SHA = "0123456789abcdef".repeat(4);

  /** Of the pipeline that diffusers' tests have, twice as many channels. */
  public static final String CARD =
      """
      id = tiny
      title = Tiny
      pipeline = flux_control
      model = "none"
      precision = float32
      parameters {
        steps { default = 4, min = 1, max = 8 }
        guidance { default = 10 }
      }
      components {
        tokenizer { source = tokenizer }
        tokenizer_2 { source = "/abs/tokenizer_2" }
        text_encoder { source = "s3a://bucket/clip.opt/" }
        text_encoder_2 { source = text_encoder_2 }
        vae_encoder { source = vae_encoder }
        transformer { source = transformer }
        vae_decoder { source = vae_decoder }
      }
      latents { channels = 2, factor = 2, scale = 1.5035, shift = 0.0609 }
      text-tokens = 48
      schedule { dynamic = true, base-shift = 0.5, max-shift = 1.15, base-tokens = 256, max-tokens = 4096 }
      guidance-embedded = true
      transformer { double-blocks = 1, single-blocks = 1, heads = 2, head-size = 16, text-width = 32 }
      control { latent = sample }
      licence { name = MIT, commercial = true }
      """;

  private static final String FILES =
      "transformer { source = transformer, open = \"m/model.onnx\", names { out_hidden_states ="
          + " velocity }\n"
          + "    files { \"m/model.onnx\" { sha256 = \""
          + SHA
          + "\", bytes = 12 }, \"m/model.onnx_data\" { sha256 = \""
          + SHA
          + "\", bytes = 23800000000 } } }";

  public static LocalGeneratorCard card(String text) {
    return LocalCardFormat.read(text, "my.conf", URI.create("file:///cards/"));
  }

  @Test
  void every_key_reads_as_it_is_written() {
    LocalGeneratorCard card = card(CARD.replace("transformer { source = transformer }", FILES));
    assertThat(card.id()).isEqualTo("tiny");
    assertThat(card.precision()).isEqualTo(LocalGeneratorCard.Precision.FLOAT32);
    assertThat(card.parameters().get(Parameter.STEPS))
        .isEqualTo(new ParameterRule("steps", 4L, 1, 8, 1, Map.of()));
    assertThat(card.components())
        .containsOnlyKeys(Pipeline.FLUX_CONTROL.components().toArray(Component[]::new));
    assertThat(source(card, Component.TOKENIZER)).isEqualTo("file:/cards/tokenizer/");
    assertThat(source(card, Component.TOKENIZER_2)).isEqualTo("file:/abs/tokenizer_2/");
    assertThat(source(card, Component.TEXT_ENCODER)).isEqualTo("s3a://bucket/clip.opt/");
    assertThat(card.components().get(Component.TOKENIZER).open()).isEqualTo("tokenizer.json");
    assertThat(card.components().get(Component.VAE_DECODER).open()).isEqualTo("model.onnx");
    LocalGeneratorCard.Part transformer = card.components().get(Component.TRANSFORMER);
    assertThat(transformer.open()).isEqualTo("m/model.onnx");
    assertThat(transformer.names()).isEqualTo(Map.of("out_hidden_states", "velocity"));
    assertThat(transformer.folder().files())
        .containsExactly(
            new ModelFolder.Entry("m/model.onnx", SHA, 12),
            new ModelFolder.Entry("m/model.onnx_data", SHA, 23_800_000_000L));
    assertThat(card.latents()).isEqualTo(new LocalGeneratorCard.Latents(2, 2, 1.5035, 0.0609));
    assertThat(card.sizeMultiple()).isEqualTo(4);
    assertThat(card.textTokens()).isEqualTo(48);
    assertThat(card.schedule()).isEqualTo(new FlowSchedule(true, 1, 0.5, 1.15, 256, 4096, 1000));
    assertThat(card.transformer().width()).isEqualTo(32);
    assertThat(card.controlLatent()).isEqualTo(ControlLatent.SAMPLE);
  }

  private static String source(LocalGeneratorCard card, Component component) {
    return card.components().get(component).folder().source().toString();
  }

  @Test
  void the_bundled_card_has_the_numbers_of_the_real_pipeline() {
    LocalGeneratorCard card = GeneratorCards.of(Map.of()).local("flux-onnx");
    assertThat(card.latents()).isEqualTo(new LocalGeneratorCard.Latents(16, 8, 0.3611, 0.1159));
    assertThat(card.schedule()).isEqualTo(new FlowSchedule(true, 3, 0.5, 1.15, 256, 4096, 1000));
    assertThat(card.textTokens()).isEqualTo(512);
    assertThat(card.sizeMultiple()).isEqualTo(16);
    assertThat(card.guidanceEmbedded()).isTrue();
    assertThat(card.transformer())
        .isEqualTo(new LocalGeneratorCard.Transformer(19, 38, 24, 128, 4096));
    assertThat(card.parameters().get(Parameter.GUIDANCE).byDefault()).isEqualTo(10.0);
    assertThat(card.licence().commercial()).isFalse();
    assertThat(card.terms().priceUsd()).isEqualTo(BigDecimal.ZERO);
  }

  @Test
  void a_card_of_stable_diffusion_has_other_numbers_and_parts() {
    LocalGeneratorCard card = GeneratorCards.of(Map.of()).local("sd15-depth-onnx");
    assertThat(card.pipeline()).isEqualTo(Pipeline.SD_CONTROLNET);
    assertThat(card.components())
        .containsOnlyKeys(Pipeline.SD_CONTROLNET.components().toArray(Component[]::new));
    assertThat(card.latents()).isEqualTo(new LocalGeneratorCard.Latents(4, 8, 0.18215, 0));
    assertThat(card.controlNet())
        .isEqualTo(new ControlNet(64, 8, 1, "", NoiseSampler.UNIPC, NoiseSchedule.SD15));
    assertThat(card.sizeMultiple()).isEqualTo(64);
    assertThat(card.schedule()).as("of FLUX alone").isNull();
    assertThat(card.licence().commercial()).isTrue();
    assertThatThrownBy(() -> card.folder(Component.UNET))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("notebooks/export/export_sd15.py makes the components");
  }

  @Test
  void keys_of_another_pipeline_are_mistakes() {
    assertThatThrownBy(() -> card(CARD + "controlnet { heads = 8 }\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("controlnet")
        .hasMessageContaining("nothing: it belongs to pipeline = sd_controlnet");
  }

  @Test
  void a_card_without_files_loads_nothing() {
    assertThatThrownBy(() -> card(CARD).folder(Component.TRANSFORMER))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "Generator card tiny lists no files of transformer, and an unverified file is never"
                + " loaded.")
        .hasMessageContaining("export_flux.py");
  }

  @Test
  void a_licence_that_is_not_commercial_cannot_serve_a_commercial_set() {
    GeneratorCard flux = GeneratorCards.of(Map.of()).local("flux-onnx").terms();
    assertThat(GeneratorCheck.objections(flux, demand(true)))
        .containsExactly(
            "its licence, FLUX.1 [dev] Non-Commercial License, is not known to allow commercial"
                + " use, which the policy asks for");
    assertThat(GeneratorCheck.objections(flux, demand(false))).isEmpty();
    assertThat(GeneratorCheck.objections(card(CARD).terms(), demand(true))).isEmpty();
  }

  private static Demand demand(boolean commercial) {
    return new Demand(ControlKind.DEPTH_MAP, Map.of(Parameter.STEPS, 4L), false, commercial);
  }

  private static final GeneratorCards BUNDLED = GeneratorCards.of(Map.of());

  private static List<String> objections(ControlKind control, String... parameters) {
    Map<Parameter, Object> asked = new EnumMap<>(Parameter.class);
    for (String parameter : parameters) {
      String[] pair = parameter.split("=");
      asked.put(Parameter.of(pair[0]), Parameter.of(pair[0]).value(pair[1]));
    }
    return GeneratorCheck.objections(
        BUNDLED.terms("flux-onnx"), new Demand(control, asked, false, false));
  }

  @Test
  void a_local_generator_is_planned_for_by_the_rules_of_all() {
    assertThat(objections(ControlKind.DEPTH_MAP, "width=1024", "height=768", "steps=4")).isEmpty();
    assertThat(objections(ControlKind.DEPTH_MAP, "megapixels=match_input", "outputs=4")).isEmpty();
    assertThat(objections(ControlKind.PHOTO))
        .containsExactly(
            "it estimates no depth of a photo (plan.control = depth_map gives it the pair's own)");
    assertThat(objections(ControlKind.DEPTH_MAP, "width=17", "height=9000"))
        .containsExactly(
            "width = 17: it takes multiples of 16, 256 to 4096",
            "height = 9000: it takes multiples of 16, 256 to 4096");
    assertThat(objections(ControlKind.DEPTH_MAP, "width=1024"))
        .containsExactly("width and height: it takes both or none of them");
    assertThat(objections(ControlKind.DEPTH_MAP, "width=1024", "height=1024", "megapixels=1"))
        .containsExactly("megapixels = 1 beside width and height: it takes one size");
    assertThat(objections(ControlKind.DEPTH_MAP, "safety_checker=true"))
        .containsExactly("safety_checker = true: it has no such parameter");
  }

  @Test
  void its_bill_is_nothing_and_its_hours_nobody_knows() {
    GeneratorCard flux = BUNDLED.terms("flux-onnx");
    Bill.Line line = Bill.Line.of(flux, 100, 400, Duration.ofSeconds(20));
    assertThat(line.totalUsd()).isEqualByComparingTo("0");
    assertThat(line.hours()).isNull();
    assertThat(new Bill(List.of(line)).hours()).isZero();
    assertThat(new Bill(List.of(line)).table())
        .endsWith("  flux-onnx         100         400       $0.00         $0.00         ?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          precision = float32    | precision = fp32          | line 5: precision = fp32 is not known. Did you mean float32?
          default = 4            | default = 9               | parameters.steps.default is 9; expected 1 to 8.
          vae_decoder {          | vae {                     | unknown key components.vae. Did you mean
          { source = vae_decoder | { path = vae_decoder      | unknown key components.vae_decoder.path.
          { source = vae_decoder | { source = "http://x/y"   | components.vae_decoder.source is
          channels = 2           | channels = 0              | latents.channels is 0; expected a whole number of at least 1.
          scale = 1.5035         | scale = -1                | latents.scale is -1; expected a number above zero.
          max-tokens = 4096      | max-tokens = 256          | schedule.max-tokens is 256; expected more than base-tokens, 256.
          base-shift = 0.5,      | #                         | key schedule.base-shift is missing.
          guidance-embedded =    | guidance =                | unknown key guidance. Did you mean
          default = 10 }         | default = 10 }, outputs { default = 1 }, output_quality { default = 9 }, safety_checker { default = true } | and not safety_checker.
          default = 10 }         | default = 10 }, megapixels { default = "1" } | expected no default of megapixels
          { default = 4, min     | { min                     | expected steps with a default.
          flux_control           | flux                      | pipeline = flux is not known. Did you mean flux_control?
          latent = sample        | latent = mode             | control.latent = mode is not known. Did you mean mean?
          """)
  void a_mistake_is_an_error_with_its_place(String old, String mistaken, String message) {
    String text = CARD.replace(old, mistaken.equals("#") ? "" : mistaken);
    assertThat(text).as("the mistake was made").isNotEqualTo(CARD);
    assertThatThrownBy(() -> card(text))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Generator card my.conf, line ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "m/model.onnx_data" {     | "../model.onnx_data" {  | expected the name of a file inside the component's folder.
          "m/model.onnx_data" {     | "/etc/passwd" {         | expected the name of a file inside the component's folder.
          bytes = 12                | byte = 12               | unknown key components.transformer.files.m/model.onnx.byte.
          , bytes = 12              | ,                       | key components.transformer.files.m/model.onnx.bytes is missing.
          open = "m/model.onnx"     | open = "model.onnx"     | expected one of the files: m/model.onnx, m/model.onnx_data.
          open = "m/model.onnx",    | #                       | expected a file model.onnx, or the key open.
          0123456789abcdef          | 0123456789ABCDEF        | expected 64 lower-case hex digits.
          """)
  void a_wrong_file_is_an_error_with_its_place(String old, String mistaken, String message) {
    String files = FILES.replace(old, mistaken.equals("#") ? "" : mistaken);
    assertThat(files).as("the mistake was made").isNotEqualTo(FILES);
    String text = CARD.replace("transformer { source = transformer }", files);
    assertThatThrownBy(() -> card(text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  @Test
  void cards_of_both_kinds_lie_in_one_folder_of_the_user() {
    Map<String, Map<String, String>> folders =
        Map.of(
            "file:/one",
            Map.of("a.conf", GeneratorCardFormatTest.CARD, "b.conf", CARD, "tokens.json", "{}"));
    GeneratorCards cards = GeneratorCards.of(folders);
    assertThat(cards.get("mine").title()).isEqualTo("Mine");
    assertThat(cards.local("tiny").title()).isEqualTo("Tiny");
    assertThat(source(cards.local("tiny"), Component.TOKENIZER)).isEqualTo("file:/one/tokenizer/");
    assertThat(cards.local())
        .extracting(LocalGeneratorCard::id)
        .containsExactly("tiny", "flux-onnx", "sd15-depth-onnx");
    assertThatThrownBy(() -> cards.local("flux-onx"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("There is no generator card flux-onx. Did you mean flux-onnx?");
    assertThatThrownBy(() -> cards.get("tiny"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("isobath doctor --generator tiny says");
    assertThat(cards.isLocal("tiny")).isTrue();
    assertThat(cards.terms("tiny")).isEqualTo(cards.local("tiny").terms());
    assertThat(cards.terms("mine")).isSameAs(cards.get("mine"));
    assertThat(cards.terms()).extracting(GeneratorCard::id).contains("mine", "tiny", "flux-onnx");
    assertThatThrownBy(() -> cards.terms("flux-onx"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("There is no generator card flux-onx. Did you mean flux-onnx?");
  }

  private static String bundled(String file) throws IOException {
    try (InputStream in =
        LocalCardFormatTest.class.getResourceAsStream("/org/isobath/conf/generators/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void the_template_explains_every_key() throws IOException {
    String template = bundled("flux-onnx.conf");
    List<String> keys = new ArrayList<>(LocalCardFormat.CARD);
    keys.removeAll(LocalCardFormat.OWN.get(Pipeline.SD_CONTROLNET));
    Pipeline.FLUX_CONTROL.components().forEach(component -> keys.add(component.label()));
    keys.addAll(LocalCardFormat.SCHEDULE);
    for (String key : keys) {
      assertThat(template).as(key).containsPattern("(?m)^\\s*" + key + " (=|\\{)");
    }
    for (List<String> section :
        List.of(
            LocalCardFormat.LATENTS,
            LocalCardFormat.TRANSFORMER,
            LocalCardFormat.CONTROL,
            List.of("sha256", "bytes"),
            LocalCardFormat.PART,
            GeneratorCardFormat.LICENCE)) {
      for (String key : section) {
        assertThat(template).as(key).containsPattern("(?m)[{, #]" + key + " (=|\\{)");
      }
    }
    for (String key : LocalCardFormat.PART) {
      assertThat(template).as(key).containsPattern("(?m)^#   " + key + " ");
    }
  }

  @Test
  void the_other_template_explains_what_its_pipeline_alone_has() throws IOException {
    String template = bundled("sd15-depth-onnx.conf");
    List<String> keys = new ArrayList<>(LocalCardFormat.CONTROLNET);
    Pipeline.SD_CONTROLNET.components().forEach(component -> keys.add(component.label()));
    for (String key : keys) {
      assertThat(template).as(key).containsPattern("(?m)^\\s*" + key + " (=|\\{)");
    }
  }
}
