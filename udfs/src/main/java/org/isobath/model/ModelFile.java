package org.isobath.model;

import java.net.URI;

/**
 * A file that a card names.
 *
 * @param id of the card, and which of its files where it has several; for messages
 * @param source absolute
 * @param sha256 64 lower-case hex digits; null where nobody has locked it
 * @param bytes its length; 0 where unknown
 * @param relock what to do about a hash that no longer fits; ends a sentence
 */
record ModelFile(String id, URI source, String sha256, long bytes, String relock) {
  static ModelFile of(ModelCard card) {
    return new ModelFile(
        card.id(),
        card.source(),
        card.sha256(),
        card.bytes(),
        "remove the hash and run: isobath models lock " + card.id());
  }
}
