package org.isobath.jobs.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isobath.generate.sandbox.SandboxBill;

/** What a rehearsal has cost nobody, in lines and figures. */
final class RehearsalReport {
  private RehearsalReport() {}

  /** One line while it goes on. */
  static String line(SandboxBill bill) {
    return "rehearsal: %d create calls, %d predictions, %s USD that nobody pays, %d requests bought twice, %d faults"
        .formatted(
            bill.creates(),
            bill.predictions(),
            bill.usd().toPlainString(),
            bill.boughtTwice(),
            bill.faults().values().stream().mapToLong(Long::longValue).sum());
  }

  /** What to look at when it is over. */
  static List<String> lines(SandboxBill bill) {
    List<String> lines = new ArrayList<>();
    lines.add(line(bill));
    if (!bill.fates().isEmpty()) {
      lines.add("predictions by outcome: " + bill.fates());
    }
    if (bill.boughtTwice() > 0) {
      lines.add("BOUGHT TWICE: " + bill.boughtTwice() + " requests have more than one prediction.");
    }
    bill.strayKeys()
        .forEach(
            (endpoint, count) ->
                lines.add("KEY LEAKED: shown " + count + " times at " + endpoint + "."));
    if (bill.controlsWithMetadata() > 0) {
      lines.add(
          "METADATA SENT: "
              + bill.controlsWithMetadata()
              + " controls carried EXIF or other text.");
    }
    return lines;
  }

  static Map<String, Object> figures(SandboxBill bill) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("creates", bill.creates());
    figures.put("predictions", bill.predictions());
    figures.put("usd", bill.usd());
    figures.put("bought_twice", bill.boughtTwice());
    figures.put("stray_keys", bill.strayKeys());
    figures.put("controls_with_metadata", bill.controlsWithMetadata());
    return figures;
  }
}
