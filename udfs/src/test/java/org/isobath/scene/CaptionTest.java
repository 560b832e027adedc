package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CaptionTest {
  private static final Thing BALL =
      PlainScenes.thing("red sphere", new Sphere(0, 1.25, 4, .5, PlainScenes.GREY));
  private static final Thing BEHIND =
      PlainScenes.thing("blue box", new Box(0, 1.25, -3, .2, .2, .2, 1, 0, PlainScenes.GREY));
  private static final Thing HIDDEN =
      PlainScenes.thing("green sphere", new Sphere(0, 1.25, 5, .2, PlainScenes.GREY));
  private static final Thing ASIDE =
      PlainScenes.thing("orange box", new Box(1.2, .2, 4, .2, .2, .2, 1, 0, PlainScenes.GREY));

  @Test
  void saysWhatIsVisibleLargestFirst() {
    Scene scene = PlainScenes.ground(0, ASIDE, BALL);
    assertThat(SceneRenderer.render(scene, 60, 60).caption())
        .isEqualTo("a red sphere and an orange box on grey ground");
  }

  @Test
  void keepsQuietAboutWhatIsHiddenOrBehindTheCamera() {
    Scene scene = PlainScenes.room(List.of(), HIDDEN, BEHIND, BALL);
    assertThat(SceneRenderer.render(scene, 60, 60).caption())
        .isEqualTo("a red sphere in a grey room with a plain floor");
  }

  @Test
  void anEmptySceneSaysSo() {
    assertThat(SceneRenderer.render(PlainScenes.ground(0), 8, 8).caption())
        .isEqualTo("nothing on grey ground");
  }

  @Test
  void specksAreNotWorthAWord() {
    Scene scene = PlainScenes.ground(0, ASIDE, BALL);
    assertThat(Caption.of(scene, new int[] {3, 500}, 1000))
        .isEqualTo("a red sphere on grey ground");
    assertThat(Caption.of(scene, new int[] {4, 500}, 1000))
        .isEqualTo("a red sphere and an orange box on grey ground");
  }
}
