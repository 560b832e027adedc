package org.isobath.generate.hosted;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.UserError;
import org.isobath.generate.GenerationRequest;

/**
 * Where requests stand by their ledger alone, without a call to anybody. It may be asked for while
 * a sender runs.
 *
 * @param standings requests by where they stand
 * @param rejected those that ended without pictures, by reason
 * @param spentUsd everything that is not certainly free
 * @param distrusted what the ledger holds that cannot be read, for people
 */
public record LedgerStatus(
    Map<RequestState.Standing, Integer> standings,
    Map<Refusal, Integer> rejected,
    BigDecimal spentUsd,
    List<String> distrusted) {
  /** Reads the entries of all requests, one after the other. */
  public static LedgerStatus of(Ledger ledger, Collection<GenerationRequest> requests)
      throws IOException {
    Map<RequestState.Standing, Integer> standings = new EnumMap<>(RequestState.Standing.class);
    Map<Refusal, Integer> rejected = new EnumMap<>(Refusal.class);
    List<String> distrusted = new ArrayList<>();
    BigDecimal spent = BigDecimal.ZERO;
    Set<String> known = ledger.requests();
    for (GenerationRequest request : requests) {
      RequestState state = RequestState.NEW;
      try {
        if (known.contains(request.requestId())) {
          state = ledger.state(request.requestId());
        }
      } catch (UserError e) {
        distrusted.add(e.getMessage());
        continue;
      }
      standings.merge(state.standing(), 1, Integer::sum);
      spent = spent.add(state.spentUsd());
      if (state.end() instanceof LedgerEntry.Rejected end) {
        rejected.merge(end.reason(), 1, Integer::sum);
      }
    }
    return new LedgerStatus(
        Map.copyOf(standings), Map.copyOf(rejected), spent, List.copyOf(distrusted));
  }
}
