package org.isobath.model;

import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Nearest;
import org.isobath.UserError;

/**
 * Every model card in reach: the user's folders in their order, then the bundled ones. The first
 * card with an id wins.
 */
public final class ModelCards implements Serializable {
  private static final long serialVersionUID = 1L;

  // the class, not its interface: it travels to tasks
  private final LinkedHashMap<String, ModelCard> cards;

  private ModelCards(LinkedHashMap<String, ModelCard> cards) {
    this.cards = cards;
  }

  /**
   * Reads all cards ({@code *.conf}) and locks ({@code *.lock}).
   *
   * @param folders local paths or Hadoop URIs
   * @throws UserError when a folder cannot be read or any card in it is wrong: a card that is
   *     skipped would let another one with the same id run instead
   */
  public static ModelCards load(List<URI> folders, Configuration hadoop) {
    LinkedHashMap<String, ModelCard> cards = new LinkedHashMap<>();
    Map<String, LockFile> locks = new LinkedHashMap<>();
    for (URI folder : folders) {
      add(
          CardFolder.read(CardKind.MODEL, folder, hadoop),
          folder.toString(),
          CardFolder.slashed(folder),
          cards,
          locks);
    }
    add(CardFolder.readBundled(CardKind.MODEL), "(bundled)", CardFolder.BUNDLED, cards, locks);
    locks.forEach(
        (id, lock) ->
            cards.computeIfPresent(id, (i, card) -> lock.lock().apply(card, lock.file())));
    return new ModelCards(cards);
  }

  private record LockFile(ModelLock lock, String file) {}

  private static void add(
      Map<String, String> texts,
      String folder,
      URI base,
      Map<String, ModelCard> cards,
      Map<String, LockFile> locks) {
    Map<String, String> inFolder = new LinkedHashMap<>();
    texts.forEach(
        (name, text) -> {
          String file = folder.endsWith("/") ? folder + name : folder + "/" + name;
          if (name.endsWith(ModelLock.SUFFIX)) {
            ModelLock lock = ModelLock.parse(text, file);
            locks.putIfAbsent(lock.id(), new LockFile(lock, file));
            return;
          }
          ModelCard card = ModelCard.parse(text, file, base);
          String other = inFolder.put(card.id(), name);
          if (other != null) {
            throw new UserError(
                "Two model cards in "
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
  public ModelCard get(String id) {
    ModelCard card = cards.get(id);
    if (card == null) {
      throw new UserError(
          "There is no model card "
              + id
              + ". Did you mean "
              + Nearest.of(id, cards.keySet())
              + "? There are "
              + String.join(", ", cards.keySet())
              + "; models.path names folders with more.");
    }
    return card;
  }

  /** User cards first, each folder by file name. */
  public Collection<ModelCard> all() {
    return new ArrayList<>(cards.values());
  }

  /** Writes the lock beside the user's cards, where the next {@link #load} finds it. */
  public static void write(ModelLock lock, URI folder, Configuration hadoop) {
    CardFolder.write(folder, lock.fileName(), lock.text(), hadoop);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelCards that && cards.equals(that.cards);
  }

  @Override
  public int hashCode() {
    return cards.hashCode();
  }
}
