package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.isobath.Rejected;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageEncoder;
import org.isobath.image.OpenCv;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.junit.jupiter.api.Test;

/** What the scores of pictures and pairs find, on pictures spoilt in one way each. */
class ImageSignalsTest {
  private static final RenderedScene SCENE =
      SceneRenderer.render(SceneGenerator.generate(1), 240, 180);

  @Test
  void jpeg_quality_is_read_from_the_tables() throws Exception {
    for (int quality : new int[] {10, 35, 50, 75, 90, 95}) {
      assertThat(FileMetric.JPEG_QUALITY.score(ImageEncoder.jpeg(SCENE.image(), quality)))
          .as("quality %d", quality)
          .isEqualTo(quality);
    }
    assertThat(FileMetric.JPEG_QUALITY.score(ImageEncoder.png(SCENE.image()))).isNaN();
  }

  @Test
  void sides_and_length_are_those_of_the_file() throws Exception {
    byte[] file = ImageEncoder.png(SCENE.image());
    assertThat(FileMetric.SHORT_SIDE.score(file)).isEqualTo(180);
    assertThat(FileMetric.ASPECT.score(file)).isEqualTo(4 / 3.0);
    assertThat(FileMetric.BITS_PER_PIXEL.score(file)).isEqualTo(8.0 * file.length / (240 * 180));
  }

  @Test
  void strong_compression_shows_its_blocks_wherever_the_grid_is() throws Exception {
    double clean = ImageMetric.BLOCKINESS.score(SCENE.image());
    assertThat(clean).isBetween(0.8, 1.3);
    Image coarse = compressed(SCENE.image(), 10);
    assertThat(ImageMetric.BLOCKINESS.score(coarse)).isGreaterThan(1.5);
    assertThat(ImageMetric.BLOCKINESS.score(cropped(coarse, 3, 5)))
        .as("a crop moves the grid")
        .isGreaterThan(1.5);
    // a mosaic: no difference but on the grid
    Image mosaic = picture(64, 64, (x, y) -> 10 * ((int) x / 8 + (int) y / 8));
    assertThat(ImageMetric.BLOCKINESS.score(mosaic)).isCloseTo(10 / 0.01, within(1e-6));
    assertThat(ImageMetric.BLOCKINESS.score(new Image(15, 40, new byte[1800]))).isNaN();
  }

  private static Image compressed(Image image, int quality) throws Rejected {
    return ImageDecoder.decode(ImageEncoder.jpeg(image, quality), DecodeOptions.DEFAULT).image();
  }

