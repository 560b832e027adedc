package org.isobath.jobs.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelStore;

/** Model cards as a person reads them in a terminal, and as {@code --json} has them. */
final class CardTable {
  private CardTable() {}

  /** What there is to know about a card, in the order of {@code --json}. */
  static Map<String, Object> facts(ModelCard card, ModelStore store) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", card.id());
    facts.put("title", card.title());
    facts.put("kind", card.output().kind().name().toLowerCase(Locale.ROOT));
    facts.put("licence", card.licence().name());
    facts.put("commercial", card.licence().commercial());
    facts.put("verified", card.verified());
    facts.put("locked", card.hash().isPresent());
    facts.put("sha256", card.sha256());
    facts.put("bytes", card.bytes() > 0 ? card.bytes() : null);
    facts.put("source", card.source().toString());
    facts.put("cached", store.isCached(card));
    return facts;
  }

  /** A heading and a line per card, in columns. */
  static List<String> lines(List<Map<String, Object>> models) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("id", "kind", "licence", "commercial", "verified", "file", "size", "source"));
    for (Map<String, Object> model : models) {
      rows.add(
          List.of(
              text(model, "id"),
              text(model, "kind"),
              text(model, "licence"),
              yes(model, "commercial"),
              yes(model, "verified"),
              state(model),
              size(model.get("bytes") instanceof Long bytes ? bytes : 0),
              text(model, "source")));
    }
    return aligned(rows);
  }

  private static String state(Map<String, Object> model) {
    if (!(boolean) model.get("locked")) {
      return "not locked";
    }
    return (boolean) model.get("cached") ? "here" : "not fetched";
  }

  private static String text(Map<String, Object> model, String key) {
    return String.valueOf(model.get(key));
  }

  private static String yes(Map<String, Object> model, String key) {
    return (boolean) model.get(key) ? "yes" : "no";
  }

  private static List<String> aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        line.append(row.get(c)).append(" ".repeat(widths[c] - row.get(c).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** Bytes as a person reads them; a question mark where they are unknown. */
  static String size(long bytes) {
    if (bytes <= 0) {
      return "?";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
