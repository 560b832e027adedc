package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.isobath.image.DecodeOptions;
import org.isobath.image.ImageDecoder;
import org.isobath.jobs.Command;
import org.isobath.jobs.Originals;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rendered scenes as inputs. */
class ScenesSourceIT {
  @TempDir Path dir;

  @Test
  void scenesAreKeptWithoutLossUnderAUriThatRendersThemAgain() throws Exception {
    Album album = new Album(dir);
    String entry = "{ kind = scenes, count = 3, seed = 40, width = 48, height = 32 }";
    Command run = album.ingest(entry, "--set", "ingest.content=reference");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("ingest: 3 inputs, 3 images, 0 rejected\n");
    assertThat(album.sources("uri"))
        .containsExactly(
            "scene:40?width=48&height=32",
            "scene:41?width=48&height=32",
            "scene:42?width=48&height=32");
    List<String> images = album.images("uri", "image_id", "focal_px", "format", "width", "height");
    for (String row : images) {
      String[] cells = row.split("\\|");
      RenderedScene scene = SceneUri.parse(cells[0]).render();
      assertThat(Double.parseDouble(cells[2])).isEqualTo(scene.camera().focal());
      byte[] png = Originals.readChecked(cells[0], cells[1], new Configuration(), 1 << 20);
      assertThat(ImageDecoder.decode(png, DecodeOptions.DEFAULT).image().rgb())
          .isEqualTo(scene.image().rgb());
      assertThat(album.sources("uri", "caption")).contains(cells[0] + "|" + scene.caption());
    }
    Command second = album.ingest(entry.replace("count = 3", "count = 4"));
    assertThat(second.json().get("skipped").asInt()).isEqualTo(3);
    assertThat(second.json().get("out").asInt()).isEqualTo(1);
  }
}