  private static Image cropped(Image image, int left, int top) {
    int width = image.width() - left;
    int height = image.height() - top;
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      System.arraycopy(
          image.rgb(), 3 * ((y + top) * image.width() + left), rgb, 3 * y * width, 3 * width);
    }
    return new Image(width, height, rgb);
  }

  @Test
  void sepia_is_one_hue_and_grey_has_none() {
    byte[] sepia = new byte[3 * 60 * 40];
    byte[] grey = new byte[3 * 60 * 40];
    for (int i = 0; i < 60 * 40; i++) {
      int level = i % 60 * 4;
      grey[3 * i] = grey[3 * i + 1] = grey[3 * i + 2] = (byte) level;
      sepia[3 * i] = (byte) level;
      sepia[3 * i + 1] = (byte) (0.8 * level);
      sepia[3 * i + 2] = (byte) (0.6 * level);
    }
    assertThat(ImageMetric.HUE_CONCENTRATION.score(new Image(60, 40, sepia))).isGreaterThan(0.99);
    assertThat(ImageMetric.HUE_CONCENTRATION.score(new Image(60, 40, grey))).isNaN();
    // as much red as cyan
    byte[] both = {(byte) 200, 0, 0, 0, (byte) 200, (byte) 200};
    assertThat(ImageMetric.HUE_CONCENTRATION.score(new Image(2, 1, both)))
        .as("(200, 100) and (-200, -100)")
        .isZero();
  }

  @Test
  void bars_are_told_from_margins() {
    DoubleBinaryOperator texture = (x, y) -> 40 + (x * 37 + y * 59) % 180;
    Image film = picture(96, 72, (x, y) -> y < 9 || y >= 63 ? 0 : texture.applyAsDouble(x, y));
    assertThat(ImageMetric.LETTERBOX.score(film)).isCloseTo(18 / 72.0, within(1e-9));
    Image pillars = picture(96, 72, (x, y) -> x < 12 || x >= 84 ? 9 : texture.applyAsDouble(x, y));
    assertThat(ImageMetric.LETTERBOX.score(pillars)).isCloseTo(24 / 96.0, within(1e-9));
    Image product =
        picture(
            96, 72, (x, y) -> Math.hypot(x - 48, y - 36) < 20 ? texture.applyAsDouble(x, y) : 255);
    assertThat(ImageMetric.LETTERBOX.score(product)).isZero();
    Image above = picture(96, 72, (x, y) -> y < 9 ? 0 : texture.applyAsDouble(x, y));
    assertThat(ImageMetric.LETTERBOX.score(above)).as("one side only").isZero();
    assertThat(ImageMetric.LETTERBOX.score(picture(96, 72, (x, y) -> 0))).as("nothing").isZero();
  }

  @Test
  void drawn_pictures_repeat_lines_and_have_few_colours() {
    // a window of 60x40 on a ground, one frame line: rows and columns change four times
    Image window =
        picture(
            100,
            80,
            (x, y) ->
                x < 20 || x >= 80 || y < 20 || y >= 60
                    ? 230
                    : x == 20 || y == 20 || x == 79 || y == 59 ? 0 : 250);
    assertThat(ImageMetric.REPEATED_LINES.score(window))
        .isCloseTo((75 / 79.0 + 95 / 99.0) / 2, within(1e-9));
    assertThat(ImageMetric.DISTINCT_COLORS.score(window)).isEqualTo(3);
    assertThat(ImageMetric.AXIS_ALIGNED_EDGES.score(window)).isGreaterThan(0.9);
    assertThat(ImageMetric.REPEATED_LINES.score(SCENE.image())).isZero();
    assertThat(ImageMetric.DISTINCT_COLORS.score(SCENE.image())).isGreaterThan(4000);
    Image slanted = picture(100, 80, (x, y) -> (x + y) % 40 < 20 ? 0 : 200);
    assertThat(ImageMetric.AXIS_ALIGNED_EDGES.score(slanted)).isLessThan(0.1);
    assertThat(ImageMetric.AXIS_ALIGNED_EDGES.score(picture(9, 9, (x, y) -> 7))).isNaN();
  }

  @Test
  void text_over_a_picture_is_noticed() {
    double without = ImageMetric.TEXT_SHARE.score(SCENE.image());
    assertThat(without).isLessThan(0.02);
    Image captioned = written(SCENE.image(), "ISOBATH WATERMARK", 170);
    assertThat(ImageMetric.TEXT_SHARE.score(captioned)).isGreaterThan(without + 0.01);
    Image page = picture(240, 180, (x, y) -> 255);
    for (int y = 15; y < 180; y += 15) {
      page = written(page, "lines of dense text all over", y);
    }
    assertThat(ImageMetric.TEXT_SHARE.score(page)).isGreaterThan(0.2);
  }

  private static Image written(Image image, String text, int y) {
    try (Mat mat = OpenCv.rgb(image);
        Point at = new Point(8, y);
        Scalar colour = Scalar.all(image.at(1, 1, 0) > 250 ? 0 : 255)) {
      opencv_imgproc.putText(mat, text, at, 0, 0.5, colour);
      return new Image(image.width(), image.height(), OpenCv.bytes(mat));
    }
  }

  @Test
  void a_map_that_is_upside_down_or_elsewhere_is_found() {
    Image image = SCENE.image();
    DepthMap depth = SCENE.depth();
    assertThat(PairMetric.ORIENTATION_MARGIN.score(depth, image)).isGreaterThan(0.05);
    DepthMap mirrored = Consistency.mirrored(depth);
    assertThat(PairMetric.ORIENTATION_MARGIN.score(mirrored, image)).isLessThan(-0.05);
    assertThat(PairMetric.EDGE_OFFSET.score(depth, image)).isLessThan(0.012);
    assertThat(PairMetric.ASPECT_MISMATCH.score(depth, image)).isZero();

    // the map of the scene from column 12 on, beside the picture up to column 228
    DepthMap right = part(depth, 12, 228);
    Image left = partOf(image, 228);
    // 12 of 180 pixels, to the nearest of steps of one in 180
    assertThat(PairMetric.EDGE_OFFSET.score(right, left)).isCloseTo(12 / 180.0, within(0.012));
    assertThat(PairMetric.ASPECT_MISMATCH.score(depth, left))
        .isCloseTo(Math.log(240 / 228.0), within(1e-9));
  }

  private static DepthMap part(DepthMap map, int from, int width) {
    float[] values = new float[width * map.height()];
    for (int y = 0; y < map.height(); y++) {
      System.arraycopy(map.values(), y * map.width() + from, values, y * width, width);
    }
    return new DepthMap(width, map.height(), values, map.kind());
  }

  private static Image partOf(Image image, int width) {
    byte[] rgb = new byte[3 * width * image.height()];
    for (int y = 0; y < image.height(); y++) {
      System.arraycopy(image.rgb(), 3 * y * image.width(), rgb, 3 * y * width, 3 * width);
    }
    return new Image(width, image.height(), rgb);
  }

  @Test
  void a_square_map_may_be_turned() {
    Random random = new Random(8);
    int side = 60;
    float[] blocks = new float[side * side];
    float[] turned = new float[side * side];
    byte[] rgb = new byte[3 * side * side];
    float[] tones = new float[36];
    for (int k = 0; k < 36; k++) {
      tones[k] = random.nextFloat();
    }
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        float tone = tones[y / 10 * 6 + x / 10];
        blocks[y * side + x] = tone;
        turned[x * side + side - 1 - y] = tone;
        Arrays.fill(rgb, 3 * (y * side + x), 3 * (y * side + x) + 3, (byte) (255 * tone));
      }
    }
    Image image = new Image(side, side, rgb);
    assertThat(PairMetric.ORIENTATION_MARGIN.score(square(side, blocks), image)).isPositive();
    assertThat(PairMetric.ORIENTATION_MARGIN.score(square(side, turned), image)).isNegative();
  }

  private static DepthMap square(int side, float[] values) {
    return new DepthMap(side, side, values, DepthKind.INVERSE_RELATIVE);
  }

  private static Image picture(int width, int height, DoubleBinaryOperator level) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) (int) level.applyAsDouble(i % width, i / width));
    }
    return new Image(width, height, rgb);
  }
}
