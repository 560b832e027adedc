package org.isobath.generate;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What requests cost and how long they take at the least, a line for each generator. */
public record Bill(List<Line> lines) {
  public Bill {
    lines = List.copyOf(lines);
  }

  /**
   * One generator's part.
   *
   * @param priceUsd of a picture
   * @param totalUsd of all pictures
   * @param hours at the limits of the card; null on devices of our own, whose speed no card knows
   */
  public record Line(
      String generator,
      long requests,
      long pictures,
      BigDecimal priceUsd,
      BigDecimal totalUsd,
      Double hours) {
    /**
     * By the card.
     *
     * @param latency of a prediction: so long it takes one of the places that the card has
     */
    public static Line of(GeneratorCard card, long requests, long pictures, Duration latency) {
      return new Line(
          card.id(),
          requests,
          pictures,
          card.priceUsd(),
          card.priceUsd().multiply(BigDecimal.valueOf(pictures)),
          card.local() ? null : atLimits(card, requests, latency));
    }

    private static double atLimits(GeneratorCard card, long requests, Duration latency) {
      double minutesToCreate = requests / card.limits().createsPerMinute();
      double minutesToRun = requests * (latency.toMillis() / 60_000.0) / card.limits().active();
      return Math.max(minutesToCreate, minutesToRun) / 60;
    }
  }

  public long requests() {
    return lines.stream().mapToLong(Line::requests).sum();
  }

  public long pictures() {
    return lines.stream().mapToLong(Line::pictures).sum();
  }

  public BigDecimal totalUsd() {
    return lines.stream().map(Line::totalUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Of the slowest hosted generator: they work side by side. */
  public double hours() {
    return lines.stream()
        .map(Line::hours)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(0);
  }

  /** Dollars for people: cents at least, and as many digits more as there are. */
  public static String dollars(BigDecimal usd) {
    return "$"
        + new DecimalFormat("#,##0.00########", DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(usd);
  }

  /** As a table for people: a line for each generator below one of titles. */
  public List<String> table() {
    String format = "  %-" + width() + "s  %10s  %10s  %10s  %12s  %8s";
    List<String> table = new ArrayList<>();
    table.add(
        format.formatted("generator", "requests", "pictures", "a picture", "in all", "hours"));
    for (Line line : lines) {
      table.add(
          String.format(
              Locale.ROOT,
              format,
              line.generator(),
              line.requests(),
              line.pictures(),
              dollars(line.priceUsd()),
              dollars(line.totalUsd()),
              line.hours() == null ? "?" : String.format(Locale.ROOT, "%.1f", line.hours())));
    }
    return table;
  }

  private int width() {
    return lines.stream()
        .mapToInt(line -> line.generator().length())
        .reduce("generator".length(), Math::max);
  }
}
