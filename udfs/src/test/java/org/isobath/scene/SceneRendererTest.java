package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneRendererTest {
  private static final float EXACT = 1e-5f;

  @ParameterizedTest
  @CsvSource({
    "0, 1c546881caac8d9e",
    "1, 7622a983a2d18f13",
    "2, 73fdfa69037003c7",
    "3, 0b369e3db7c4096d",
    "-7, ea9b4b0818a3e258",
    "9000000, 3fdbfa673342f020"
  })
  void theSameNumberGivesTheSameBytesOnEveryMachine(long seed, String hash) throws Exception {
    assertThat(fingerprint(SceneRenderer.render(SceneGenerator.generate(seed), 64, 48)))
        .isEqualTo(hash);
  }

  @Test
  void renderingFromManyThreadsChangesNothing() {
    List<String> alone = IntStream.range(0, 12).mapToObj(SceneRendererTest::small).toList();
    List<String> together =
        IntStream.range(0, 12).parallel().mapToObj(SceneRendererTest::small).toList();
    assertThat(together).isEqualTo(alone).doesNotHaveDuplicates();
  }

  @Test
  void aWallAcrossTheViewHasOneDepthHoweverSlantedTheRay() {
    RenderedScene view = SceneRenderer.render(PlainScenes.room(List.of()), 21, 11);
    assertThat(view.depth().kind()).isEqualTo(DepthKind.METRIC);
    assertThat(view.depth().at(10, 5)).isEqualTo(5);
    assertThat(view.depth().at(11, 5)).isEqualTo(5);
    assertThat(view.depth().at(12, 4)).isEqualTo(5);
    assertThat(normal(view, 10, 5)).containsExactly(0, 0, -1);
  }

  @Test
  void floorDepthFollowsFromEyeHeightAndFocalLength() {
    RenderedScene view = SceneRenderer.render(PlainScenes.room(List.of()), 21, 21);
    assertThat(view.camera().focal()).isCloseTo(10.5, within(1e-12));
    // 8 pixels below the axis: 1.25 m * 10.5 / 8.
    assertThat(view.depth().at(10, 18)).isCloseTo(1.640625f, within(EXACT));
    assertThat(normal(view, 10, 18)).containsExactly(0, -1, 0);
  }

  @Test
  void aSphereOnTheAxisIsNearestAtItsFront() {
    Thing ball = PlainScenes.thing("grey sphere", new Sphere(0, 1.25, 4, .5, PlainScenes.GREY));
    RenderedScene view = SceneRenderer.render(PlainScenes.room(List.of(), ball), 101, 101);
    assertThat(view.depth().at(50, 50)).isCloseTo(2.5f, within(EXACT));
    // Tangent of the sphere's rim: .5 / sqrt(3² - .5²) of 50.5 pixels is 8.5; at 9 pixels the ray
    // passes by.
    assertThat(view.depth().at(58, 50)).isBetween(2.6f, 3f);
    assertThat(view.depth().at(59, 50)).isCloseTo(5f, within(EXACT));
  }

  @Test
  void boxesAndCylindersStandWhereTheyWerePut() {
    Thing box =
        PlainScenes.thing("grey box", new Box(0, 1.25, 4, .5, .5, .75, 1, 0, PlainScenes.GREY));
    assertThat(SceneRenderer.render(PlainScenes.room(List.of(), box), 9, 9).depth().at(4, 4))
        .isEqualTo(2.25f);
    Thing can =
        PlainScenes.thing("grey cylinder", new Cylinder(0, 1.25, 4, .25, .5, PlainScenes.GREY));
    assertThat(SceneRenderer.render(PlainScenes.room(List.of(), can), 9, 9).depth().at(4, 4))
        .isEqualTo(2.75f);
  }

  @Test
  void lookingDownByThirtyDegreesTheGroundIsTwiceTheEyeHeightAway() {
    RenderedScene view = SceneRenderer.render(PlainScenes.ground(StrictMath.PI / 6), 5, 5);
    assertThat(view.depth().at(2, 2)).isCloseTo(3f, within(EXACT));
  }

  @Test
  void theSkyIsInfinitelyFarAndHasNoNormal() {
    RenderedScene view = SceneRenderer.render(PlainScenes.ground(0), 8, 8);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        boolean above = y < 4;
        assertThat(view.sky()[8 * y + x]).isEqualTo(above);
        assertThat(view.depth().at(x, y) == Float.POSITIVE_INFINITY).isEqualTo(above);
        assertThat(norm(view, x, y)).isCloseTo(above ? 0 : 1, within(1e-6));
      }
    }
  }

  @Test
  void postersChangeColourAndNothingElse() {
    Panel poster = new Panel(3, -1, .5, 1, 2, false, PlainScenes.CHECKS);
    RenderedScene bare = SceneRenderer.render(PlainScenes.room(List.of()), 40, 30);
    RenderedScene hung = SceneRenderer.render(PlainScenes.room(List.of(poster)), 40, 30);
    assertThat(hung.image().rgb()).isNotEqualTo(bare.image().rgb());
    assertThat(hung.depth().values()).isEqualTo(bare.depth().values());
    assertThat(hung.normals()).isEqualTo(bare.normals());
    assertThat(hung.invalid()).containsOnly(false);
  }

  @Test
  void windowPanesHaveNoDepthButTheirFramesDo() {
    Panel window = new Panel(3, -1, .5, 1, 2, true, PlainScenes.GREY);
    RenderedScene view = SceneRenderer.render(PlainScenes.room(List.of(window)), 101, 101);
    assertThat(view.depth().at(50, 50)).isNaN();
    assertThat(view.invalid()[101 * 50 + 50]).isTrue();
    // The frame is .06 m wide: .97 m from the axis at 5 m is 9.8 pixels of 50.5 focal.
    assertThat(view.depth().at(60, 50)).isEqualTo(5f);
    assertThat(view.invalid()[101 * 50 + 60]).isFalse();
  }

  @Test
  void shadowsDarkenTheColourAndLeaveTheDepth() {
    Thing ball = PlainScenes.thing("grey sphere", new Sphere(0, 2, 2.2, .2, PlainScenes.GREY));
    RenderedScene lit = SceneRenderer.render(PlainScenes.room(List.of()), 41, 41);
    RenderedScene shaded = SceneRenderer.render(PlainScenes.room(List.of(), ball), 41, 41);
    // Straight below lamp and ball the floor is 1.2 m ahead and 1.25 m down.
    int x = 20;
    int y = 20 + (int) Math.round(20.5 * 1.25 / 1.2);
    y = Math.min(y, 40);
    assertThat(shaded.depth().at(x, y)).isEqualTo(lit.depth().at(x, y));
    double before = (double) lit.image().at(x, y, 1) / lit.image().at(2, 20, 1);
    double after = (double) shaded.image().at(x, y, 1) / shaded.image().at(2, 20, 1);
    assertThat(after).isLessThan(.8 * before);
  }

  @Test
  void depthIsSampledAtPixelCentresWhateverTheColourDoes() {
    Scene scene = SceneGenerator.generate(3);
    RenderedScene coarse = SceneRenderer.render(scene, 32, 24, 1);
    RenderedScene fine = SceneRenderer.render(scene, 32, 24, 3);
    assertThat(fine.depth().values()).isEqualTo(coarse.depth().values());
    assertThat(fine.image().rgb()).isNotEqualTo(coarse.image().rgb());
    // Three times the size has a pixel centre at each centre of the small picture.
    RenderedScene large = SceneRenderer.render(scene, 96, 72, 1);
    for (int y = 0; y < 24; y++) {
      for (int x = 0; x < 32; x++) {
        float expected = coarse.depth().at(x, y);
        float found = large.depth().at(3 * x + 1, 3 * y + 1);
        if (Float.isFinite(expected) && Float.isFinite(found)) {
          assertThat(found).isCloseTo(expected, within(1e-4f * expected));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void normalsHaveUnitLengthAndFaceTheCamera(long seed) {
    RenderedScene view = SceneRenderer.render(SceneGenerator.generate(seed), 48, 36, 1);
    CameraIntrinsics camera = view.camera();
    for (int y = 0; y < 36; y++) {
      for (int x = 0; x < 48; x++) {
        if (!Float.isFinite(view.depth().at(x, y))) {
          assertThat(norm(view, x, y)).isZero();
          continue;
        }
        float[] n = normal(view, x, y);
        double a = (x + .5 - camera.cx()) / camera.focal();
        double b = (y + .5 - camera.cy()) / camera.focal();
        assertThat(norm(view, x, y)).isCloseTo(1, within(1e-5));
        assertThat(n[0] * a + n[1] * b + n[2]).isLessThan(1e-6);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 9", "37, 23", "9, 1"})
  void anySizeWorks(int width, int height) {
    RenderedScene view = SceneRenderer.render(SceneGenerator.generate(5), width, height);
    assertThat(view.depth().values()).hasSize(width * height);
    assertThat(view.normals()).hasSize(3 * width * height);
    assertThat(view.camera().width()).isEqualTo(width);
  }

  @Test
  void sidesMustBePositive() {
    assertThatThrownBy(() -> SceneRenderer.render(SceneGenerator.generate(5), 0, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a rendering needs positive sides and samples: 0x4, 2 samples");
  }

  private static String small(int seed) {
    return fingerprint(SceneRenderer.render(SceneGenerator.generate(seed), 40, 30));
  }

  private static float[] normal(RenderedScene view, int x, int y) {
    int at = 3 * (y * view.depth().width() + x);
    // Adding zero turns -0 into 0, which means the same.
    return new float[] {
      view.normals()[at] + 0f, view.normals()[at + 1] + 0f, view.normals()[at + 2] + 0f
    };
  }

  private static double norm(RenderedScene view, int x, int y) {
    float[] n = normal(view, x, y);
    return Math.sqrt((double) n[0] * n[0] + (double) n[1] * n[1] + (double) n[2] * n[2]);
  }

  /** The first 16 hex digits of SHA-256 over colour, depth, normals and caption. */
  private static String fingerprint(RenderedScene view) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(view.image().rgb());
      for (float[] values : List.of(view.depth().values(), view.normals())) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
        buffer.asFloatBuffer().put(values);
        digest.update(buffer);
      }
      digest.update(view.caption().getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
