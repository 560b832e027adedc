package org.isobath.jobs.evaluate;

import org.apache.hadoop.conf.Configuration;
import org.isobath.jobs.Entry;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.isobath.scene.SceneUri;

/**
 * The exact depth of rendered scenes, which is rendered again where it is needed.
 *
 * @param source null for scenes of all sources
 */
record SceneReference(String judge, String source) implements Reference {
  static SceneReference of(Entry entry, String judge) {
    return new SceneReference(judge, entry.string("source", null));
  }

  @Override
  public String locate(String uri) {
    return SceneUri.is(uri) ? uri : null;
  }

  @Override
  public Truth read(String uri, Configuration hadoop, long maxBytes) {
    SceneUri scene = SceneUri.parse(uri);
    // depth is sampled at pixel centres, so one ray per pixel gives all of it
    RenderedScene rendered =
        SceneRenderer.render(
            SceneGenerator.generate(scene.seed()), scene.width(), scene.height(), 1);
    return new Truth(rendered.depth(), rendered.camera());
  }
}
