package org.isobath.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.isobath.UserError;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallaxTest {
  private static final float NAN = Float.NaN;
  private static final int WIDTH = 80;
  private static final int HEIGHT = 50;

  /** A row whose pixel x has the grey level of its place in {@code levels}. */
  private static Image row(int... levels) {
    byte[] rgb = new byte[3 * levels.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) levels[i / 3];
    }
    return new Image(levels.length, 1, rgb);
  }

  private static int[] levels(Image image, boolean[] holes) {
    int[] levels = new int[holes.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = holes[i] ? -1 : image.rgb()[3 * i] & 0xff;
    }
    return levels;
  }

  @Test
  void nearThingsMoveAgainstTheEyeAndLeaveHolesBehind() {
    Image picture = row(10, 20, 30, 40, 50, 60, 70, 80);
    float[] disparity = {0, 0, 0, 4, 4, 0, 0, 0};
    Parallax views = Parallax.ofDisparity(picture, disparity);
    assertThat(levels(views.left(), views.leftHoles()))
        .as("two pixels to the right")
        .containsExactly(10, 20, 30, -1, -1, 40, 50, 80);
    assertThat(levels(views.right(), views.rightHoles()))
        .as("two pixels to the left")
        .containsExactly(10, 40, 50, -1, -1, 60, 70, 80);
    assertThat(views.left().rgb()[9]).as("black in holes").isZero();
    assertThat(Parallax.marked(views.left(), views.leftHoles()).rgb())
        .startsWith(10, 10, 10)
        .containsSequence((byte) 255, (byte) 0, (byte) 255);
  }

  @Test
  void whatLandsInOnePlaceIsSeenByNearnessWhateverTheOrder() {
    Image picture = row(10, 20, 30, 40, 50);
    // to the right: pixel 0 by 2 onto pixel 2, which is nearer than it or farther
    assertThat(levels(Parallax.ofDisparity(picture, new float[] {4, 0, 0, 0, 0}).left(), none(5)))
        .containsExactly(0, 20, 10, 40, 50);
    Parallax onto = Parallax.ofDisparity(picture, new float[] {4, 0, 6, 0, 0});
    assertThat(levels(onto.left(), onto.leftHoles())).containsExactly(-1, 20, 10, 40, 50);
  }

  @Test
  void aSlantedSurfaceStretchesWithoutCracks() {
    int[] levels = new int[20];
    float[] disparity = new float[20];
    for (int i = 0; i < 20; i++) {
      levels[i] = 10 * i;
      disparity[i] = i;
    }
    Parallax views = Parallax.ofDisparity(row(levels), disparity);
    // pixel centres x + .5 land at 1.5 x + .5: colour 10 x at target t is 10 (t / 1.5)
    int[] left = levels(views.left(), views.leftHoles());
    for (int t = 0; t < 20; t++) {
      assertThat(left[t]).as("target %s", t).isEqualTo((int) Math.rint(10 * t / 1.5));
    }
    // the other way it shrinks to a half, and the rest of the row has nothing
    int[] right = levels(views.right(), views.rightHoles());
    for (int t = 0; t < 20; t++) {
      assertThat(right[t]).as("target %s", t).isEqualTo(t < 10 ? 20 * t : -1);
    }
  }

  @Test
  void withoutDepthThereIsNothingToSee() {
    Parallax views = Parallax.ofDisparity(row(10, 20, 30), new float[] {0, NAN, 0});
    assertThat(levels(views.left(), views.leftHoles())).containsExactly(10, -1, 30);
    float[] nowhere = {NAN, NAN, NAN};
    assertThat(Parallax.ofDisparity(row(1, 2, 3), nowhere).rightHoles()).containsOnly(true);
    DepthMap sky = new DepthMap(3, 1, filled(3, Float.POSITIVE_INFINITY), DepthKind.METRIC);
    Parallax still = Parallax.of(row(10, 20, 30), sky, 5);
    assertThat(levels(still.left(), still.leftHoles())).containsExactly(10, 20, 30);
    DepthMap constant = new DepthMap(3, 1, filled(3, 2), DepthKind.METRIC);
    assertThat(Parallax.of(row(10, 20, 30), constant, 5).leftHoles()).containsOnly(false);
  }

  /** A near square before a wall: what it hid is a strip of half the shift beside it. */
  @ParameterizedTest
  @ValueSource(doubles = {2, 6, 7, 11, 16})
  void holesAreTheHiddenAreaOfTwoPlanes(double shift) {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    new Random(2).nextBytes(rgb);
    Image picture = new Image(WIDTH, HEIGHT, rgb);
    for (DepthKind kind : DepthKind.values()) {
      float far = kind.inverse() ? 0.25f : 4;
      float near = kind.inverse() ? 0.5f : 2;
      float[] values = filled(WIDTH * HEIGHT, far);
      for (int y = 10; y < 40; y++) {
        Arrays.fill(values, y * WIDTH + 30, y * WIDTH + 50, near);
      }
      Parallax views = Parallax.of(picture, new DepthMap(WIDTH, HEIGHT, values, kind), shift);
      // a strip of half the shift holds as many pixel centres, ties to the one side or the other
      int lower = 30 * (int) Math.floor(shift / 2);
      int upper = 30 * (int) Math.ceil(shift / 2);
      int left = count(views.leftHoles());
      int right = count(views.rightHoles());
      assertThat(left).as("%s, left", kind).isBetween(lower, upper);
      assertThat(right).as("%s, right", kind).isBetween(lower, upper);
      assertThat(left + right).as("%s, both", kind).isEqualTo((int) (30 * shift));
      for (int i = 0; i < values.length; i++) {
        int x = i % WIDTH;
        if (views.leftHoles()[i]) {
          assertThat(x).as("left of where the square went").isBetween(30, 30 + (int) shift);
        } else if (x < 30 || x >= 50 + shift) {
          assertThat(views.left().rgb()[3 * i]).as("the wall stays").isEqualTo(rgb[3 * i]);
        }
      }
    }
  }

  @Test
  void aMirroredPictureHasMirroredViews() {
    Random random = new Random(8);
    float[] disparity = new float[WIDTH];
    int[] levels = new int[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      // thirds never put an edge on a pixel's centre, where the two directions round apart
      disparity[i] = random.nextInt(5) * 2 + 2 / 3f;
      levels[i] = random.nextInt(256);
    }
    Parallax views = Parallax.ofDisparity(row(levels), disparity);
    float[] back = new float[WIDTH];
    int[] mirror = new int[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      back[i] = disparity[WIDTH - 1 - i];
      mirror[i] = levels[WIDTH - 1 - i];
    }
    Parallax mirrored = Parallax.ofDisparity(row(mirror), back);
    int[] left = levels(views.left(), views.leftHoles());
    int[] right = levels(mirrored.right(), mirrored.rightHoles());
    for (int i = 0; i < WIDTH; i++) {
      assertThat(right[WIDTH - 1 - i]).as("column %s", i).isEqualTo(left[i]);
    }
  }

  @Test
  void impossibleArgumentsAreNamed() {
    DepthMap map = new DepthMap(2, 1, new float[] {1, 2}, DepthKind.METRIC);
    for (double shift : new double[] {0, -1, NAN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Parallax.of(row(1, 2), map, shift))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("pixels above 0, not " + shift);
    }
    assertThatThrownBy(() -> Parallax.of(row(1, 2, 3), map, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 for a picture of 3x1");
  }

  private static boolean[] none(int count) {
    return new boolean[count];
  }

  private static int count(boolean[] flags) {
    int count = 0;
    for (boolean flag : flags) {
      count += flag ? 1 : 0;
    }
    return count;
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }
}
