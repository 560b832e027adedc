package org.isobath.generate.hosted;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** One change in the life of a request, as one object of the ledger holds it. */
public sealed interface LedgerEntry {
  /** When it was written, by the sender's clock. */
  Instant at();

  /**
   * A create call is about to be sent: written before it.
   *
   * @param attempt unguessable token of this attempt
   * @param generator id of the card
   * @param priceUsd of all pictures, by the card
   * @param budgetGroup whose money it is
   * @param process that is about to send it, for people
   */
  record Intent(
      Instant at,
      String attempt,
      String generator,
      BigDecimal priceUsd,
      String budgetGroup,
      String process)
      implements LedgerEntry {}

  /**
   * The prediction exists: written before it is asked for.
   *
   * @param outputs places of its pictures, where the answer to the create call held them already
   */
  record Purchase(Instant at, Bought bought, List<URI> outputs) implements LedgerEntry {
    public Purchase {
      outputs = List.copyOf(outputs);
    }
  }

  /**
   * The pictures are here: written after them.
   *
   * @param seed that was used, when the provider says so
   * @param costUsd that was charged, when the provider says so
   * @param deviceSeconds of the run, when the provider says so
   * @param latencyMillis from the intent to the last picture
   * @param attempts create calls it took
   * @param safety verdict of the provider
   */
  record Stored(
      Instant at,
      List<Picture> pictures,
      OptionalLong seed,
      Optional<BigDecimal> costUsd,
      OptionalDouble deviceSeconds,
      long latencyMillis,
      int attempts,
      String safety)
      implements LedgerEntry {
    public Stored {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * One picture.
   *
   * @param name of its object in the ledger's storage
   * @param sha256 hex
   * @param format jpeg, png or webp, by its bytes
   */
  record Picture(String name, String sha256, String format, int width, int height, long bytes) {}

  /**
   * It ended without pictures.
   *
   * @param spent whether it counts as paid for
   */
  record Rejected(Instant at, Refusal reason, String message, boolean spent)
      implements LedgerEntry {}

  /** The last intent bought nothing, for certain. */
  record NotCreated(Instant at, String evidence) implements LedgerEntry {}

  /** Nobody knows whether the last intent bought something: it counts as spent. */
  record Parked(Instant at, String message) implements LedgerEntry {}
}
