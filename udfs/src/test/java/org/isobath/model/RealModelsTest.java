package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxSession;
import org.isobath.onnx.Tensor;
import org.isobath.quality.ReferenceMetric;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two real networks over real pictures with measured depth, through cards as a user writes them.
 */
class RealModelsTest {
  private final Configuration hadoop = new Configuration(false);
  private Path assets;

  @TempDir Path folder;

  @BeforeEach
  void writeCards() throws IOException {
    assets = Assets.folder();
    Files.writeString(
        folder.resolve("depth_indoor.conf"),
        """
        id = depth_indoor
        title = "Indoor metres"
        verified = true
        licence { name = none, commercial = false }
        source = "%s"
        input { name = image, size { rule = stretch, width = 320, height = 256 }, interpolation = linear, antialias = pillow }
        output { depth = depth, kind = metric, zero-invalid = true }
        """
            .formatted(assets.resolve("models/depth_indoor.onnx").toAbsolutePath().normalize()));
    Files.writeString(
        folder.resolve("inverse_depth_tiny.conf"),
        """
        id = inverse_depth_tiny
        title = "Street scenes, inverse"
        verified = true
        licence { name = Apache-2.0, commercial = true }
        source = "%s"
        input { name = input, size { rule = stretch, width = 48, height = 48 }, interpolation = linear, antialias = pillow }
        output { depth = output, kind = inverse_relative, upsampling = linear }
        """
            .formatted(
                assets.resolve("models/inverse_depth_tiny.onnx").toAbsolutePath().normalize()));
  }

  private ModelCard lockedCard(String id) {
    ModelStore store = store();
    ModelLock lock = store.lock(ModelCards.load(List.of(folder.toUri()), hadoop).get(id), hadoop);
    ModelCards.write(lock, folder.toUri(), hadoop);
    return ModelCards.load(List.of(folder.toUri()), hadoop).get(id);
  }

  private ModelStore store() {
    return new ModelStore(folder.resolve("cache"), List.of(), 1 << 30, Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @CsvSource({"indoor_a,depth_indoor", "indoor_b,depth_indoor", "inverse_a,inverse_depth_tiny"})
  void goldenTensorsPassThroughTheSession(String golden, String model) throws IOException {
    ModelCard card = lockedCard(model);
    OnnxSession session =
        OnnxSession.shared(store().fetch(card, hadoop), card.sha256(), Device.CPU, 1);
    Tensor input = npy("golden/computed_" + golden + "_input.npy");
    Tensor expected = npy("golden/computed_" + golden + "_expected.npy");
    Tensor actual = session.run(Map.of(card.input().name(), input)).get(card.output().depth());
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double worst = 0;
    for (int i = 0; i < expected.data().capacity(); i++) {
      worst = Math.max(worst, Math.abs(actual.data().get(i) - expected.data().get(i)));
    }
    assertThat(worst).isLessThanOrEqualTo(1e-3);
  }

  @ParameterizedTest
  @CsvSource({
    "pair_01,inverse_depth_tiny,256",
    "pair_02,inverse_depth_tiny,256",
    "pair_03,depth_indoor,1000",
    "pair_04,depth_indoor,1000",
    "pair_05,depth_indoor,1000",
    "pair_06,depth_indoor,5000"
  })
  void scoresAgainstMeasuredDepthAreThoseOfTheReadme(String pair, String model, int perMetre)
      throws Exception {
    ModelCard card = lockedCard(model);
    DepthModel opened = DepthModels.open(card, store().fetch(card, hadoop), Device.CPU, 1);
    DepthMap truth =
        truth(pair, perMetre, model.equals("inverse_depth_tiny") ? 80 : Float.MAX_VALUE);
    DepthMap prediction;
    try (PreparedImage image = opened.preprocess(picture(pair))) {
      prediction =
          opened
              .postprocess(opened.infer(List.of(image)).get(0), Double.NaN, OutputSize.IMAGE)
              .depth();
    }
    double[] row = readmeRow(pair);
    String[] scores = {"abs_rel_raw", "delta_1_raw", "abs_rel_median", "delta_1_median"};
    for (int i = 0; i < scores.length; i++) {
      double score = score(scores[i], prediction, truth);
      if (Double.isNaN(row[i])) {
        assertThat(score).as(scores[i]).isNaN();
      } else {
        assertThat(score).as(scores[i]).isCloseTo(row[i], within(0.01));
      }
    }
  }

  private static double score(String label, DepthMap prediction, DepthMap truth) {
    return ReferenceMetric.ALL.stream()
        .filter(m -> m.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    label + ReferenceMetric.ALL.stream().map(ReferenceMetric::label).toList()))
        .score(prediction, truth);
  }

  /**
   * abs-rel and share within 1.25, raw and after median scaling; NaN where the table has a dash.
   */
  private double[] readmeRow(String pair) throws IOException {
    Matcher row =
        Pattern.compile(
                "(?m)^\\| "
                    + pair
                    + " \\| [^|]+\\|([^|]+)\\|([^|]+)\\|[^|]+\\|([^|]+)\\|([^|]+)\\|[^|]+\\|$")
            .matcher(Files.readString(assets.resolve("README.md")));
    assertThat(row.find()).isTrue();
    double[] numbers = new double[4];
    for (int i = 0; i < 4; i++) {
      String cell = row.group(i + 1).strip();
      numbers[i] = cell.equals("-") ? Double.NaN : Double.parseDouble(cell);
    }
    return numbers;
  }

  private Image picture(String pair) throws Exception {
    Path file = assets.resolve("rgbd/" + pair + "_rgb.png");
    if (!Files.exists(file)) {
      file = assets.resolve("rgbd/" + pair + "_rgb.jpg");
    }
    return ImageDecoder.decode(Files.readAllBytes(file), DecodeOptions.DEFAULT).image();
  }

  private DepthMap truth(String pair, int perMetre, float cap) throws IOException {
    Path png = assets.resolve("rgbd/" + pair + "_depth.png");
    int width;
    int[] codes;
    if (Files.exists(png)) {
      Raster raster = ImageIO.read(png.toFile()).getRaster();
      width = raster.getWidth();
      codes = raster.getSamples(0, 0, width, raster.getHeight(), 0, (int[]) null);
    } else {
      byte[] pgm = Files.readAllBytes(assets.resolve("rgbd/" + pair + "_depth.pgm"));
      width = 640;
      codes = new int[640 * 480];
      ByteBuffer pixels = ByteBuffer.wrap(pgm, pgm.length - 2 * codes.length, 2 * codes.length);
      for (int i = 0; i < codes.length; i++) {
        codes[i] = pixels.getShort() & 0xffff;
      }
    }
    float[] metres = new float[codes.length];
    for (int i = 0; i < codes.length; i++) {
      float z = (float) codes[i] / perMetre;
      metres[i] = codes[i] == 0 || z >= cap ? Float.NaN : z;
    }
    return new DepthMap(width, codes.length / width, metres, DepthKind.METRIC);
  }

  /** Little-endian float32, C order. */
  private Tensor npy(String name) throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(assets.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
    int header = file.getShort(8);
    String description = new String(file.array(), 10, header, StandardCharsets.US_ASCII);
    assertThat(description).contains("'descr': '<f4'").contains("'fortran_order': False");
    Matcher shape = Pattern.compile("'shape': \\(([^)]*)\\)").matcher(description);
    assertThat(shape.find()).isTrue();
    long[] dimensions =
        Arrays.stream(shape.group(1).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    float[] values = new float[Tensor.count(dimensions)];
    file.position(10 + header).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return Tensor.of(values, dimensions);
  }
}
