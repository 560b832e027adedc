package org.isobath.generate;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.isobath.UserError;
import org.isobath.model.CardFolder;
import org.isobath.model.CardKind;
import org.isobath.model.CardLoader;

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

  private static final Pattern COMPONENTS = Pattern.compile("(?m)^components\\s*\\{");

  /** The same for generators on our own devices; their cards lie in the same folders of users. */
  public static final CardKind LOCAL =
      new CardKind(KIND.name(), KIND.pathKey(), "/org/isobath/conf/generators/", "flux-onnx.conf");

  private final Map<String, GeneratorCard> cards;
  private final Map<String, LocalGeneratorCard> local;

  private GeneratorCards(Map<String, GeneratorCard> cards, Map<String, LocalGeneratorCard> local) {
    this.cards = cards;
    this.local = local;
  }

  /**
   * The cards of these folders and the bundled ones. A text with the key {@code components} is the
   * card of a local generator.
   *
   * @param folders of the user, in their order: where it is, and the texts in it by file name
   * @throws UserError when any card is wrong: one that is skipped would let another one with the
   *     same id spend money instead
   */
  public static GeneratorCards of(Map<String, Map<String, String>> folders) {
    return new GeneratorCards(
        CardLoader.load(
            KIND,
            those(folders, false),
            CardFolder.readBundled(KIND),
            (text, file, folder) -> GeneratorCardFormat.read(text, file),
            GeneratorCard::id),
        CardLoader.load(
            LOCAL,
            those(folders, true),
            CardFolder.readBundled(LOCAL),
            LocalCardFormat::read,
            LocalGeneratorCard::id));
  }

  private static Map<String, Map<String, String>> those(
      Map<String, Map<String, String>> folders, boolean local) {
    Map<String, Map<String, String>> those = new LinkedHashMap<>();
    folders.forEach(
        (folder, texts) -> {
          Map<String, String> kept = new TreeMap<>(texts);
          kept.values().removeIf(text -> COMPONENTS.matcher(text).find() != local);
          those.put(folder, kept);
        });
    return those;
  }

  /**
   * The card of a hosted generator.
   *
   * @throws UserError naming the nearest id there is
   */
  public GeneratorCard get(String id) {
    if (isLocal(id)) {
      throw new UserError(
          "Generator "
              + id
              + " runs on devices of your own, and nothing is bought from it. isobath doctor"
              + " --generator "
              + id
              + " says whether its components fit together and fit this machine.");
    }
    return CardLoader.get(KIND, cards, id);
  }

  /** Whether the generator with this id runs on devices of our own. */
  public boolean isLocal(String id) {
    return local.containsKey(id) && !cards.containsKey(id);
  }

  /**
   * What a generator takes, at which price and under which licence, whether it is bought from or
   * runs on devices of our own.
   *
   * @throws UserError naming the nearest id there is
   */
  public GeneratorCard terms(String id) {
    return CardLoader.get(KIND, named(), id);
  }

  /** The terms of all generators, hosted ones first. */
  public Collection<GeneratorCard> terms() {
    return List.copyOf(named().values());
  }

  private Map<String, GeneratorCard> named() {
    Map<String, GeneratorCard> named = new LinkedHashMap<>(cards);
    local.forEach((id, card) -> named.putIfAbsent(id, card.terms()));
    return named;
  }

  /**
   * The card of a local generator.
   *
   * @throws UserError naming the nearest id there is
   */
  public LocalGeneratorCard local(String id) {
    return CardLoader.get(LOCAL, local, id);
  }

  /** Local generators: user cards first, each folder by file name. */
  public Collection<LocalGeneratorCard> local() {
    return List.copyOf(local.values());
  }

  /** Hosted generators: user cards first, each folder by file name. */
  public Collection<GeneratorCard> all() {
    return List.copyOf(cards.values());
  }
}
