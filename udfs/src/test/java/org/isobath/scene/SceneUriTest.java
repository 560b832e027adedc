package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SceneUriTest {
  @Test
  void isReadBackFromItsText() {
    SceneUri uri = new SceneUri(-7, 512, 384);
    assertThat(uri).hasToString("scene:-7?width=512&height=384");
    assertThat(SceneUri.parse(uri.toString())).isEqualTo(uri);
  }

  @Test
  void rendersTheSceneOfItsSeedAtItsSize() {
    RenderedScene scene = SceneUri.parse("scene:3?width=24&height=16").render();
    RenderedScene direct = SceneRenderer.render(SceneGenerator.generate(3), 24, 16);
    assertThat(scene.seed()).isEqualTo(3);
    assertThat(scene.image().rgb()).isEqualTo(direct.image().rgb());
    assertThat(scene.depth().values()).isEqualTo(direct.depth().values());
  }

  @Test
  void saysWhichFormItHas() {
    assertThatThrownBy(() -> SceneUri.parse("scene:3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a scene is named scene:<seed>?width=<pixels>&height=<pixels>, not scene:3");
    assertThatThrownBy(() -> SceneUri.parse("scene:3?width=0&height=4"))
        .hasMessage("a scene has positive sides, not 0x4");
    assertThat(SceneUri.is("scene:3")).isTrue();
    assertThat(SceneUri.is("file:///scene:3")).isFalse();
  }
}
