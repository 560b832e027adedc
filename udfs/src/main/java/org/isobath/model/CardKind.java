package org.isobath.model;

/**
 * A kind of card: what messages call it, and where cards of it are found.
 *
 * @param name in lower case, such as {@code model card}
 * @param pathKey key of the configuration that lists the user's folders
 * @param bundled folder of the bundled cards on the class path, with a slash at both ends
 * @param anchor file name of a bundled card: it is on the class path of every build, and so shows
 *     where the others are
 */
public record CardKind(String name, String pathKey, String bundled, String anchor) {
  /** Cards of depth models: {@code conf/models}. */
  public static final CardKind MODEL =
      new CardKind("model card", "models.path", ModelSource.BUNDLED_FOLDER, "isobath-tiny.conf");

  /** Cards of CLIP, which holds pictures against prompts: {@code conf/clip}. */
  public static final CardKind CLIP =
      new CardKind(
          "CLIP card",
          "evaluate.generations.clip-path",
          "/org/isobath/conf/clip/",
          "clip-vit-base-patch32.conf");

  /** The name at the beginning of a sentence. */
  String title() {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
