package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.generate.LocalCardFormatTest;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.generate.Pipeline;
import org.isobath.onnx.GraphBytes;
import org.isobath.onnx.OnnxFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComponentCheckTest {
  private static final int FLOAT32 = 1;
  private static final int INT32 = 6;
  private static final int INT64 = 7;

  @TempDir Path folder;
  private final Map<Component, Path> folders = new EnumMap<>(Component.class);

  /** A pipeline as optimum exports it, its transformer with weights beside the graph. */
  @BeforeEach
  void write() throws IOException {
    for (Component component : Pipeline.FLUX_CONTROL.components()) {
      folders.put(component, Files.createDirectory(folder.resolve(component.label())));
    }
    for (Component tokenizer : new Component[] {Component.TOKENIZER, Component.TOKENIZER_2}) {
      Files.writeString(
          folders.get(tokenizer).resolve("tokenizer.json"), "{\"model\":{\"type\":\"BPE\"}}");
    }
    graph(Component.TEXT_ENCODER, textEncoder("pooler_output", INT64));
    graph(Component.TEXT_ENCODER_2, textEncoder2("last_hidden_state", 32));
    graph(
        Component.TRANSFORMER, transformer("out_hidden_states", 16).input("guidance", FLOAT32, -1));
    graph(Component.VAE_ENCODER, vaeEncoder(4));
    graph(Component.VAE_DECODER, vaeDecoder());
    Files.write(folders.get(Component.TRANSFORMER).resolve("model.onnx_data"), new byte[900]);
  }

  private void graph(Component component, GraphBytes graph) {
    graph.write(folders.get(component).resolve("model.onnx"));
  }

  private static GraphBytes textEncoder(String pooled, int ids) {
    return new GraphBytes()
        .input("input_ids", ids, -1, 77)
        .output("last_hidden_state", FLOAT32, -1, 77, 32)
        .output(pooled, FLOAT32, -1, 32)
        .weight("w", FLOAT32, 40, 10);
  }

  private static GraphBytes textEncoder2(String sequence, int width) {
    return new GraphBytes()
        .input("input_ids", INT32, -1, -1)
        .output(sequence, FLOAT32, -1, -1, width)
        .weight("w", FLOAT32, 400, 100);
  }

  private static GraphBytes transformer(String velocity, int hidden) {
    return new GraphBytes()
        .input("hidden_states", FLOAT32, -1, -1, hidden)
        .input("encoder_hidden_states", FLOAT32, -1, -1, 32)
        .input("pooled_projections", FLOAT32, -1, 32)
        .input("timestep", FLOAT32, -1)
        .input("img_ids", INT64, -1, 3)
        .input("txt_ids", INT64, -1, 3)
        .output(velocity, FLOAT32, -1, -1, hidden / 2)
        .external("w", FLOAT32, "model.onnx_data", 100, 800, 200);
  }

  private static GraphBytes vaeEncoder(int channels) {
    return new GraphBytes()
        .input("sample", FLOAT32, -1, 3, -1, -1)
        .output("latent_parameters", FLOAT32, -1, channels, -1, -1);
  }

  private static GraphBytes vaeDecoder() {
    return new GraphBytes()
        .input("latent_sample", FLOAT32, -1, 2, -1, -1)
        .output("sample", FLOAT32, -1, 3, -1, -1);
  }

  private Map<Component, OnnxFile> check(UnaryOperator<String> change) {
    return ComponentCheck.check(
        LocalCardFormatTest.card(change.apply(LocalCardFormatTest.CARD)), folders);
  }

  private void refuses(Component component, String message) {
    refuses(component, message, UnaryOperator.identity());
  }

  private void refuses(Component component, String message, UnaryOperator<String> change) {
    assertThatThrownBy(() -> check(change))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "Generator tiny, " + component.label() + " in " + folders.get(component) + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void a_pipeline_that_fits_tells_its_weights() {
    Map<Component, OnnxFile> graphs = check(UnaryOperator.identity());
    assertThat(graphs).hasSize(5);
    assertThat(graphs.get(Component.TEXT_ENCODER_2).weightBytes()).isEqualTo(400);
    assertThat(graphs.get(Component.TRANSFORMER).weightBytes()).isEqualTo(800);
  }

  /** The names of NVIDIA's demo and of the published releases. */
  @Test
  void both_families_of_exports_are_known() {
    graph(Component.TEXT_ENCODER, textEncoder("pooled_embeddings", INT32));
    graph(Component.TEXT_ENCODER_2, textEncoder2("text_embeddings", 32));
    graph(Component.TRANSFORMER, transformer("latent", 16).input("guidance", FLOAT32, -1));
    graph(
        Component.VAE_ENCODER,
        new GraphBytes()
            .input("images", FLOAT32, -1, 3, -1, -1)
            .output("latent", FLOAT32, -1, 2, -1, -1)
            .node("RandomNormalLike", 0));
    graph(
        Component.VAE_DECODER,
        new GraphBytes()
            .input("latent", FLOAT32, -1, 2, -1, -1)
            .output("images", FLOAT32, -1, 3, -1, -1));
    assertThat(check(UnaryOperator.identity()).get(Component.VAE_ENCODER).random()).isTrue();
    refuses(
        Component.VAE_ENCODER,
        "control.latent = mean cannot be had of it",
        card -> card.replace("latent = sample", "latent = mean"));
  }

  @Test
  void a_card_may_give_other_names() {
    graph(Component.TRANSFORMER, transformer("velocity", 16).input("guidance", FLOAT32, -1));
    refuses(
        Component.TRANSFORMER,
        "the graph has no output out_hidden_states or latent or sample; its outputs are [velocity"
            + " float32 [?,?,8]]. The card can say it with names { out_hidden_states = … }");
    String source = "{ source = transformer }";
    check(
        card ->
            card.replace(
                source, "{ source = transformer, names { out_hidden_states = velocity } }"));
    refuses(
        Component.TRANSFORMER,
        "names.velocity is none of hidden_states, encoder_hidden_states",
        card -> card.replace(source, "{ source = transformer, names { velocity = velocity } }"));
  }

  @Test
  void a_missing_file_is_named_with_what_is_there() throws IOException {
    Files.delete(folders.get(Component.VAE_DECODER).resolve("model.onnx"));
    refuses(Component.VAE_DECODER, "there is no model.onnx; the folder is empty.");
    Files.writeString(folders.get(Component.VAE_DECODER).resolve("decoder.onnx"), "");
    refuses(Component.VAE_DECODER, "there is no model.onnx; the folder has decoder.onnx.");
    Files.delete(folders.get(Component.TOKENIZER_2).resolve("tokenizer.json"));
    refuses(Component.TOKENIZER_2, "there is no tokenizer.json; the folder is empty.");
    folders.put(Component.TOKENIZER, folder.resolve("gone"));
    refuses(Component.TOKENIZER, "there is no tokenizer.json; there is no such folder.");
  }

  @Test
  void what_is_cut_short_is_named() throws IOException {
    Path data = folders.get(Component.TRANSFORMER).resolve("model.onnx_data");
    Files.write(data, new byte[899]);
    refuses(
        Component.TRANSFORMER,
        "the weights model.onnx_data have 899 bytes of at least 900: they are cut short.");
    Files.delete(data);
    refuses(
        Component.TRANSFORMER,
        "the weights model.onnx_data are missing; the folder has model.onnx.");
    Path graph = folders.get(Component.TEXT_ENCODER_2).resolve("model.onnx");
    Files.write(graph, Arrays.copyOf(Files.readAllBytes(graph), 300));
    refuses(
        Component.TEXT_ENCODER_2,
        graph
            + " cannot be read as an ONNX model: it ends in the middle. Fetch or export it again.");
    Files.writeString(
        folders.get(Component.TOKENIZER).resolve("tokenizer.json"), "{\"model\":{\"type\":\"B");
    refuses(Component.TOKENIZER, "tokenizer.json is no whole JSON (");
    Files.writeString(folders.get(Component.TOKENIZER).resolve("tokenizer.json"), "[]");
    refuses(Component.TOKENIZER, "it is no tokenizer.json.");
  }

  @Test
  void a_file_of_another_length_than_the_card_says_is_named() {
    String files =
        "{ source = vae_decoder, files { \"model.onnx\" { sha256 = \"%s\", bytes = %d } } }";
    long bytes = folders.get(Component.VAE_DECODER).resolve("model.onnx").toFile().length();
    String sha = "0".repeat(64);
    check(card -> card.replace("{ source = vae_decoder }", files.formatted(sha, bytes)));
    refuses(
        Component.VAE_DECODER,
        "model.onnx has %d bytes, the card says %d: it is cut short.".formatted(bytes, bytes + 1),
        card -> card.replace("{ source = vae_decoder }", files.formatted(sha, bytes + 1)));
  }

  @ParameterizedTest
  @CsvSource({"../other/weights", "/etc/passwd", "a/../../b", "C:weights"})
  void weights_outside_of_the_folder_are_not_followed(String name) {
    graph(
        Component.TRANSFORMER,
        transformer("latent", 16)
            .input("guidance", FLOAT32, -1)
            .external("v", FLOAT32, name, 0, 4, 1));
    refuses(
        Component.TRANSFORMER,
        "its weights are said to be in " + name + ", outside of the folder.");
  }

  @Test
  void weights_that_the_card_has_no_hash_of_are_refused() {
    long bytes = folders.get(Component.TRANSFORMER).resolve("model.onnx").toFile().length();
    refuses(
        Component.TRANSFORMER,
        "the weights model.onnx_data are not among the files of the card.",
        card ->
            card.replace(
                "{ source = transformer }",
                "{ source = transformer, files { \"model.onnx\" { sha256 = \"%s\", bytes = %d } } }"
                    .formatted("0".repeat(64), bytes)));
  }

  @Test
  void graphs_that_do_not_fit_the_card_are_named() {
    refuses(
        Component.TRANSFORMER,
        "the graph takes a guidance, and the card says guidance-embedded = false",
        card -> card.replace("guidance-embedded = true", "guidance-embedded = false"));
    refuses(
        Component.TRANSFORMER,
        "hidden_states float32 [?,?,16] has 16 where the card means 24 (8 times latents.channels).",
        card -> card.replace("channels = 2", "channels = 3"));
    graph(Component.TRANSFORMER, transformer("latent", 16));
    refuses(Component.TRANSFORMER, "and the card says guidance-embedded = true");
    graph(
        Component.TRANSFORMER,
        transformer("latent", 16).input("guidance", FLOAT32, -1).input("mask", FLOAT32, -1));
    refuses(Component.TRANSFORMER, "the graph has an input that nothing feeds: mask float32 [?].");
  }

  @Test
  void components_of_different_pipelines_are_told_apart() {
    graph(Component.TEXT_ENCODER_2, textEncoder2("text_embeddings", 4096));
    refuses(Component.TEXT_ENCODER_2, "has 4096 where the card means 32 (transformer.text-width).");
    graph(Component.TEXT_ENCODER_2, textEncoder2("text_embeddings", 32));
    graph(Component.VAE_ENCODER, vaeEncoder(32));
    refuses(
        Component.VAE_ENCODER,
        "has 32 where the card means 4 (latents.channels or twice as many).");
  }

  @Test
  void a_checked_pipeline_is_what_the_core_takes() {
    LocalGeneratorCard card = LocalCardFormatTest.card(LocalCardFormatTest.CARD);
    Components components = ComponentFolders.components(card, folders);
    assertThat(components.file(Component.TRANSFORMER))
        .isEqualTo(folder.resolve("transformer/model.onnx"));
    assertThat(components.file(Component.TOKENIZER_2))
        .isEqualTo(folder.resolve("tokenizer_2/tokenizer.json"));
    assertThat(components.latentChannels()).isEqualTo(2);
    assertThat(components.vaeFactor()).isEqualTo(2);
    assertThat(components.vaeScale()).isEqualTo(1.5035);
    assertThat(components.vaeShift()).isEqualTo(0.0609);
    assertThat(components.textTokens()).isEqualTo(48);
    assertThat(components.sizeMultiple()).isEqualTo(4);
    assertThat(components.guidanceEmbedded()).isTrue();
    assertThat(components.schedule().sigmas(4, 96))
        .as("the schedule is the card's")
        .containsExactly(1f, 0.82800144f, 0.61607385f, 0.34848717f, 0f);
  }

  @Test
  void nothing_is_fetched_of_a_card_that_lists_no_files() {
    assertThatThrownBy(
            () ->
                ComponentFolders.fetch(
                    LocalCardFormatTest.card(LocalCardFormatTest.CARD),
                    files -> {
                      throw new AssertionError("fetched " + files);
                    }))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Generator card tiny lists no files of tokenizer, ");
  }
}
