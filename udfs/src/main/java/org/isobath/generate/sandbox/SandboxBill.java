package org.isobath.generate.sandbox;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What happened in a rehearsal, and what the provider would have charged for it. A prediction is
 * charged when it is created, whatever becomes of it, unless the documentation says that it is not.
 */
public final class SandboxBill {
  private final Map<String, Long> calls = new TreeMap<>();
  private final Map<String, Long> refusals = new TreeMap<>();
  private final Map<Fault, Long> faults = new TreeMap<>();
  private final Map<String, BigDecimal> charges = new LinkedHashMap<>();
  private final Map<String, Long> perRequest = new LinkedHashMap<>();
  private final Map<String, BigDecimal> usdPerRequest = new LinkedHashMap<>();
  private final Map<String, Long> fates = new TreeMap<>();
  private final Set<String> keys = new TreeSet<>();
  private final Map<String, Long> strayKeys = new TreeMap<>();
  private BigDecimal total = BigDecimal.ZERO;
  private long creates;
  private long replays;
  private long withMetadata;
  private long largestInline;

  synchronized void called(String endpoint) {
    calls.merge(endpoint, 1L, Long::sum);
  }

  synchronized void asked() {
    creates++;
  }

  synchronized void refused(String why) {
    refusals.merge(why, 1L, Long::sum);
  }

  synchronized void struck(Fault fault) {
    faults.merge(fault, 1L, Long::sum);
  }

  synchronized void replayed() {
    replays++;
  }

  synchronized void charged(Prediction prediction, BigDecimal usd) {
    charges.put(prediction.id(), usd);
    total = total.add(usd);
    perRequest.merge(prediction.draft().request(), 1L, Long::sum);
    usdPerRequest.merge(prediction.draft().request(), usd, BigDecimal::add);
    fates.merge(prediction.fate().label(), 1L, Long::sum);
  }

  synchronized void refunded(Prediction prediction) {
    BigDecimal usd = charges.put(prediction.id(), BigDecimal.ZERO);
    total = total.subtract(usd);
    usdPerRequest.merge(prediction.draft().request(), usd.negate(), BigDecimal::add);
  }

  synchronized void key(String key) {
    keys.add(key);
  }

  synchronized void strayKey(String endpoint) {
    strayKeys.merge(endpoint, 1L, Long::sum);
  }

  synchronized void control(boolean inline, int bytes, boolean metadata) {
    withMetadata += metadata ? 1 : 0;
    largestInline = inline ? Math.max(largestInline, bytes) : largestInline;
  }

  /** Create calls that arrived, refused and repeated ones too. */
  public synchronized long creates() {
    return creates;
  }

  /** Create calls that were answered from an earlier one, by their idempotency key. */
  public synchronized long replays() {
    return replays;
  }

  /** Distinct predictions, each of which the provider would have made. */
  public synchronized long predictions() {
    return charges.size();
  }

  /** Predictions of each request, which is its seed and its prompt with a space between. */
  public synchronized Map<String, Long> perRequest() {
    return Map.copyOf(perRequest);
  }

  /** What would have been charged for each request, by the same names. */
  public synchronized Map<String, BigDecimal> usdPerRequest() {
    return Map.copyOf(usdPerRequest);
  }

  /** Requests with more than one prediction: bought twice. */
  public synchronized long boughtTwice() {
    return perRequest.values().stream().filter(count -> count > 1).count();
  }

  /** Predictions by what becomes of them, as decided when they were created. */
  public synchronized Map<String, Long> fates() {
    return Map.copyOf(fates);
  }

  /** What would have been charged. */
  public synchronized BigDecimal usd() {
    return total;
  }

  /** Calls by endpoint, such as {@code POST /v1/prediction}. */
  public synchronized Map<String, Long> calls() {
    return Map.copyOf(calls);
  }

  /** Create calls that were refused, by why. */
  public synchronized Map<String, Long> refusals() {
    return Map.copyOf(refusals);
  }

  /** Faults that struck. */
  public synchronized Map<Fault, Long> faults() {
    return Map.copyOf(faults);
  }

  /** Keys that were shown, whole: for tests, never printed. */
  public synchronized Set<String> keys() {
    return Set.copyOf(keys);
  }

  /** Endpoints that were shown a key although none is due there, which leaks it. */
  public synchronized Map<String, Long> strayKeys() {
    return Map.copyOf(strayKeys);
  }

  /** Controls that carried EXIF or any other metadata out of the house. */
  public synchronized long controlsWithMetadata() {
    return withMetadata;
  }

  /** Bytes of the largest control that travelled inside a create call. */
  public synchronized long largestInline() {
    return largestInline;
  }

  /** Everything but the keys, for {@code GET /_sandbox/bill}. */
  synchronized Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("creates", creates);
    figures.put("predictions", charges.size());
    figures.put("usd", usd());
    figures.put("bought_twice", boughtTwice());
    figures.put("replays", replays);
    figures.put("fates", fates);
    figures.put("refusals", refusals);
    Map<String, Long> struck = new LinkedHashMap<>();
    faults.forEach((fault, count) -> struck.put(fault.label(), count));
    figures.put("faults", struck);
    figures.put("calls", calls);
    figures.put("keys", keys.size());
    figures.put("stray_keys", strayKeys);
    figures.put("controls_with_metadata", withMetadata);
    figures.put("largest_inline", largestInline);
    figures.put("per_request", perRequest);
    return figures;
  }
}
