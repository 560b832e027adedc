package org.isobath.model;

import java.util.Map;
import org.isobath.UserError;

/**
 * Every CLIP card in reach: the user's folders in their order, then the bundled ones. The first
 * card with an id wins.
 */
public final class ClipCards {
  private final Map<String, ClipCard> cards;

  private ClipCards(Map<String, ClipCard> cards) {
    this.cards = cards;
  }

  /**
   * The cards of these folders and the bundled ones.
   *
   * @param folders of the user, in their order: where it is, and the texts in it by file name
   * @throws UserError when any card is wrong: one that is skipped would let another one with the
   *     same id serve instead
   */
  public static ClipCards of(Map<String, Map<String, String>> folders) {
    return new ClipCards(
        CardLoader.load(
            CardKind.CLIP,
            folders,
            CardFolder.readBundled(CardKind.CLIP),
            ClipCard::parse,
            ClipCard::id));
  }

  /**
   * The card with this id.
   *
   * @throws UserError naming the nearest id there is
   */
  public ClipCard get(String id) {
    return CardLoader.get(CardKind.CLIP, cards, id);
  }
}
