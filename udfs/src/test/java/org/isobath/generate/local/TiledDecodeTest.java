package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxSession;
import org.isobath.onnx.Tensor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against diffusers' decode in tiles, of the same latents by the same decoder. */
class TiledDecodeTest {
  private static final int CHANNELS = 4;
  private static final int FACTOR = 2;

  private static OnnxSession session;

  @BeforeAll
  static void open() {
    session =
        OnnxSession.alone(TinySd15.folder().resolve("vae_decoder.onnx"), "tiles", Device.CPU, 0, 1);
  }

  @AfterAll
  static void close() {
    session.close();
  }

  private static Tensor decode(Tensor latents) {
    return session.run(Map.of("latent_sample", latents)).get("sample");
  }

  static Stream<Config> golden() {
    return ConfigFactory.parseResources("generate/sd15/tiles.json").getConfigList("cases").stream()
        .map(c -> (Config) c);
  }

  private static float[] read(ByteBuffer numbers, int count) {
    float[] values = new float[count];
    numbers.asFloatBuffer().get(values);
    numbers.position(numbers.position() + count * Float.BYTES);
    return values;
  }

  private static double worst(FloatBuffer found, float[] expected) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      worst = Math.max(worst, Math.abs(found.get(i) - expected[i]));
    }
    return worst;
  }

  @ParameterizedTest
  @MethodSource("golden")
  void tiles_are_those_of_diffusers(Config c) throws Exception {
    int rows = c.getInt("rows");
    int columns = c.getInt("columns");
    int pixels = 3 * FACTOR * rows * FACTOR * columns;
    ByteBuffer numbers = TinySd15.numbers(c.getString("name"));
    float[] latents = read(numbers, CHANNELS * rows * columns);
    float[] tiles = read(numbers, pixels);
    float[] whole = read(numbers, pixels);
    assertThat(numbers.hasRemaining()).as("all golden numbers compared").isFalse();
    List<Integer> sizes = new ArrayList<>();
    Function<Tensor, Tensor> decoder =
        tile -> {
          sizes.add(tile.data().capacity() / CHANNELS);
          return decode(tile);
        };
    int side = c.getInt("side");
    FloatBuffer found =
        new TiledDecode(side, FACTOR).decode(latents, CHANNELS, rows, columns, decoder);
    assertThat(found.capacity()).isEqualTo(pixels);
    assertThat(worst(found, tiles)).as("to the tiles of diffusers").isLessThanOrEqualTo(1e-5);
    assertThat(sizes).as("latents of a tile").allMatch(s -> s <= side * side);
    assertThat(sizes).hasSizeGreaterThan(3);
    // the decoders agree, so what follows is what tiles cost
    FloatBuffer atOnce = decode(Tensor.of(latents, 1, CHANNELS, rows, columns)).data();
    assertThat(worst(atOnce, whole)).as("whole").isLessThanOrEqualTo(1e-5);
    assertThat(worst(found, whole)).as("tiles beside the whole").isGreaterThan(1e-3);
  }

  @Test
  void latents_of_one_value_have_no_seams() {
    TiledDecode tiles = new TiledDecode(8, 2);
    float[] even = new float[CHANNELS * 19 * 21];
    FloatBuffer picture =
        tiles.decode(
            even,
            CHANNELS,
            19,
            21,
            tile -> {
              long[] s = tile.shape();
              Tensor decoded = Tensor.allocate(1, 3, 2 * s[2], 2 * s[3]);
              for (int i = 0; i < decoded.data().capacity(); i++) {
                decoded.data().put(i, 0.25f);
              }
              return decoded;
            });
    for (int i = 0; i < picture.capacity(); i++) {
      assertThat(picture.get(i)).as("value %d", i).isEqualTo(0.25f);
    }
  }

  @Test
  void a_ramp_goes_on_over_the_seams() {
    // a decoder that repeats each latent: whatever the tiles, the picture is the latents enlarged
    int rows = 19;
    int columns = 22;
    float[] latents = new float[rows * columns];
    for (int i = 0; i < latents.length; i++) {
      latents[i] = 10 * (i / columns) + i % columns;
    }
    FloatBuffer picture =
        new TiledDecode(8, 2).decode(latents, 1, rows, columns, TiledDecodeTest::enlarge);
    for (int p = 0; p < 3; p++) {
      for (int y = 0; y < 2 * rows; y++) {
        for (int x = 0; x < 2 * columns; x++) {
          assertThat(picture.get((p * 2 * rows + y) * 2 * columns + x))
              .as("plane %d, row %d, column %d", p, y, x)
              .isCloseTo(latents[y / 2 * columns + x / 2], within(1e-4f));
        }
      }
    }
  }

  private static Tensor enlarge(Tensor tile) {
    int rows = (int) tile.shape()[2];
    int columns = (int) tile.shape()[3];
    Tensor decoded = Tensor.allocate(1, 3, 2L * rows, 2L * columns);
    for (int i = 0; i < decoded.data().capacity(); i++) {
      int y = i / (2 * columns) % (2 * rows);
      decoded.data().put(i, tile.data().get(y / 2 * columns + i % (2 * columns) / 2));
    }
    return decoded;
  }

  @Test
  void a_side_that_has_no_quarter_is_refused() {
    assertThatThrownBy(() -> new TiledDecode(6, 8))
        .hasMessage("the side of a tile is a multiple of 4, not 6");
  }
}
