package org.isobath.jobs.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.isobath.generate.GeneratorCard;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;

/** {@code sandbox --check}: a card beside what its provider says. */
final class CheckRun {
  private CheckRun() {}

  static Outcome of(Run run, GeneratorCard card, boolean spend) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: %s, lifecycle %s"
            .formatted(card.id(), card.title(), card.lifecycle().name().toLowerCase(Locale.ROOT)));
    card.doubts().forEach(doubt -> lines.add("in doubt: " + doubt));
    if (run.options().dryRun()) {
      lines.add("Nothing was asked: --dry-run.");
      return Outcome.of(Map.of("generator", card.id()), lines);
    }
    Account account = Account.of(card, System.getenv());
    lines.addAll(new CardCheck(account).lines());
    if (spend) {
      run.progress()
          .println(
              "buying one picture of %s for %s USD by its card"
                  .formatted(
                      card.id(),
                      card.priceUsd() == null ? "an unknown number of" : card.priceUsd()));
      lines.addAll(new PaidCheck(account).lines());
    } else {
      lines.add("Nothing was spent. With --spend one picture is bought, which tells the rest.");
    }
    return Outcome.of(
        Map.of("generator", card.id(), "spent", spend),
        lines.stream().map(account.key()::hide).toList());
  }
}
