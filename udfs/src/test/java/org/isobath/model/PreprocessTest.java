package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.onnx.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against the tensors of {@code make_golden.py}, which OpenCV and NumPy made from the same files.
 */
class PreprocessTest {
  record Golden(
      String picture, InputRule rule, int netWidth, int netHeight, int step, String tensor) {
    /**
     * In normalised units. OpenCV 4.13 and 5.0 round bytes differently here and there, so a picture
     * that is resized as bytes may be one level off.
     */
    double tolerance() {
      return rule.resizeOn() == InputRule.ResizeOn.FLOAT
          ? 1e-3
          : 1e-3 + 1 / (255 * Collections.min(rule.std()));
    }

    @Override
    public String toString() {
      return tensor + " " + rule.interpolation();
    }
  }

  static Stream<Golden> goldens() throws IOException {
    return new String(bytes("cases.csv"), StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> line.split(","))
        .map(
            f ->
                new Golden(
                    f[0],
                    new InputRule(
                        "",
                        new SizeRule(
                            Fit.valueOf(upper(f[1])),
                            Integer.parseInt(f[2]),
                            Integer.parseInt(f[3]),
                            Integer.parseInt(f[4]),
                            0,
                            List.of(0.0, 0.0, 0.0)),
                        Resampling.valueOf(upper(f[5])),
                        InputRule.Antialias.valueOf(upper(f[6])),
                        InputRule.ResizeOn.valueOf(upper(f[7])),
                        1.0 / 255,
                        triple(f[8]),
                        triple(f[9]),
                        InputRule.Channels.valueOf(upper(f[10])),
                        false,
                        Map.of()),
                    Integer.parseInt(f[11]),
                    Integer.parseInt(f[12]),
                    Integer.parseInt(f[13]),
                    f[14]));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void equalsTheReferenceOrderOfOperations(Golden golden) throws IOException, Rejected {
    Image image = ImageDecoder.decode(bytes(golden.picture), DecodeOptions.DEFAULT).image();
    NetworkFrame frame = golden.rule.size().frame(image.width(), image.height());
    assertThat(frame).isEqualTo(NetworkFrame.full(golden.netWidth, golden.netHeight));
    float[] all = tensor(image, golden.rule, frame);
    FloatBuffer expected =
        ByteBuffer.wrap(bytes(golden.tensor)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    assertThat(expected.capacity()).isEqualTo((all.length + golden.step - 1) / golden.step);
    double worst = 0;
    for (int i = 0; i < expected.capacity(); i++) {
      worst = Math.max(worst, Math.abs(expected.get(i) - all[i * golden.step]));
    }
    assertThat(worst).isLessThanOrEqualTo(golden.tolerance());
  }

  @Test
  void theEightKindsOfPictureAreAllThere() throws IOException {
    assertThat(goldens().map(Golden::picture).distinct())
        .contains(
            "odd.png",
            "tiny.png",
            "tall.png",
            "exif.jpg",
            "grey.png",
            "rgba.png",
            "cmyk.jpg",
            "sixteen.png");
  }

  @Test
  void paddingSurroundsThePictureInTheGivenColour() {
    // 4x2 white into 4x4: one row of padding above and below
    Image white = new Image(4, 2, filled(24, 255));
    InputRule rule =
        new InputRule(
            "",
            new SizeRule(Fit.PAD, 4, 4, 1, 0, List.of(51.0, 102.0, 153.0)),
            Resampling.LINEAR,
            InputRule.Antialias.NONE,
            InputRule.ResizeOn.FLOAT,
            1.0 / 255,
            List.of(0.5, 0.5, 0.5),
            List.of(0.5, 0.5, 0.5),
            InputRule.Channels.BGR,
            false,
            Map.of());
    float[] x = tensor(white, rule, rule.size().frame(4, 2));
    // planes are blue, green, red: 153/255 = 0.6 and so on, then (v - 0.5) / 0.5
    float[] expected = new float[48];
    float[] pad = {0.2f, -0.2f, -0.6f};
    for (int c = 0; c < 3; c++) {
      Arrays.fill(expected, 16 * c, 16 * c + 16, pad[c]);
      Arrays.fill(expected, 16 * c + 4, 16 * c + 12, 1);
    }
    assertThat(x).usingComparatorWithPrecision(1e-6f).containsExactly(expected);
  }

  @Test
  void aGraphThatTakesBytesGetsThemUnchanged() {
    Image image = new Image(2, 1, new byte[] {0, 1, 2, (byte) 253, (byte) 254, (byte) 255});
    InputRule rule =
        new InputRule(
            "",
            new SizeRule(Fit.STRETCH, 2, 1, 1, 0, List.of(0.0, 0.0, 0.0)),
            Resampling.CUBIC,
            InputRule.Antialias.NONE,
            InputRule.ResizeOn.FLOAT,
            1,
            List.of(0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0),
            InputRule.Channels.RGB,
            false,
            Map.of());
    assertThat(tensor(image, rule, rule.size().frame(2, 1)))
        .containsExactly(0, 253, 1, 254, 2, 255);
  }

  private static float[] tensor(Image image, InputRule rule, NetworkFrame frame) {
    int count = 3 * frame.width() * frame.height();
    // written at an offset, as the second picture of a batch is
    Tensor memory = Tensor.allocate(count + 5);
    Preprocess.apply(image, rule, frame, memory.data(), 5);
    float[] all = memory.toArray();
    assertThat(Arrays.copyOf(all, 5)).containsOnly(0);
    return Arrays.copyOfRange(all, 5, all.length);
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static List<Double> triple(String text) {
    return Arrays.stream(text.split(" ")).map(Double::valueOf).toList();
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = PreprocessTest.class.getResourceAsStream("/model/golden/" + name)) {
      return in.readAllBytes();
    }
  }
}
