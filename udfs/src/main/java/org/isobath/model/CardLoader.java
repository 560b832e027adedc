package org.isobath.model;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.isobath.Nearest;
import org.isobath.UserError;

/**
 * Cards of any kind by their ids: those of the user's folders in their order, then the bundled
 * ones. The first card with an id wins; two of one folder with the same id are an error.
 */
public final class CardLoader {
  private static final String SUFFIX = ".conf";
  private static final String BUNDLED = "(bundled)";

  private CardLoader() {}

  /** How a kind of card is read. */
  public interface Format<C> {
    /**
     * @param file name for messages
     * @param folder against which a relative source is resolved; ends with a slash
     */
    C read(String text, String file, URI folder);
  }

  /**
   * All cards.
   *
   * @param folders of the user, in their order: where each is, and the texts in it by file name
   * @param bundled texts of the bundled cards by file name
   * @param id of a card
   * @throws UserError when any card is wrong: one that is skipped would let another one with the
   *     same id serve instead
   */
  public static <C> LinkedHashMap<String, C> load(
      CardKind kind,
      Map<String, Map<String, String>> folders,
      Map<String, String> bundled,
      Format<C> format,
      Function<C, String> id) {
    LinkedHashMap<String, C> cards = new LinkedHashMap<>();
    folders.forEach(
        (folder, texts) ->
            add(kind, folder, CardFolder.slashed(URI.create(folder)), texts, format, id, cards));
    add(kind, BUNDLED, CardFolder.BUNDLED, bundled, format, id, cards);
    return cards;
  }

  private static <C> void add(
      CardKind kind,
      String folder,
      URI base,
      Map<String, String> texts,
      Format<C> format,
      Function<C, String> idOf,
      Map<String, C> cards) {
    Map<String, String> inFolder = new LinkedHashMap<>();
    texts.forEach(
        (name, text) -> {
          if (!name.endsWith(SUFFIX)) {
            return;
          }
          C card = format.read(text, file(folder, name), base);
          String id = idOf.apply(card);
          String other = inFolder.put(id, name);
          if (other != null) {
            throw new UserError(
                "Two "
                    + kind.name()
                    + "s in "
                    + folder
                    + " have the id "
                    + id
                    + ": "
                    + other
                    + " and "
                    + name
                    + ".");
          }
          cards.putIfAbsent(id, card);
        });
  }

  /** A file of a folder as messages name it. */
  static String file(String folder, String name) {
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }

  /**
   * The card with this id.
   *
   * @throws UserError naming the nearest id there is
   */
  public static <C> C get(CardKind kind, Map<String, C> cards, String id) {
    C card = cards.get(id);
    if (card == null) {
      throw new UserError(
          "There is no "
              + kind.name()
              + " "
              + id
              + ". Did you mean "
              + Nearest.of(id, cards.keySet())
              + "? There are "
              + String.join(", ", cards.keySet())
              + "; "
              + kind.pathKey()
              + " names folders with more.");
    }
    return card;
  }
}
