package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.isobath.depth.DepthMap;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.onnx.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TilingMemoryTest {
  private static final int WIDTH = 2240;
  private static final int HEIGHT = 1792;

  @TempDir Path folder;

  /**
   * A picture of 4 megapixels in 197 looks, in a heap that holds, in bytes of a pixel, the picture
   * (3), the map (4) with its codes and its file, and of every look what came out of the network,
   * its depth and its detail (12 each): two more planes of doubles, as blending the whole at once
   * would take, have no place in it.
   */
  @Test
  void tiles_of_four_megapixels_fit_into_a_small_heap() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx176m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Large.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
    assertThat(said).contains("2240x1792 with the detail of ");
    assertThat(process.exitValue()).as(said).isZero();
  }

  /** The other JVM. */
  static final class Large {
    private Large() {}

    public static void main(String[] args) throws Exception {
      Configuration hadoop = new Configuration(false);
      ModelCard card = ModelCards.load(List.of(), hadoop).get("isobath-tiny");
      ModelStore store =
          new ModelStore(Path.of(args[0]), List.of(), 1 << 30, Duration.ofMinutes(1));
      DepthModel model = DepthModels.open(card, store.fetch(card, hadoop), Device.CPU, 1);
      ImageEstimator estimator =
          new ImageEstimator(
              model, DecodeOptions.DEFAULT, OutputSize.NETWORK, new Tiling(0.33, 200), "p");
      ImageEstimator.Estimated estimated = estimator.estimate(picture(), Double.NaN);
      DepthMap map = estimated.map();
      System.out.printf(
          "%dx%d with the detail of %d tiles%n", map.width(), map.height(), estimated.tiles());
    }

    private static byte[] picture() {
      byte[] rgb = new byte[3 * WIDTH * HEIGHT];
      for (int i = 0; i < WIDTH * HEIGHT; i++) {
        int x = i % WIDTH;
        int y = i / WIDTH;
        int checks = (x / 160 + y / 160) % 2 * 90;
        rgb[3 * i] = (byte) (y / 16 + checks);
        rgb[3 * i + 1] = (byte) (x / 20 + checks);
        rgb[3 * i + 2] = (byte) (x / 7 % 64 + checks);
      }
      return ImageEncoder.jpeg(new Image(WIDTH, HEIGHT, rgb), 90);
    }
  }
}
