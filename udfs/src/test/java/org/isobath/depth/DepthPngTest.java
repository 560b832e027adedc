package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class DepthPngTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @ParameterizedTest
  @EnumSource(DepthKind.class)
  void everyKindComesBackWithinHalfACodeAndLabelsExactly(DepthKind kind) throws Exception {
    Random random = new Random(7);
    float[] values = new float[101 * 67];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.exp(6 * random.nextDouble() - 2);
    }
    values[0] = NAN;
    values[5000] = NAN;
    values[17] = INF;
    assertRoundTrip(new DepthMap(101, 67, values, kind));
  }

  @ParameterizedTest
  @EnumSource(DepthKind.class)
  void largeMapsDecodeByTableToTheSameValues(DepthKind kind) throws Exception {
    float[] values = new float[300 * 300];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.5f + i * 0.001f;
    }
    assertRoundTrip(new DepthMap(300, 300, values, kind));
  }

  @ParameterizedTest
  @EnumSource(DepthKind.class)
  void aConstantMapComesBackExactly(DepthKind kind) throws Exception {
    DepthMap map = new DepthMap(3, 2, new float[] {2.7f, 2.7f, 2.7f, 2.7f, 2.7f, 2.7f}, kind);
    assertThat(roundTrip(map).values()).containsExactly(map.values());
  }

  @ParameterizedTest
  @EnumSource(DepthKind.class)
  void mapsOfLabelsOnlyComeBackExactly(DepthKind kind) throws Exception {
    for (float[] values :
        new float[][] {{NAN, NAN, NAN, NAN}, {INF, INF, INF, INF}, {NAN, INF, INF, NAN}}) {
      assertThat(roundTrip(new DepthMap(2, 2, values, kind)).values()).containsExactly(values);
    }
  }

  @ParameterizedTest
  @EnumSource(DepthKind.class)
  void onePixelComesBackExactly(DepthKind kind) throws Exception {
    DepthMap back = roundTrip(new DepthMap(1, 1, new float[] {41.3f}, kind));
    assertThat(back).extracting(DepthMap::width, DepthMap::height).containsExactly(1, 1);
    assertThat(back.values()).containsExactly(41.3f);
    assertThat(back.kind()).isEqualTo(kind);
  }

  @Test
  void negativeValuesOfRelativeInverseDepthAreKept() throws Exception {
    assertRoundTrip(
        new DepthMap(2, 2, new float[] {-0.31f, 0, 1e-7f, 62.5f}, DepthKind.INVERSE_RELATIVE));
  }

  @ParameterizedTest
  @EnumSource(DepthKind.class)
  void tinyAndHugeRangesKeepHalfACode(DepthKind kind) throws Exception {
    float next = Math.nextUp(1000f);
    assertRoundTrip(new DepthMap(3, 1, new float[] {1000, next, Math.nextUp(next)}, kind));
    assertRoundTrip(new DepthMap(3, 1, new float[] {Float.MIN_VALUE, 1, Float.MAX_VALUE}, kind));
    assertRoundTrip(new DepthMap(2, 1, new float[] {Float.MIN_VALUE, 2 * Float.MIN_VALUE}, kind));
  }

  @Test
  void theWholeFloatRangeFitsALinearMapping() throws Exception {
    assertRoundTrip(
        new DepthMap(3, 1, new float[] {-Float.MAX_VALUE, 0, Float.MAX_VALUE}, DepthKind.RELATIVE));
  }

  @Test
  void metricZeroAndNegativeDepthBecomeInvalid() throws Exception {
    DepthMap map = new DepthMap(2, 2, new float[] {0, -1, -0f, 3}, DepthKind.METRIC);
    assertThat(roundTrip(map).values()).containsExactly(NAN, NAN, NAN, 3);
  }

  @Test
  void inverseMetricZeroBecomesInfiniteAndNegativeInvalid() throws Exception {
    DepthMap map = new DepthMap(2, 2, new float[] {0, -1, -0f, 3}, DepthKind.INVERSE_METRIC);
    assertThat(roundTrip(map).values()).containsExactly(INF, NAN, INF, 3);
  }

  @Test
  void codesFollowTheWorkedExample() throws Exception {
    // log: near 1, far 4, the geometric mean 2 lies half way: 1 + 65533 / 2 = 32767.5, to even
    DepthMap metric = new DepthMap(5, 1, new float[] {1, 2, 4, NAN, INF}, DepthKind.METRIC);
    assertThat(samples(metric)).containsExactly(1, 32768, 65534, 0, 65535);
    // inverse metric: the nearest surface, 4, has the lowest code
    DepthMap inverse = new DepthMap(2, 1, new float[] {1, 4}, DepthKind.INVERSE_METRIC);
    assertThat(samples(inverse)).containsExactly(65534, 1);
    DepthMap relative = new DepthMap(3, 1, new float[] {-1, 0, 1}, DepthKind.INVERSE_RELATIVE);
    assertThat(samples(relative)).containsExactly(1, 32768, 65534);
  }

  @Test
  void theTextEqualsTheMappingToTheLastBit() throws Exception {
    DepthMap map = new DepthMap(2, 1, new float[] {0.1f, 0.3f}, DepthKind.INVERSE_RELATIVE);
    DepthPng.EncodedDepth encoded = DepthPng.encode(map, Map.of());
    Map<String, String> text = DepthPng.text(encoded.png());
    DepthMapping.Linear linear = (DepthMapping.Linear) encoded.mapping();
    assertThat(Double.parseDouble(text.get("depth:scale"))).isEqualTo(linear.scale());
    assertThat(Double.parseDouble(text.get("depth:offset"))).isEqualTo(linear.offset());
    assertThat(text)
        .containsEntry("depth:kind", "inverse_relative")
        .containsEntry("depth:mapping", "linear")
        .containsEntry("depth:unit", "none")
        .containsEntry("depth:invalid", "0")
        .containsEntry("depth:infinite", "65535");

    encoded = DepthPng.encode(new DepthMap(2, 1, map.values(), DepthKind.METRIC), Map.of());
    text = DepthPng.text(encoded.png());
    DepthMapping.Log log = (DepthMapping.Log) encoded.mapping();
    assertThat(Double.parseDouble(text.get("near"))).isEqualTo(log.near()).isEqualTo(0.1f);
    assertThat(Double.parseDouble(text.get("far"))).isEqualTo(log.far()).isEqualTo(0.3f);
    assertThat(text).containsEntry("depth:mapping", "log").containsEntry("depth:unit", "m");
  }

  @Test
  void extraTextComesBackAlsoBeyondLatin1() throws Exception {
    DepthMap map = new DepthMap(1, 1, new float[] {1}, DepthKind.METRIC);
    Map<String, String> extra =
        Map.of("depth:model", "é", "depth:focal_px", "525.0", "Title", "深度 → 地図", "Empty", "");
    assertThat(DepthPng.text(DepthPng.encode(map, extra).png())).containsAllEntriesOf(extra);
  }

  @Test
  void aTextKeyOfTheCodecOrOutsideTheSpecificationIsRefused() {
    DepthMap map = new DepthMap(1, 1, new float[] {1}, DepthKind.METRIC);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthPng.encode(map, Map.of("near", "2")))
        .withMessage("text key near is written by the codec itself");
    for (String key : new String[] {"", " x", "a  b", "é", "x".repeat(80), "a\nb"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DepthPng.encode(map, Map.of(key, "1")))
          .withMessageContaining("1 to 79 printable ASCII characters");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DepthPng.encode(map, Map.of("k", "a\0b")))
        .withMessageContaining("zero character");
  }

  @Test
  void theSameMapGivesTheSameBytes() {
    DepthMap map = noise(64, 48);
    Map<String, String> reversed = new LinkedHashMap<>();
    for (String key : new String[] {"c", "b", "a"}) {
      reversed.put(key, "v");
    }
    assertThat(DepthPng.encode(map, reversed).png())
        .isEqualTo(DepthPng.encode(map, new TreeMap<>(reversed)).png());
  }

  @Test
  void anotherProgramReadsSamplesAndText() throws Exception {
    DepthMap map = noise(37, 23);
    byte[] png = DepthPng.encode(map, Map.of("depth:model", "tiny")).png();
    ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
    reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(png)));
    IIOImage picture = reader.readAll(0, null);
    Raster raster = picture.getRenderedImage().getData();
    assertThat(raster.getSampleModel().getSampleSize(0)).isEqualTo(16);
    int[] theirs = raster.getSamples(0, 0, 37, 23, 0, (int[]) null);
    assertThat(theirs).containsExactly(samples(map));

    Map<String, String> text = new HashMap<>();
    NodeList nodes =
        ((org.w3c.dom.Element) picture.getMetadata().getAsTree("javax_imageio_png_1.0"))
            .getElementsByTagName("tEXtEntry");
    for (int i = 0; i < nodes.getLength(); i++) {
      Node node = nodes.item(i);
      text.put(
          node.getAttributes().getNamedItem("keyword").getNodeValue(),
          node.getAttributes().getNamedItem("value").getNodeValue());
    }
    assertThat(text).isEqualTo(DepthPng.text(png)).containsEntry("depth:model", "tiny");
  }

  @Test
  void aFileOfAnotherProgramNeedsKindAndMappingGiven() throws Exception {
    byte[] png =
        Png16Writer.write(new Grey16(2, 1, new char[] {0, 5000}, Map.of("Software", "kinect")));
    assertThatThrownBy(() -> DepthPng.decode(png))
        .isInstanceOf(Rejected.class)
        .hasMessage(
            "Cannot read depth PNG: text key depth:kind is missing. For files of other programs give"
                + " kind and mapping.");
    DepthMap metres = DepthPng.decode(png, DepthKind.METRIC, new DepthMapping.Linear(0.001, 0));
    assertThat(metres.values()).containsExactly(NAN, 5f);
  }

  @Test
  void contradictoryTextIsRejectedWithItsReason() {
    assertBadText(
        Map.of("depth:kind", "metric", "depth:mapping", "cubic"), "linear or log, found cubic");
    assertBadText(Map.of("depth:kind", "metric"), "linear or log, found null");
    assertBadText(Map.of("depth:kind", "height"), "Unknown depth kind: height");
    assertBadText(
        Map.of("depth:kind", "metric", "depth:mapping", "log", "near", "1"), "far is missing");
    assertBadText(
        Map.of("depth:kind", "metric", "depth:mapping", "log", "near", "0", "far", "2"),
        "positive finite ends: near 0.0, far 2.0");
    assertBadText(
        Map.of(
            "depth:kind",
            "metric",
            "depth:mapping",
            "linear",
            "depth:scale",
            "x",
            "depth:offset",
            "0"),
        "depth:scale is not a number: x");
    assertBadText(
        Map.of(
            "depth:kind",
            "metric",
            "depth:mapping",
            "linear",
            "depth:scale",
            "NaN",
            "depth:offset",
            "0"),
        "a linear mapping needs finite numbers");
  }

  private static void assertBadText(Map<String, String> text, String message) {
    byte[] png = Png16Writer.write(new Grey16(1, 1, new char[] {7}, text));
    assertThatThrownBy(() -> DepthPng.decode(png))
        .isInstanceOfSatisfying(
            Rejected.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_HEADER))
        .hasMessageContaining(message);
  }

  private static DepthMap roundTrip(DepthMap map) throws Rejected {
    DepthPng.EncodedDepth encoded = DepthPng.encode(map, Map.of());
    DepthMap back = DepthPng.decode(encoded.png());
    float[] byColumns = DepthPng.decode(encoded.png(), map.kind(), encoded.mapping()).values();
    assertThat(Arrays.equals(byColumns, back.values())).as("by columns instead of text").isTrue();
    return back;
  }

  private static void assertRoundTrip(DepthMap map) throws Rejected {
    DepthMapping mapping = DepthPng.encode(map, Map.of()).mapping();
    float[] back = roundTrip(map).values();
    for (int i = 0; i < back.length; i++) {
      float value = map.values()[i];
      if (Float.compare(back[i], value) != 0) {
        // a decoded value is a float too: half a step of the mapping and half an ulp of the float
        double ulp = Math.max(Math.ulp(value), Math.ulp(back[i])) * 0.5001;
        double allowed = halfACode(mapping, value) * (1 + 1e-9) + ulp;
        if (!(Math.abs((double) back[i] - value) <= allowed)) {
          fail("pixel %d: %s came back as %s, allowed %s", i, value, back[i], allowed);
        }
      }
    }
  }

  private static double halfACode(DepthMapping mapping, float value) {
    if (mapping instanceof DepthMapping.Log log) {
      double step = Math.abs(Math.log(log.far() / log.near())) / DepthMapping.STEPS;
      return value * Math.expm1(step / 2);
    }
    return ((DepthMapping.Linear) mapping).scale() / 2;
  }

  private static DepthMap noise(int width, int height) {
    Random random = new Random(3);
    float[] values = new float[width * height];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + i * 0.01f + random.nextFloat();
    }
    Arrays.fill(values, 5, 9, NAN);
    values[11] = INF;
    return new DepthMap(width, height, values, DepthKind.METRIC);
  }

  private static int[] samples(DepthMap map) throws Rejected {
    char[] codes = Png16Reader.read(DepthPng.encode(map, Map.of()).png()).samples();
    int[] samples = new int[codes.length];
    for (int i = 0; i < codes.length; i++) {
      samples[i] = codes[i];
    }
    return samples;
  }
}
