package org.isobath.jobs.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.isobath.jobs.Outcome;

/** The answer to a question: figures, lines for a person, and what became of each target. */
final class Verdicts {
  private final Map<String, Object> figures = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();
  private final Map<String, String> verdicts = new LinkedHashMap<>();

  void figure(String name, Object value) {
    figures.put(name, value);
  }

  /** Three figures: the median under its name, and the ends of its interval. */
  void figure(String name, MedianInterval interval) {
    figures.put(name, interval.median());
    figures.put(name + "_low", interval.low());
    figures.put(name + "_high", interval.high());
  }

  void line(String format, Object... values) {
    lines.add("bench: " + String.format(Locale.ROOT, format, values));
  }

  /** The figure {@code name} is to be at least {@code target}. */
  void atLeast(String name, MedianInterval measured, double target) {
    verdict(name + " >= " + target, measured.verdict(target));
  }

  /** The figure {@code name} is to be at most {@code target}. */
  void atMost(String name, MedianInterval measured, double target) {
    verdict(name + " <= " + target, measured.verdictAtMost(target));
  }

  private void verdict(String target, String verdict) {
    verdicts.put(target, verdict);
    line("%s: %s", target, verdict);
  }

  Outcome outcome() {
    figures.put("verdicts", verdicts);
    figures.put("peak_rss_mb", Usage.peakRssMb());
    return Outcome.of(figures, lines);
  }
}
