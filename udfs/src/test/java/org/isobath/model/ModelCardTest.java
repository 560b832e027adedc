package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.isobath.image.Interpolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCardTest {
  static final String SHA = "0123456789abcdef".repeat(4);

  static final String CARD =
      """
      id = my-model
      title = "My model"
      verified = false
      licence { name = MIT, commercial = true }
      source = "model.onnx"
      sha256 = "%s"
      input {
        name = image
        size { rule = stretch, width = 320, height = 256 }
        interpolation = linear
      }
      output { depth = depth, kind = metric, zero-invalid = true }
      """
          .formatted(SHA);

  static ModelCard card(String text) {
    return ModelCard.parse(text, "my.conf", URI.create("file:/cards/"));
  }

  static Collection<ModelCard> bundled() {
    return ModelCards.load(List.of(), new Configuration(false)).all();
  }

  @Test
  void aShortCardTakesTheDefaultsOfTheReferenceOrder() {
    ModelCard card = card(CARD);
    assertThat(card.source()).hasToString("file:/cards/model.onnx");
    assertThat(card.bytes()).isZero();
    assertThat(card.input().scale()).isEqualTo(1.0 / 255);
    assertThat(card.input().mean()).containsExactly(0.0, 0.0, 0.0);
    assertThat(card.input().std()).containsExactly(1.0, 1.0, 1.0);
    assertThat(card.input().channels()).isEqualTo(InputRule.Channels.RGB);
    assertThat(card.input().resizeOn()).isEqualTo(InputRule.ResizeOn.FLOAT);
    assertThat(card.output().unit()).isEqualTo("m");
    assertThat(card.output().zeroInvalid()).isTrue();
    assertThat(card.output().upsampling()).isEqualTo(Interpolation.LINEAR);
    assertThat(card.output().alignCorners()).isFalse();
    assertThat(card.limits()).isEqualTo(CardLimits.NONE);
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void everyBundledCardReadsBackFromItsOwnText(ModelCard card) {
    assertThat(ModelCard.parse(card.toHocon(), "again", URI.create("s3a://elsewhere/cards/")))
        .isEqualTo(card);
  }

  @Test
  void theBundledCardsAreThere() {
    assertThat(bundled())
        .extracting(ModelCard::id)
        .containsExactlyInAnyOrder(
            "isobath-tiny",
            "depth-anything-v2-small",
            "depth-anything-v2-small-metric-indoor",
            "depth-anything-v2-small-metric-outdoor",
            "midas-v21-small",
            "zoedepth-nk",
            "depth-anything-v2-base",
            "depth-anything-v2-base-metric-indoor",
            "depth-anything-v2-base-metric-outdoor",
            "depth-anything-v2-large",
            "depth-anything-v2-large-metric-indoor",
            "depth-anything-v2-large-metric-outdoor",
            "depth-anything-3-small",
            "depth-anything-3-base",
            "depth-anything-3-mono-large",
            "depth-anything-3-metric-large",
            "dpt-large",
            "metric3d-v2-small",
            "metric3d-v2-large",
            "depth-pro",
            "moge-2-small",
            "moge-2-base",
            "moge-2-large",
            "unidepth-v2-small",
            "unidepth-v2-base",
            "unidepth-v2-large");
    assertThat(bundled())
        .as("weights for research only")
        .filteredOn(card -> !card.licence().commercial())
        .extracting(ModelCard::id)
        .allMatch(id -> id.matches("depth-anything-v2-(base|large).*|depth-pro|unidepth-v2-.*"))
        .hasSize(10);
    assertThat(bundled())
        .filteredOn(c -> !c.id().equals("isobath-tiny"))
        .noneMatch(ModelCard::verified);
  }

  @Test
  void theTemplateExplainsEveryKey() throws IOException {
    String template;
    try (InputStream in =
        ModelCardTest.class.getResourceAsStream("/org/isobath/conf/models/isobath-tiny.conf")) {
      template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> keys = new ArrayList<>();
    for (List<String> section :
        List.of(
            CardFormat.CARD,
            CardFormat.LICENCE,
            CardFormat.INPUT,
            CardFormat.SIZE,
            CardFormat.OUTPUT,
            CardFormat.LIMITS)) {
      keys.addAll(section);
    }
    for (String key : keys) {
      assertThat(template).as(key).containsPattern("(?m)^\\s*#?" + key + " (=|\\{)");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          interpolation = linear | interpolaton = linear | line 10: unknown key input.interpolaton. Did you mean interpolation?
          id = my-model          | idd = my-model        | line 1: unknown key idd. Did you mean id?
          zero-invalid = true    | zero_invalid = true   | line 12: unknown key output.zero_invalid. Did you mean zero-invalid?
          width = 320            | wdith = 320           | line 9: unknown key input.size.wdith. Did you mean width?
          """)
  void aMisspeltKeyNamesLineAndNearest(String right, String wrong, String message) {
    assertThatThrownBy(() -> card(CARD.replace(right, wrong)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Model card my.conf, " + message)
        .hasMessageContaining("Known here: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          width = 320           | width = wide          | line 9: input.size.width is "wide"; expected a whole number.
          width = 320           | width = 12.5          | line 9: input.size.width is 12.5; expected a whole number of at least 1.
          width = 320           | width = -3            | line 9: input.size.width is -3; expected a whole number of at least 1.
          width = 320           | width = 9999999999    | line 9: input.size.width is 9999999999; expected a whole number of at most 2147483647.
          verified = false      | verified = perhaps    | line 3: verified is "perhaps"; expected true or false.
          title = "My model"    | title = [1]           | line 2: title is [1]; expected text.
          kind = metric         | kind = metrik         | line 12: output.kind = metrik is not known. Did you mean metric? Use one of inverse_relative, relative, metric, inverse_metric, canonical_metric, canonical_inverse, metric_points, affine_points.
          kind = metric         | kind = canonical_metric | line 12: output.kind is "canonical_metric"; expected canonical-focal together with kind = canonical_metric, and only there.
          kind = metric         | kind = affine_points  | line 12: output.kind is "affine_points"; expected metric-scale together with kind = affine_points, and only there.
          kind = metric         | kind = metric, metric-scale = s | line 12: output.metric-scale is "s"; expected metric-scale together with kind = affine_points, and only there.
          kind = metric         | kind = metric, outside = infinite | line 12: output.outside is "infinite"; expected outside together with mask.
          interpolation = linear| interpolation = linear, constants { n = 1.5 } | line 10: input.constants.n is 1.5; expected a whole number of at least 1.
          interpolation = linear| interpolation = linear, constants = 3 | line 10: input.constants is 3; expected a section { ... }.
          interpolation = linear| interpolation = linear, mean = [1] | line 10: input.mean is [1]; expected a list of three numbers.
          interpolation = linear| interpolation = linear, std = [1,0,1] | line 10: input.std is [1,0,1]; expected three numbers above zero.
          interpolation = linear| interpolation = area, antialias = pillow | line 10: input.antialias is "pillow"; expected none, or interpolation = linear or cubic.
          interpolation = linear| interpolation = linear, antialias = pillow, resize-on = float | line 10: input.resize-on is "float"; expected uint8, as Pillow resizes pictures.
          interpolation = linear| interpolation = linear, layout = nhwc | line 10: input.layout is "nhwc"; expected nchw, the one layout that is fed.
          interpolation = linear| interpolation = linear, antialias = lanczos | line 10: input.antialias = lanczos is not known. Did you mean none? Use one of none, pillow.
          kind = metric         | kind = metric, unit = "1/m" | line 12: output.unit is "1/m"; expected one of m, cm, mm for this kind.
          kind = metric         | kind = metric, upsampling = cubic, align-corners = true | line 12: output.align-corners is true; expected false for upsampling = cubic.
          source = "model.onnx" | source = "http://example.org/m.onnx" | line 5: source is "http://example.org/m.onnx"; expected bundled:NAME, a path, a Hadoop URI (file:, s3a:, hdfs:) or https: (http: is not encrypted; use https:).
          source = "model.onnx" | source = "https://me:secret@example.org/m.onnx" | line 5: source is "https://me:secret@example.org/m.onnx"; expected bundled:NAME, a path, a Hadoop URI (file:, s3a:, hdfs:) or https: (https: needs a host, and takes no user name or password).
          id = my-model         | id = My               | line 1: id is "My"; expected lower-case letters, digits, dots, dashes and underscores.
          width = 320           | width = 320, multiple = 32, max-side = 16 | line 9: input.size.max-side is 16; expected at least the multiple, 32.
          width = 320           | width = 330, multiple = 32 | line 9: input.size.width is 330; expected a multiple of 32.
          """)
  void aWrongValueIsQuotedWithItsLine(String right, String wrong, String message) {
    assertThatThrownBy(() -> card(CARD.replace(right, wrong)))
        .isInstanceOf(UserError.class)
        .hasMessage("Model card my.conf, " + message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"id = my-model", "title = \"My model\"", "source = \"model.onnx\""})
  void aMissingKeyIsNamed(String line) {
    assertThatThrownBy(() -> card(CARD.replace(line, "")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("key " + line.split(" ")[0] + " is missing.");
  }

  @Test
  void aCardThatDoesNotSaySoIsNotVerified() {
    assertThat(card(CARD.replace("verified = false", "")).verified()).isFalse();
  }

  @Test
  void brokenTextIsTheUsersMistake() {
    assertThatThrownBy(() -> card(CARD.replace("input {", "input [")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Model card my.conf cannot be read: my.conf: ");
  }

  @Test
  void aCardIncludesNothing() {
    assertThatThrownBy(() -> card("include \"other.conf\"\n" + CARD))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Model card my.conf includes other.conf. A card is one file: copy the keys into it.");
  }

  @Test
  void theEnvironmentStaysOutside() {
    assertThatThrownBy(() -> card(CARD.replace("\"My model\"", "${PATH}")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("${PATH}");
  }

  @ParameterizedTest
  @CsvSource({
    "model.onnx, file:/cards/, file:/cards/model.onnx",
    "sub/my model.onnx, s3a://bucket/cards/, s3a://bucket/cards/sub/my%20model.onnx",
    "/data/my model.onnx, s3a://bucket/cards/, file:/data/my%20model.onnx",
    "tiny.onnx, bundled:/, bundled:tiny.onnx",
    "bundled:tiny.onnx, file:/cards/, bundled:tiny.onnx",
    "hdfs://nn/models/a.onnx, file:/cards/, hdfs://nn/models/a.onnx"
  })
  void sourcesBecomeAbsolute(String text, URI folder, String expected) {
    assertThat(ModelSource.resolve(text, folder)).hasToString(expected);
  }

  @Test
  void theParamsHashCoversWhatDecidesAValueAndNothingElse() {
    ModelCard card = card(CARD);
    String hash = card.paramsHash();
    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(
            card(CARD.replace("My model", "Renamed").replace("model.onnx", "moved.onnx"))
                .paramsHash())
        .isEqualTo(hash);
    assertThat(
            card(CARD.replace(
                    "verified = false", "verified = true\nbytes = 7\nlimits.min-side = 9"))
                .paramsHash())
        .isEqualTo(hash);
    for (String changed :
        List.of(
            CARD.replace(SHA, "f" + SHA.substring(1)),
            CARD.replace("linear", "cubic"),
            CARD.replace("320", "352"),
            CARD.replace("zero-invalid = true", "zero-invalid = false"),
            CARD.replace("interpolation = linear", "interpolation = linear, mean = [0, 0, 0.1]"),
            CARD.replace("interpolation = linear", "interpolation = linear, reduced-decode = true"),
            CARD.replace(
                "interpolation = linear", "interpolation = linear, constants { tokens = 9 }"),
            CARD.replace("zero-invalid = true", "mask = mask"),
            CARD.replace("zero-invalid = true", "mask = mask, outside = infinite"))) {
      assertThat(card(changed).paramsHash()).isNotEqualTo(hash);
      assertThat(card(card(changed).toHocon())).isEqualTo(card(changed));
    }
    assertThat(
            card(CARD.replace(
                    "interpolation = linear", "interpolation = linear, reduced-decode = false"))
                .paramsHash())
        .isEqualTo(hash);
    assertThat(card.paramsHash(OutputSize.IMAGE)).isNotEqualTo(hash);
    assertThat(card.paramsHash(OutputSize.NETWORK)).isEqualTo(hash);
  }

  @Test
  void theParamsHashIsTheSameOnEveryMachine() {
    // a change of this value makes every stored depth row foreign: raise PROCESSING_VERSION
    // knowingly
    assertThat(card(CARD).paramsHash())
        .isEqualTo("c3ae139aac68c97bd8968b5e077d5aac6cf2efd09dd3e368b5c660b491d4b0ac");
  }

  @Test
  void withoutAHashThereIsNoKey() {
    assertThatThrownBy(() -> card(CARD.replace("sha256 = \"" + SHA + "\"", "")).paramsHash())
        .isInstanceOf(UserError.class)
        .hasMessage(
            "Model card my-model has no sha256, and an unverified file is never loaded. Run: isobath models lock my-model"
                + "  (downloads file:/cards/model.onnx once and records its hash).");
  }
}
