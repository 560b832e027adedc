package org.isobath.jobs.generate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.isobath.generate.Bill;
import org.isobath.generate.hosted.SenderProgress;
import org.isobath.jobs.Outcome;

/**
 * What a run did, and what it cost.
 *
 * @param all requests that were ever planned
 * @param end of the sender; null when there was nothing to do
 * @param local what was made on our own devices
 */
record Account(
    long all, GenerateSettings settings, Purchase purchase, SenderProgress end, LocalWork local) {
  Outcome outcome() {
    long out = purchase.stored() + local.stored();
    long rejected = purchase.rejected() + localRejects();
    return new Outcome(
        all,
        out,
        rejected,
        all - out - rejected,
        Map.of(),
        figures(),
        lines(),
        purchase.heard().costUsd(),
        unaffordable() > 0);
  }

  private long localRejects() {
    return local.rejected().values().stream().mapToLong(Long::longValue).sum();
  }

  private long unaffordable() {
    return end == null ? 0 : end.unaffordable();
  }

  private Map<String, Object> figures() {
    Heard heard = purchase.heard();
    Map<String, Long> reasons = new LinkedHashMap<>();
    heard.rejected().forEach((reason, sum) -> reasons.put(reason.label(), sum.count()));
    local.rejected().forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    Map<String, Object> money = new LinkedHashMap<>();
    heard.rejected().forEach((reason, sum) -> money.put(reason.label(), sum.usd()));
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("pictures", purchase.pictures() + local.pictures());
    figures.put("device_seconds", local.deviceSeconds());
    figures.put("cost_usd", heard.costUsd());
    figures.put("spent_usd", end == null ? BigDecimal.ZERO : end.spentUsd());
    figures.put("rejects", reasons);
    figures.put("rejects_usd", money);
    figures.put("ambiguous", purchase.doubtful().count());
    figures.put("ambiguous_usd", purchase.doubtful().usd());
    figures.put("unaffordable", unaffordable());
    figures.put("left", heard.left().count() + local.left());
    return figures;
  }

  private List<String> lines() {
    Heard heard = purchase.heard();
    List<String> lines = new ArrayList<>();
    if (local.requests() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "generate: %d pictures of %d requests on our own devices, %d rejected, %.1f device"
                  + " seconds",
              local.pictures(),
              local.stored(),
              localRejects(),
              local.deviceSeconds()));
      local
          .rejected()
          .forEach((reason, count) -> lines.add("  %s: %d requests".formatted(reason, count)));
      if (local.left() > 0) {
        lines.add(
            "  left: %d requests whose depth is no longer there; estimate it again, or plan anew"
                .formatted(local.left()));
      }
    }
    if (local.requests() > 0 && end == null) {
      return lines;
    }
    lines.add(
        "generate: %d pictures of %d requests, %d rejected, %s spent"
            .formatted(
                purchase.pictures(),
                purchase.stored(),
                purchase.rejected(),
                Bill.dollars(heard.costUsd())));
    heard
        .rejected()
        .forEach(
            (reason, sum) ->
                lines.add(
                    "  %s: %d requests, which cost %s"
                        .formatted(reason.label(), sum.count(), Bill.dollars(sum.usd()))));
    if (purchase.doubtful().count() > 0) {
      lines.add(
          "  ambiguous: %d requests, counted as spent with %s; isobath generate --reconcile looks for them again"
              .formatted(purchase.doubtful().count(), Bill.dollars(purchase.doubtful().usd())));
    }
    if (unaffordable() > 0) {
      lines.add(
          "  not sent: %d requests would cross a budget. Raise generate.budget-usd (%s) or the group's in generate.budgets, then run generate again"
              .formatted(unaffordable(), Bill.dollars(settings.budgetUsd())));
    }
    long others = heard.left().count() - unaffordable();
    if (others > 0) {
      lines.add(
          "  left for another run: %d requests, such as one because %s"
              .formatted(others, heard.whyLeft()));
    }
    if (purchase.unmade() > 0) {
      lines.add("  controls that could not be made: %d".formatted(purchase.unmade()));
    }
    return lines;
  }
}
