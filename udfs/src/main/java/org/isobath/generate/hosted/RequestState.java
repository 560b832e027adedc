package org.isobath.generate.hosted;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a request stands: the fold over its entries, and nothing but that.
 *
 * @param standing what may come next hangs on it
 * @param entries how many there are: the number of the next one
 * @param attempts create calls that were intended
 * @param intentNumber number of the last intent's entry; -1 without one
 * @param intent the last one; null without one
 * @param purchase what it bought; null while nothing is known to be bought
 * @param end {@link LedgerEntry.Stored} or {@link LedgerEntry.Rejected}; null before the end
 */
public record RequestState(
    Standing standing,
    int entries,
    int attempts,
    int intentNumber,
    LedgerEntry.Intent intent,
    LedgerEntry.Purchase purchase,
    LedgerEntry end) {

  /** What a request is. */
  public enum Standing {
    /** Nothing was intended, or what was intended bought nothing. */
    UNSENT,
    /** A create call may have been sent. */
    INTENDED,
    /** The prediction exists. */
    BOUGHT,
    /** The pictures are here. */
    STORED,
    /** It ended without pictures. */
    REJECTED,
    /** Nobody knows whether it was bought, and it was given up to find out. */
    AMBIGUOUS;

    /** The name in tables and reports: lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Which entries may follow on which standing. */
  static final Map<Standing, Set<EntryKind>> NEXT =
      Map.of(
          Standing.UNSENT, EnumSet.of(EntryKind.INTENT, EntryKind.REJECTED),
          Standing.INTENDED,
              EnumSet.of(
                  EntryKind.BOUGHT, EntryKind.NOT_CREATED, EntryKind.AMBIGUOUS, EntryKind.REJECTED),
          Standing.BOUGHT, EnumSet.of(EntryKind.STORED, EntryKind.REJECTED),
          Standing.STORED, EnumSet.noneOf(EntryKind.class),
          Standing.REJECTED, EnumSet.noneOf(EntryKind.class),
          // somebody looked again
          Standing.AMBIGUOUS,
              EnumSet.of(EntryKind.BOUGHT, EntryKind.NOT_CREATED, EntryKind.REJECTED));

  static final RequestState NEW = new RequestState(Standing.UNSENT, 0, 0, -1, null, null, null);

  /** The state after all of a request's entries, in the order of their numbers. */
  static RequestState of(List<LedgerEntry> entries) {
    RequestState state = NEW;
    for (LedgerEntry entry : entries) {
      state = state.after(entry);
    }
    return state;
  }

  /**
   * The state after one more entry.
   *
   * @throws IllegalStateException when the entry cannot come now
   */
  RequestState after(LedgerEntry entry) {
    EntryKind kind = EntryKind.of(entry);
    if (!NEXT.get(standing).contains(kind)) {
      throw new IllegalStateException(
          "entry %d is %s, which cannot follow on %s"
              .formatted(entries, kind.label(), standing.label()));
    }
    int next = entries + 1;
    return switch (kind) {
      case INTENT ->
          new RequestState(
              Standing.INTENDED,
              next,
              attempts + 1,
              entries,
              (LedgerEntry.Intent) entry,
              null,
              null);
      case BOUGHT ->
          new RequestState(
              Standing.BOUGHT,
              next,
              attempts,
              intentNumber,
              intent,
              (LedgerEntry.Purchase) entry,
              null);
      case NOT_CREATED ->
          new RequestState(Standing.UNSENT, next, attempts, intentNumber, intent, null, null);
      case AMBIGUOUS ->
          new RequestState(Standing.AMBIGUOUS, next, attempts, intentNumber, intent, null, null);
      case STORED ->
          new RequestState(Standing.STORED, next, attempts, intentNumber, intent, purchase, entry);
      case REJECTED ->
          new RequestState(
              Standing.REJECTED, next, attempts, intentNumber, intent, purchase, entry);
    };
  }

  /** Whether nothing more happens to it by itself. */
  public boolean ended() {
    return standing == Standing.STORED || standing == Standing.REJECTED;
  }

  /** What it counts in a budget: everything that is not certainly free. */
  public BigDecimal spentUsd() {
    return switch (standing) {
      case UNSENT -> BigDecimal.ZERO;
      case INTENDED, BOUGHT, AMBIGUOUS -> intent.priceUsd();
      case STORED ->
          ((LedgerEntry.Stored) end)
              .costUsd()
              .map(intent.priceUsd()::max)
              .orElse(intent.priceUsd());
      case REJECTED ->
          ((LedgerEntry.Rejected) end).spent() && intent != null
              ? intent.priceUsd()
              : BigDecimal.ZERO;
    };
  }
}
