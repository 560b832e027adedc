package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.assertj.core.data.Offset;
import org.bytedeco.opencv.opencv_core.Mat;
import org.isobath.Rejected;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.junit.jupiter.api.Test;

class HashesTest {
  /**
   * Overlapping soft shapes over a gradient: structure at every scale, a different picture for
   * every seed.
   */
  private static Image scene(int seed, int width, int height) {
    Random random = new Random(seed);
    double[] colour = random.doubles(9, 0, 160).toArray();
    double[] shapes = random.doubles(12 * 6).toArray();
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double u = (x + 0.5) / width;
        double v = (y + 0.5) / height;
        double[] value = new double[3];
        for (int c = 0; c < 3; c++) {
          value[c] = colour[c] * u + colour[3 + c] * v + colour[6 + c] * 0.3;
        }
        for (int s = 0; s < shapes.length; s += 6) {
          double dx = (u - shapes[s]) / (0.05 + 0.3 * shapes[s + 2]);
          double dy = (v - shapes[s + 1]) / (0.05 + 0.3 * shapes[s + 3]);
          double edge = 1 / (1 + StrictMath.exp(12 * (dx * dx + dy * dy - 1)));
          for (int c = 0; c < 3; c++) {
            value[c] += edge * (shapes[s + 4] - 0.5) * (120 + 80 * shapes[s + 5] * c);
          }
        }
        for (int c = 0; c < 3; c++) {
          rgb[at++] = (byte) Math.max(0, Math.min(255, Math.round(value[c])));
        }
      }
    }
    return new Image(width, height, rgb);
  }

  @Test
  void perceptual_hash_survives_encoding_and_scaling() throws Rejected {
    int sum = 0;
    int compared = 0;
    for (int seed = 0; seed < 8; seed++) {
      Image image = scene(seed, 320, 240);
      long hash = PerceptualHash.of(image);
      List<Image> again = new ArrayList<>();
      for (int quality : new int[] {95, 60, 25}) {
        again.add(ImageDecoderTest.decode(ImageEncoder.jpeg(image, quality)).image());
      }
      again.add(Resize.apply(image, 160, 120, Interpolation.AREA));
      again.add(Resize.apply(image, 71, 53, Interpolation.AREA));
      again.add(Resize.apply(image, 641, 479, Interpolation.CUBIC));
      again.add(scene(seed, 640, 480));
      for (int i = 0; i < again.size(); i++) {
        int distance = PerceptualHash.distance(hash, PerceptualHash.of(again.get(i)));
        assertThat(distance).as("seed " + seed + ", variant " + i).isLessThanOrEqualTo(4);
        sum += distance;
        compared++;
      }
    }
    assertThat((double) sum / compared).isLessThan(0.5);
  }

  @Test
  void perceptual_hash_tells_pictures_apart() {
    List<Long> hashes = new ArrayList<>();
    for (int seed = 0; seed < 60; seed++) {
      hashes.add(PerceptualHash.of(scene(seed, 96, 72)));
    }
    long sum = 0;
    int pairs = 0;
    for (int i = 0; i < hashes.size(); i++) {
      for (int j = 0; j < i; j++, pairs++) {
        int distance = PerceptualHash.distance(hashes.get(i), hashes.get(j));
        assertThat(distance).as(i + " and " + j).isGreaterThan(8);
        sum += distance;
      }
    }
    assertThat((double) sum / pairs).isBetween(28.0, 34.0);
  }

  @Test
  void a_picture_without_structure_has_no_bit_set() {
    assertThat(PerceptualHash.of(new Image(40, 30, new byte[3600]))).isZero();
    byte[] grey = new byte[3600];
    Arrays.fill(grey, (byte) 77);
    assertThat(PerceptualHash.of(new Image(40, 30, grey))).isZero();
    assertThat(PerceptualHash.of(new Image(1, 1, new byte[] {1, 2, 3}))).isZero();
  }

  private static Image turned(Image image, int orientation) {
    try (Mat stored = OpenCv.rgb(image);
        Mat upright = Orientation.upright(stored, orientation)) {
      return new Image(upright.cols(), upright.rows(), OpenCv.bytes(upright));
    }
  }

  @Test
  void hashes_of_all_orientations_are_those_of_the_turned_pictures() {
    OpenCv.load();
    List<Image> pictures = new ArrayList<>();
    for (int seed = 0; seed < 12; seed++) {
      pictures.add(
          SceneRenderer.render(SceneGenerator.generate(seed), 97 + 5 * seed, 64, 1).image());
      pictures.add(scene(seed, 61, 83 + seed));
    }
    for (int i = 0; i < pictures.size(); i++) {
      long[] hashes = PerceptualHash.turned(pictures.get(i));
      assertThat(hashes).hasSize(8);
      assertThat(hashes[0]).isEqualTo(PerceptualHash.of(pictures.get(i)));
      for (int orientation = 1; orientation <= 8; orientation++) {
        assertThat(hashes[orientation - 1])
            .as("picture %d, orientation %d", i, orientation)
            .isEqualTo(PerceptualHash.of(turned(pictures.get(i), orientation)));
      }
      assertThat(PerceptualHash.distance(hashes[0], hashes[1]))
          .as("picture %d and its mirror image", i)
          .isGreaterThan(8);
    }
  }

  @Test
  void a_mirrored_copy_is_found_after_encoding_and_scaling() throws Rejected {
    OpenCv.load();
    for (int seed = 0; seed < 8; seed++) {
      Image image = SceneRenderer.render(SceneGenerator.generate(100 + seed), 320, 240, 1).image();
      for (int orientation : new int[] {2, 6}) {
        Image small = Resize.apply(turned(image, orientation), 151, 149, Interpolation.AREA);
        Image copy = ImageDecoderTest.decode(ImageEncoder.jpeg(small, 60)).image();
        long hash = PerceptualHash.of(copy);
        assertThat(PerceptualHash.distance(hash, PerceptualHash.turned(image)[orientation - 1]))
            .as("seed %d, orientation %d", seed, orientation)
            .isLessThanOrEqualTo(3);
      }
    }
  }

  private static Image drawn(int width, int height, IntBinaryOperator grey) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) grey.applyAsInt(i / 3 % width, i / 3 / width);
    }
    return new Image(width, height, rgb);
  }

  @Test
  void pictures_next_to_empty_have_hashes_of_low_information_and_scenes_do_not() {
    Random random = new Random(5);
    List<Image> empty =
        List.of(
            drawn(96, 64, (x, y) -> 200),
            drawn(96, 64, (x, y) -> 2 * x + 30),
            drawn(96, 64, (x, y) -> 255 - 3 * y),
            drawn(96, 64, (x, y) -> y < 40 ? 220 : 90),
            // a wall with the noise of a sensor
            drawn(640, 480, (x, y) -> 128 + (int) Math.round(3 * random.nextGaussian())));
    for (int i = 0; i < empty.size(); i++) {
      long hash = PerceptualHash.of(empty.get(i));
      assertThat(PerceptualHash.lowInformation(hash))
          .as("picture %d has %d bits", i, Long.bitCount(hash))
          .isTrue();
    }
    for (int seed = 0; seed < 40; seed++) {
      long hash =
          PerceptualHash.of(SceneRenderer.render(SceneGenerator.generate(seed), 96, 72, 1).image());
      assertThat(PerceptualHash.lowInformation(hash))
          .as("scene %d has %d bits", seed, Long.bitCount(hash))
          .isFalse();
    }
  }

  @Test
  void luma_grid_is_an_exact_area_mean() {
    // 48 pixels on 32 cells: one and a half pixels a cell
    byte[] rgb = new byte[3 * 48];
    for (int x = 0; x < 48; x++) {
      rgb[3 * x] = rgb[3 * x + 1] = rgb[3 * x + 2] = (byte) (4 * x);
    }
    double[] grid = PerceptualHash.lumaGrid(new Image(48, 1, rgb));
    Offset<Double> near = within(1e-9);
    assertThat(grid[0]).isCloseTo((0 + 0.5 * 4) / 1.5, near);
    assertThat(grid[1]).isCloseTo((0.5 * 4 + 8) / 1.5, near);
    assertThat(grid[31 * 32 + 31]).isCloseTo((0.5 * 184 + 188) / 1.5, near);
  }

  @Test
  void a_hash_of_a_known_picture_never_changes() {
    // stored in tables: a change of the algorithm makes old and new rows incomparable
    assertThat(Long.toHexString(PerceptualHash.of(scene(1, 64, 48)))).isEqualTo("4a2dc02d96ceec8c");
  }

  @Test
  void distance_counts_bits() {
    assertThat(PerceptualHash.distance(0, -1)).isEqualTo(64);
    assertThat(PerceptualHash.distance(0b1010, 0b0110)).isEqualTo(2);
  }

  @Test
  void pixel_hash_is_of_size_and_pixels_alone() throws Rejected {
    Image image = Samples.picture(12, 10);
    String hash = PixelHash.of(image);
    assertThat(PixelHash.of(ImageDecoderTest.decode(ImageEncoder.png(image)).image()))
        .isEqualTo(hash);
    assertThat(PixelHash.of(ImageDecoderTest.decode(Samples.encode(image, ".bmp")).image()))
        .isEqualTo(hash);
    assertThat(PixelHash.of(new Image(10, 12, image.rgb()))).isNotEqualTo(hash);
    byte[] other = image.rgb().clone();
    other[5] ^= 1;
    assertThat(PixelHash.of(new Image(12, 10, other))).isNotEqualTo(hash);
  }

  @Test
  void pixel_hash_by_another_implementation() {
    // printf '\0\0\0\1\0\0\0\1\1\2\3' | sha256sum
    assertThat(PixelHash.of(new Image(1, 1, new byte[] {1, 2, 3})))
        .isEqualTo("03cd6afa60741b58b94df3108da24f1819ae1a8e944df1af3961a9f7bcbeff2f");
  }
}
