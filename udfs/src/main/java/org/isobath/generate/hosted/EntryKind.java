package org.isobath.generate.hosted;

import java.util.Locale;

/** What an entry of the ledger says, as its {@code kind} field names it. */
enum EntryKind {
  INTENT,
  BOUGHT,
  NOT_CREATED,
  AMBIGUOUS,
  STORED,
  REJECTED;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static EntryKind of(LedgerEntry entry) {
    if (entry instanceof LedgerEntry.Intent) {
      return INTENT;
    } else if (entry instanceof LedgerEntry.Purchase) {
      return BOUGHT;
    } else if (entry instanceof LedgerEntry.NotCreated) {
      return NOT_CREATED;
    } else if (entry instanceof LedgerEntry.Parked) {
      return AMBIGUOUS;
    } else if (entry instanceof LedgerEntry.Stored) {
      return STORED;
    }
    return REJECTED;
  }
}
