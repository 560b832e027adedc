package org.isobath.model;

import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.isobath.UserError;

/**
 * Everything Isobath must know about a CLIP: where its two encoders are, and how pictures and texts
 * go in. Written as HOCON; {@code conf/clip/clip-vit-base-patch32.conf} explains every key. For
 * models that take a prompt to a vector at its end token, as those of OpenAI and LAION do; not for
 * SigLIP, whose texts are padded otherwise and count.
 *
 * @param id lower-case letters, digits, dots, dashes and underscores; unique in a folder
 * @param verified true once somebody has compared the scores of the real files through this card
 *     with those of the reference
 * @param licence terms of the weights
 * @param folder of all files
 */
public record ClipCard(
    String id,
    String title,
    boolean verified,
    ModelCard.Licence licence,
    ModelFolder folder,
    Picture image,
    Text text)
    implements Serializable {
  /** Raised when the code of preparation changes in a way that moves scores. */
  private static final int PROCESSING_VERSION = 1;

  /**
   * The encoder of pictures: the short side is resized to {@code size} as Pillow does it, bicubic,
   * the middle is cut out, and {@code (pixel / 255 - mean) / std} goes in.
   *
   * @param graph file in the folder; that of the texts too where one graph has both
   * @param input name of the graph's input, [1, 3, size, size]
   * @param output name of the graph's output, a vector in the space that it shares with texts
   * @param mean three numbers
   * @param std three numbers above zero
   */
  public record Picture(
      String graph, String input, String output, int size, List<Double> mean, List<Double> std)
      implements Serializable {}

  /**
   * The encoder of texts.
   *
   * @param graph file in the folder
   * @param tokenizer file in the folder, a whole {@code tokenizer.json}
   * @param input name of the graph's input, [1, tokens]
   * @param mask name of an input that has 1 for the ids of the text and 0 behind its end; graphs
   *     need not have it
   * @param output name of the graph's output, a vector in the space that it shares with pictures
   * @param tokens ids of a text; what is longer is cut before its end
   */
  public record Text(
      String graph, String tokenizer, String input, String mask, String output, int tokens)
      implements Serializable {}

  /**
   * Reads a card.
   *
   * @param hocon the card's text
   * @param file its name, for messages
   * @param base against which a relative source is resolved; ends with a slash
   * @throws UserError with file, line and nearest key, when the card is wrong
   */
  public static ClipCard parse(String hocon, String file, URI base) {
    return ClipCardFormat.read(hocon, file, base);
  }

  /** True where one graph has both encoders, and gives both vectors in one run. */
  public boolean together() {
    return image.graph().equals(text.graph());
  }

  /**
   * The files.
   *
   * @throws UserError when the card does not list them: an unverified file is never loaded
   */
  public ModelFolder requireFiles() {
    if (folder.files().isEmpty()) {
      throw new UserError(
          "CLIP card "
              + id
              + " lists no files, and an unverified file is never loaded. notebooks/export/export_clip.py"
              + " makes them and a card with their hashes: put its folder into "
              + CardKind.CLIP.pathKey()
              + ".");
    }
    return folder;
  }

  /**
   * Key of everything that decides a score: files, preparation, names in the graphs, and the
   * version of the code.
   *
   * @return 64 hex digits
   * @throws UserError when the card lists no files
   */
  public String paramsHash() {
    return hash(
        "isobath clip " + PROCESSING_VERSION + "\n" + requireFiles().key() + "\n" + image + text);
  }

  /** What tells the session of a graph from others; weights may lie beside it. */
  String graphKey(String graph) {
    return hash(requireFiles().key() + "\n" + graph);
  }

  private static String hash(String text) {
    return HexFormat.of()
        .formatHex(ModelStore.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
