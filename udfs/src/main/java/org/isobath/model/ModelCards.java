package org.isobath.model;

import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
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
    Map<String, Map<String, String>> texts = new LinkedHashMap<>();
    for (URI folder : folders) {
      texts.put(folder.toString(), CardFolder.read(CardKind.MODEL, folder, hadoop));
    }
    Map<String, String> bundled = CardFolder.readBundled(CardKind.MODEL);
    LinkedHashMap<String, ModelCard> cards =
        CardLoader.load(CardKind.MODEL, texts, bundled, ModelCard::parse, ModelCard::id);
    Map<String, LockFile> locks = new LinkedHashMap<>();
    texts.forEach((folder, files) -> addLocks(folder, files, locks));
    locks.forEach(
        (id, lock) ->
            cards.computeIfPresent(id, (i, card) -> lock.lock().apply(card, lock.file())));
    return new ModelCards(cards);
  }

  private record LockFile(ModelLock lock, String file) {}

  private static void addLocks(
      String folder, Map<String, String> texts, Map<String, LockFile> locks) {
    texts.forEach(
        (name, text) -> {
          if (name.endsWith(ModelLock.SUFFIX)) {
            String file = CardLoader.file(folder, name);
            ModelLock lock = ModelLock.parse(text, file);
            locks.putIfAbsent(lock.id(), new LockFile(lock, file));
          }
        });
  }

  /**
   * The card with this id.
   *
   * @throws UserError naming the nearest id there is
   */
  public ModelCard get(String id) {
    return CardLoader.get(CardKind.MODEL, cards, id);
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
