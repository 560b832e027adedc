package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sensor depth and a published prediction, where the folder of test assets is present (property
 * isobath.assets).
 */
class RealDepthTest {
  private final Path assets =
      Path.of(System.getProperty("isobath.assets", "../../shared/assets"))
          .toAbsolutePath()
          .normalize();

  @BeforeEach
  void assetsArePresent() {
    assumeTrue(Files.isDirectory(assets), () -> "no test assets at " + assets);
  }

  @Test
  void thePublishedPredictionOfFastDepthScoresAsPublished() throws Exception {
    float[] truth = npy("golden/published_nyu_depth.npy");
    float[] prediction = npy("golden/published_nyu_pred.npy");
    boolean[] valid = DepthErrors.scorable(prediction, truth);
    assertThat(DepthErrors.pixels(prediction, truth, valid)).isEqualTo(224 * 224);
    assertThat(DepthErrors.rmse(prediction, truth, valid)).isCloseTo(0.618, within(5e-4));
    assertThat(DepthErrors.absRel(prediction, truth, valid)).isCloseTo(0.140, within(5e-4));
    assertThat(DepthErrors.delta(prediction, truth, valid, 1)).isCloseTo(0.777, within(5e-4));
  }

  @ParameterizedTest
  @CsvSource({
    "pair_01_depth.png, 256",
    "pair_02_depth.png, 256",
    "pair_03_depth.png, 1000",
    "pair_04_depth.png, 1000",
    "pair_06_depth.png, 5000"
  })
  void sensorDepthKeepsItsHolesAndHalfACode(String file, double codesPerMetre) throws Exception {
    byte[] png = Files.readAllBytes(assets.resolve("rgbd").resolve(file));
    DepthMap metres =
        DepthPng.decode(png, DepthKind.METRIC, new DepthMapping.Linear(1 / codesPerMetre, 0));
    DepthPng.EncodedDepth encoded = DepthPng.encode(metres, Map.of());
    float[] back = DepthPng.decode(encoded.png()).values();
    DepthMapping.Log log = (DepthMapping.Log) encoded.mapping();
    double half = Math.expm1(Math.log(log.far() / log.near()) / DepthMapping.STEPS / 2);
    int holes = 0;
    int kept = 0;
    double worst = 0;
    for (int i = 0; i < back.length; i++) {
      float z = metres.values()[i];
      if (Float.isNaN(z)) {
        holes++;
        kept += Float.isNaN(back[i]) ? 1 : 0;
      } else {
        worst = Math.max(worst, Math.abs(back[i] - z) / z);
      }
    }
    assertThat(kept).isEqualTo(holes);
    assertThat(holes).isBetween(1, back.length - 1);
    assertThat(worst).isGreaterThan(0).isLessThan(half + 1e-7);
  }

  /** A little-endian float32 array of any shape. */
  private float[] npy(String file) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(assets.resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = bytes.getShort(8);
    String header = new String(bytes.array(), 10, headerLength, StandardCharsets.ISO_8859_1);
    assertThat(header).contains("'<f4'").contains("'fortran_order': False");
    float[] values = new float[(bytes.limit() - 10 - headerLength) / 4];
    bytes.position(10 + headerLength);
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
