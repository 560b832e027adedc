package org.isobath.generate.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.isobath.scene.SplitMix64;

/**
 * Which faults strike, and when: the same plan strikes the same request at the same attempt in
 * every run, whatever else goes on beside it.
 *
 * @param seed of all draws
 * @param rates of each fault, 0 to 1; absent is 0
 * @param most attempts of one request, from its first, that can be struck; after them everything
 *     goes well
 */
public record FaultPlan(long seed, Map<Fault, Double> rates, int most) {
  /** What {@link #all} gives every fault. */
  private static final double EVERY = .05;

  public FaultPlan {
    Map<Fault, Double> ordered = new EnumMap<>(Fault.class);
    rates.forEach(
        (fault, rate) -> {
          if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException(fault + " has a rate from 0 to 1, not " + rate);
          }
          ordered.put(fault, rate);
        });
    rates = Map.copyOf(ordered);
  }

  /** Everything goes well. */
  public static FaultPlan none(long seed) {
    return new FaultPlan(seed, Map.of(), Integer.MAX_VALUE);
  }

  /** A bad day that a run survives: every fault at its {@link Fault#usual() usual} rate. */
  public static FaultPlan some(long seed) {
    Map<Fault, Double> rates = new EnumMap<>(Fault.class);
    Arrays.stream(Fault.values()).forEach(fault -> rates.put(fault, fault.usual()));
    return new FaultPlan(seed, rates, Integer.MAX_VALUE);
  }

  /** Every fault at 5 %, also those that end a run. */
  public static FaultPlan all(long seed) {
    Map<Fault, Double> rates = new EnumMap<>(Fault.class);
    Arrays.stream(Fault.values()).forEach(fault -> rates.put(fault, EVERY));
    return new FaultPlan(seed, rates, Integer.MAX_VALUE);
  }

  /** Each request meets this fault at its first attempt, and no other. */
  public static FaultPlan once(Fault fault) {
    return new FaultPlan(0, Map.of(fault, 1.0), 1);
  }

  /** Every attempt of every request meets this fault, and no other. */
  public static FaultPlan always(Fault fault) {
    return new FaultPlan(0, Map.of(fault, 1.0), Integer.MAX_VALUE);
  }

  /** The same with another rate of one fault. */
  public FaultPlan with(Fault fault, double rate) {
    Map<Fault, Double> changed = new EnumMap<>(Fault.class);
    changed.putAll(rates);
    changed.put(fault, rate);
    return new FaultPlan(seed, changed, most);
  }

  /**
   * Whether a fault strikes.
   *
   * @param request marks the request
   * @param attempt 0 at its first
   */
  public boolean strikes(Fault fault, String request, int attempt) {
    double rate = rates.getOrDefault(fault, 0.0);
    if (rate == 0 || attempt >= most) {
      return false;
    }
    return unit(fault.name() + '\n' + request + '\n' + attempt) < rate;
  }

  /** The first fault of a stage, in the order of the list, that strikes. */
  Optional<Fault> first(Fault.Stage stage, String request, int attempt) {
    return Arrays.stream(Fault.values())
        .filter(fault -> fault.stage() == stage && strikes(fault, request, attempt))
        .findFirst();
  }

  /** Uniform in [0, 1): 64 bits of FNV-1a over the text, mixed with the seed. */
  private double unit(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return new SplitMix64(SplitMix64.mix(hash ^ SplitMix64.mix(seed))).unit();
  }
}
