package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.isobath.generate.hosted.RequestState.Standing;
import org.junit.jupiter.api.Test;

class RequestStateTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");

  static final Map<EntryKind, LedgerEntry> ENTRIES = new EnumMap<>(EntryKind.class);

  static {
    ENTRIES.put(
        EntryKind.INTENT,
        new LedgerEntry.Intent(AT, "token", "generator", new BigDecimal("0.05"), "team", "me"));
    ENTRIES.put(EntryKind.BOUGHT, new LedgerEntry.Purchase(AT, new Bought("p1", null), List.of()));
    ENTRIES.put(EntryKind.NOT_CREATED, new LedgerEntry.NotCreated(AT, "429"));
    ENTRIES.put(EntryKind.AMBIGUOUS, new LedgerEntry.Parked(AT, "reset"));
    ENTRIES.put(
        EntryKind.STORED,
        new LedgerEntry.Stored(
            AT,
            List.of(),
            OptionalLong.empty(),
            Optional.of(new BigDecimal("0.06")),
            OptionalDouble.empty(),
            1,
            1,
            "passed"));
    ENTRIES.put(EntryKind.REJECTED, new LedgerEntry.Rejected(AT, Refusal.FAILED, "no luck", true));
  }

  private static RequestState fold(EntryKind... kinds) {
    List<LedgerEntry> entries = new ArrayList<>();
    for (EntryKind kind : kinds) {
      entries.add(ENTRIES.get(kind));
    }
    return RequestState.of(entries);
  }

  /** A way to each standing. */
  private static final Map<Standing, RequestState> STATES =
      Map.of(
          Standing.UNSENT, RequestState.NEW,
          Standing.INTENDED, fold(EntryKind.INTENT),
          Standing.BOUGHT, fold(EntryKind.INTENT, EntryKind.BOUGHT),
          Standing.STORED, fold(EntryKind.INTENT, EntryKind.BOUGHT, EntryKind.STORED),
          Standing.REJECTED, fold(EntryKind.INTENT, EntryKind.REJECTED),
          Standing.AMBIGUOUS, fold(EntryKind.INTENT, EntryKind.AMBIGUOUS));

  @Test
  void only_these_changes_are_possible() {
    List<String> possible = new ArrayList<>();
    for (Standing standing : Standing.values()) {
      for (EntryKind kind : EntryKind.values()) {
        try {
          RequestState after = STATES.get(standing).after(ENTRIES.get(kind));
          possible.add(standing.label() + " " + kind.label() + " " + after.standing().label());
        } catch (IllegalStateException e) {
          assertThat(e.getMessage()).contains(kind.label()).contains(standing.label());
        }
      }
    }
    assertThat(possible)
        .containsExactly(
            "unsent intent intended",
            "unsent rejected rejected",
            "intended bought bought",
            "intended not_created unsent",
            "intended ambiguous ambiguous",
            "intended rejected rejected",
            "bought stored stored",
            "bought rejected rejected",
            "ambiguous bought bought",
            "ambiguous not_created unsent",
            "ambiguous rejected rejected");
  }

  @Test
  void an_intent_after_a_proof_of_absence_is_another_attempt() {
    RequestState state = fold(EntryKind.INTENT, EntryKind.NOT_CREATED, EntryKind.INTENT);
    assertThat(state.attempts()).isEqualTo(2);
    assertThat(state.intentNumber()).as("number of the last intent").isEqualTo(2);
    assertThat(state.entries()).isEqualTo(3);
  }

  @Test
  void what_is_not_certainly_free_is_spent() {
    Map<Standing, String> spent = new EnumMap<>(Standing.class);
    STATES.forEach((standing, state) -> spent.put(standing, state.spentUsd().toPlainString()));
    assertThat(spent)
        .containsExactly(
            Map.entry(Standing.UNSENT, "0"),
            Map.entry(Standing.INTENDED, "0.05"),
            Map.entry(Standing.BOUGHT, "0.05"),
            Map.entry(Standing.STORED, "0.06"),
            Map.entry(Standing.REJECTED, "0.05"),
            Map.entry(Standing.AMBIGUOUS, "0.05"));
    RequestState free =
        fold(EntryKind.INTENT)
            .after(new LedgerEntry.Rejected(AT, Refusal.MODERATED, "not this", false));
    assertThat(free.spentUsd()).isEqualByComparingTo("0");
    assertThat(fold(EntryKind.INTENT, EntryKind.NOT_CREATED).spentUsd()).isEqualByComparingTo("0");
  }

  @Test
  void two_intents_in_a_row_are_a_broken_ledger() {
    assertThatThrownBy(() -> fold(EntryKind.INTENT, EntryKind.INTENT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("entry 1 is intent, which cannot follow on intended");
  }
}
