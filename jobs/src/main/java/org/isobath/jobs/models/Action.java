package org.isobath.jobs.models;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.isobath.Nearest;
import org.isobath.UserError;
import org.isobath.jobs.Options;

/** What {@code isobath models} can do; the word after the verb. */
enum Action {
  /** Shows every card in reach. */
  LIST,
  /** Downloads model files into the cache of this machine and verifies them. */
  FETCH,
  /** Hashes files again that are in the cache already. */
  VERIFY,
  /** Records the hash of the file that is behind a card now. */
  LOCK;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static String labels() {
    return Arrays.stream(values()).map(Action::label).collect(Collectors.joining(" | "));
  }

  /** The action of a command line; {@link #LIST} where none is named. */
  static Action of(Options options) {
    if (options.arguments().isEmpty()) {
      return LIST;
    }
    String word = options.arguments().get(0);
    for (Action action : values()) {
      if (action.label().equals(word)) {
        return action;
      }
    }
    List<String> known = Arrays.stream(values()).map(Action::label).toList();
    throw new UserError(
        "Unknown word after models: "
            + word
            + ". Did you mean "
            + Nearest.of(word, known)
            + "? There are "
            + labels()
            + ".");
  }

  /** The card ids of a command line. */
  static List<String> ids(Options options) {
    List<String> words = options.arguments();
    return words.isEmpty() ? words : words.subList(1, words.size());
  }
}
