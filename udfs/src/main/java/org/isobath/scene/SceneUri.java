package org.isobath.scene;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a rendered scene, {@code scene:<seed>?width=<pixels>&height=<pixels>}: all that is
 * needed to render its picture and exact depth again, wherever it is found in a table.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 */
public record SceneUri(long seed, int width, int height) {
  private static final String SCHEME = "scene:";
  private static final Pattern FORM =
      Pattern.compile("scene:(-?\\d{1,19})\\?width=(\\d{1,9})&height=(\\d{1,9})");

  public SceneUri {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("a scene has positive sides, not " + width + "x" + height);
    }
  }

  /** True when {@code uri} names a scene, whether well or badly. */
  public static boolean is(String uri) {
    return uri.startsWith(SCHEME);
  }

  /**
   * The scene that {@code uri} names.
   *
   * @throws IllegalArgumentException when it has another form
   */
  public static SceneUri parse(String uri) {
    Matcher parts = FORM.matcher(uri);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a scene is named scene:<seed>?width=<pixels>&height=<pixels>, not " + uri);
    }
    return new SceneUri(
        Long.parseLong(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  /** Picture, exact depth and the rest: the same on every machine. */
  public RenderedScene render() {
    return SceneRenderer.render(SceneGenerator.generate(seed), width, height);
  }

  @Override
  public String toString() {
    return SCHEME + seed + "?width=" + width + "&height=" + height;
  }
}
