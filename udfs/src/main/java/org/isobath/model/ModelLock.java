package org.isobath.model;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.isobath.UserError;

/**
 * The identity of the file behind a card, as found when somebody first fetched it on purpose. It is
 * kept beside the card, in {@code <id>.lock}, and not written into it: a card is a person's text
 * with comments, often in version control, or read-only inside a jar; the lock is a machine's, and
 * can be deleted and made again. A lock in a user's folder therefore serves bundled cards too.
 *
 * @param id of the card
 * @param source that was read; a lock does not apply to a card whose source has changed since
 */
public record ModelLock(String id, URI source, String sha256, long bytes) {
  static final String SUFFIX = ".lock";

  private static final List<String> KEYS = List.of("id", "source", "sha256", "bytes");

  /** {@code <id>.lock}. */
  public String fileName() {
    return id + SUFFIX;
  }

  /** The two lines that go into a card instead, for those who prefer one file. */
  public String cardLines() {
    return String.format(Locale.ROOT, "sha256 = \"%s\"%nbytes = %d%n", sha256, bytes);
  }

  /** Content of the lock file. */
  public String text() {
    return "# Written by: isobath models lock "
        + id
        + ". The file that was found at this source; nothing else is loaded for this card.\n"
        + "id = \""
        + id
        + "\"\nsource = \""
        + source
        + "\"\nsha256 = \""
        + sha256
        + "\"\nbytes = "
        + bytes
        + "\n";
  }

  static ModelLock parse(String text, String file) {
    CardSection lock = CardSection.parse(CardKind.MODEL, text, file, KEYS);
    String sha256 = lock.text("sha256");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw lock.wrong("sha256", "64 lower-case hex digits");
    }
    return new ModelLock(
        lock.text("id"), URI.create(lock.text("source")), sha256, lock.wholeLong("bytes", 0));
  }

  /** The card with this lock's hash. */
  ModelCard apply(ModelCard card, String file) {
    if (!card.source().equals(source)) {
      throw new UserError(
          "Model card "
              + card.id()
              + " names "
              + card.source()
              + ", but "
              + file
              + " was made from "
              + source
              + ". Delete the lock and run: isobath models lock "
              + card.id());
    }
    if (card.sha256() != null && !card.sha256().equals(sha256)) {
      throw new UserError(
          "Model card "
              + card.id()
              + " says sha256 "
              + card.sha256()
              + ", but "
              + file
              + " says "
              + sha256
              + ". Delete the one that is wrong.");
    }
    return card.locked(sha256, bytes);
  }
}
