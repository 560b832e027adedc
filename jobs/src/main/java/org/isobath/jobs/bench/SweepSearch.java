package org.isobath.jobs.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.isobath.UserError;

/**
 * Looks for the fastest point in few measurements. From the best point so far it goes along one
 * axis after the other, and leaves an axis once two steps in a row have brought nothing; then the
 * best few and the start are measured again, in turn, and the fastest by median wins. A point that
 * is hardly faster does not win against one that was there before: axes begin with the plainest
 * settings.
 */
final class SweepSearch {
  /** A point counts as faster from here on; less is what a quiet machine varies by. */
  static final double FASTER = 1.02;

  private static final int PATIENCE = 2;
  private static final int FINALISTS = 3;
  private static final int REPEATS = 4;

  /** Of the start before the first that counts, at most: code is compiled while it runs. */
  private static final int WARM_UPS = 10;

  /** Measures a point. */
  interface Measure {
    /**
     * @throws UserError when the point cannot be used here
     */
    Trial.Rate of(SweepPoint point) throws Exception;
  }

  /**
   * A point that was tried.
   *
   * @param rates of each measurement; empty where it could not be used
   * @param obstacle why not, or null
   */
  record Tried(SweepPoint point, List<Trial.Rate> rates, String obstacle) {
    /** Median of the measurements, images/s; 0 without any. */
    double speed() {
      return rates.isEmpty()
          ? 0
          : MedianInterval.of(rates.stream().mapToDouble(Trial.Rate::images).toArray()).median();
    }
  }

  private final Measure measure;
  private final List<Tried> tried = new ArrayList<>();

  SweepSearch(Measure measure) {
    this.measure = measure;
  }

  /**
   * @param start as configured
   * @param axes each gives the points to try from the best so far, in their order
   * @return the winner
   * @throws UserError when the start itself cannot be used
   */
  Tried run(SweepPoint start, List<Function<SweepPoint, List<SweepPoint>>> axes) throws Exception {
    warmUp(start);
    Tried best = attempt(start);
    if (best.obstacle() != null) {
      throw new UserError(best.obstacle());
    }
    for (Function<SweepPoint, List<SweepPoint>> axis : axes) {
      best = along(axis.apply(best.point()), best);
    }
    return playOff();
  }

  /** Until the start is no longer faster than the time before. */
  private void warmUp(SweepPoint start) throws Exception {
    double before = measure.of(start).images();
    for (int i = 1; i < WARM_UPS; i++) {
      double now = measure.of(start).images();
      if (now < FASTER * before) {
        return;
      }
      before = now;
    }
  }

  private Tried along(List<SweepPoint> axis, Tried from) throws Exception {
    Tried best = from;
    int nothing = 0;
    for (SweepPoint point : axis) {
      if (nothing == PATIENCE) {
        break;
      }
      if (tried.stream().anyMatch(t -> t.point().equals(point))) {
        continue;
      }
      Tried next = attempt(point);
      if (next.speed() > FASTER * best.speed()) {
        best = next;
        nothing = 0;
      } else {
        nothing++;
      }
    }
    return best;
  }

  private Tried attempt(SweepPoint point) throws Exception {
    Tried result = new Tried(point, new ArrayList<>(), null);
    try {
      result.rates().add(measure.of(point));
    } catch (UserError e) {
      result = new Tried(point, List.of(), e.getMessage());
    }
    tried.add(result);
    return result;
  }

  private Tried playOff() throws Exception {
    List<Tried> finalists =
        tried.stream()
            .filter(t -> t.obstacle() == null)
            .sorted(Comparator.comparingDouble(Tried::speed).reversed())
            .limit(FINALISTS)
            .collect(Collectors.toCollection(ArrayList::new));
    if (!finalists.contains(tried.get(0))) {
      finalists.add(tried.get(0));
    }
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      for (Tried finalist : finalists) {
        finalist.rates().add(measure.of(finalist.point()));
      }
    }
    double fastest = finalists.stream().mapToDouble(Tried::speed).max().orElseThrow();
    return tried.stream()
        .filter(finalists::contains)
        .filter(t -> t.speed() * FASTER >= fastest)
        .findFirst()
        .orElseThrow();
  }

  /** Every point in the order of their first measurements. */
  List<Tried> tried() {
    return List.copyOf(tried);
  }
}
