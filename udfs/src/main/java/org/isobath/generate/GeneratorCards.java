package org.isobath.generate;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isobath.Nearest;
import org.isobath.UserError;
import org.isobath.model.CardFolder;
import org.isobath.model.CardKind;

/**
 * Every generator card in reach: the user's folders in their order, then the bundled ones ({@code
 * conf/providers}). The first card with an id wins.
 */
public final class GeneratorCards {
  /** What {@link CardFolder} reads for it. */
  public static final CardKind KIND =
      new CardKind(
          "generator card",
          "generators.path",
          "/org/isobath/conf/providers/",
          "bfl-flux-pro-depth.conf");

  private static final String SUFFIX = ".conf";

  private final Map<String, GeneratorCard> cards;

  private GeneratorCards(Map<String, GeneratorCard> cards) {
    this.cards = cards;
  }

  /**
   * The cards of these folders and the bundled ones.
   *
   * @param folders of the user, in their order: where it is, and the texts in it by file name
   * @throws UserError when any card is wrong: one that is skipped would let another one with the
   *     same id spend money instead
   */
  public static GeneratorCards of(Map<String, Map<String, String>> folders) {
    Map<String, GeneratorCard> cards = new LinkedHashMap<>();
    folders.forEach((folder, texts) -> add(folder, texts, cards));
    add("(bundled)", CardFolder.readBundled(KIND), cards);
    return new GeneratorCards(cards);
  }

  private static void add(
      String folder, Map<String, String> texts, Map<String, GeneratorCard> cards) {
    Map<String, String> inFolder = new LinkedHashMap<>();
    texts.forEach(
        (name, text) -> {
          if (!name.endsWith(SUFFIX)) {
            return;
          }
          String file = folder.endsWith("/") ? folder + name : folder + "/" + name;
          GeneratorCard card = GeneratorCardFormat.read(text, file);
          String other = inFolder.put(card.id(), name);
          if (other != null) {
            throw new UserError(
                "Two generator cards in "
                    + folder
                    + " have the id "
                    + card.id()
                    + ": "
                    + other
                    + " and "
                    + name
                    + ".");
          }
          cards.putIfAbsent(card.id(), card);
        });
  }

  /**
   * The card with this id.
   *
   * @throws UserError naming the nearest id there is
   */
  public GeneratorCard get(String id) {
    GeneratorCard card = cards.get(id);
    if (card == null) {
      throw new UserError(
          "There is no generator card "
              + id
              + ". Did you mean "
              + Nearest.of(id, cards.keySet())
              + "? There are "
              + String.join(", ", cards.keySet())
              + "; generators.path names folders with more.");
    }
    return card;
  }

  /** User cards first, each folder by file name. */
  public Collection<GeneratorCard> all() {
    return List.copyOf(cards.values());
  }
}
