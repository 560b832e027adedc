package org.isobath.depth;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.isobath.UserError;

/**
 * One scale for the depth of several views that belong together: the photographs of a product on
 * one stand, of a room from about one place. A model sees each view alone and is wrong by a factor
 * of its own; what the views have in common is how far away their contents are, so each gets the
 * factor that brings the deciles of its depth to those of the group.
 *
 * <p>In logarithms a factor is a shift, and the deciles of views are a table of two-way additive
 * form: the group's profile of deciles, plus one shift per view. Both are found by Tukey's median
 * polish, in which neither a view that shows something else nor a decile that moves with the
 * framing decides. A view whose deciles do not follow the profile (their median distance is above
 * {@link #MOST_SPREAD}) is left out and the rest polished again. The shifts of the used views have
 * the median 0, so that most metres stay what they are; between them lies what the views differ by.
 *
 * <p>No geometry is matched. A close-up among views of the whole looks like a view of something
 * nearer and is scaled away to theirs: give such views a group of their own. For views whose
 * overlap is known, pixel by pixel, there is {@link DepthFusion}.
 */
public final class GroupScale {
  /** Median distance of a view's deciles to the group's, as a share, above which it is left out. */
  public static final double MOST_SPREAD = 0.25;

  private static final int DECILES = 9;
  private static final int ROUNDS = 50;
  private static final double SETTLED = 1e-12;

  private GroupScale() {}

  /**
   * What came of one view.
   *
   * @param factor of its depth; {@code NaN} without a finite depth
   * @param spread median distance of its deciles to the group's after scaling, as a share: 0 where
   *     only a factor was between them; {@code NaN} without a finite depth
   * @param used whether it took part in the group's profile
   */
  public record Scaled(double factor, double spread, boolean used) {}

  /**
   * @param views at least one, each up to a factor: metric, inverse metric or relative depth; not
   *     {@link DepthKind#INVERSE_RELATIVE}, whose unknown shift no factor mends
   * @return one per view, in their order
   */
  public static List<Scaled> of(List<DepthMap> views) {
    if (views.isEmpty()) {
      throw new UserError("Cannot scale a group of depth maps: there is none. Give at least one.");
    }
    double[][] deciles = views.stream().map(GroupScale::deciles).toArray(double[][]::new);
    boolean[] used = new boolean[deciles.length];
    for (int i = 0; i < used.length; i++) {
      used[i] = !Double.isNaN(deciles[i][0]);
    }
    Polish polish = new Polish(deciles, used);
    boolean[] kept = used.clone();
    for (int i = 0; i < kept.length; i++) {
      kept[i] &= polish.spread(i) <= MOST_SPREAD;
    }
    if (!Arrays.equals(kept, used) && IntStream.range(0, kept.length).anyMatch(i -> kept[i])) {
      polish = new Polish(deciles, kept);
      used = kept;
    }
    Polish last = polish;
    boolean[] part = used;
    return IntStream.range(0, deciles.length)
        .mapToObj(i -> new Scaled(Math.exp(last.shift(i)), last.spread(i), part[i]))
        .toList();
  }

  /** The view with its depth so many times as far. */
  public static DepthMap scaled(DepthMap map, double factor) {
    double times = map.kind().inverse() ? 1 / factor : factor;
    float[] values = map.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (DepthMap.finite(values[i])) {
        values[i] = (float) (times * values[i]);
      }
    }
    return new DepthMap(map.width(), map.height(), values, map.kind());
  }

  /** Logarithms of the deciles of depth; NaN without a finite depth. */
  private static double[] deciles(DepthMap map) {
    if (map.kind() == DepthKind.INVERSE_RELATIVE) {
      throw new UserError(
          "Cannot bring inverse_relative depth to one scale: its shift is unknown as well. Use a model that gives"
              + " metric or relative depth, or fuse each map with a metric one of the same view.");
    }
    float[] depth = DepthConversion.toDepth(map).values().clone();
    for (int i = 0; i < depth.length; i++) {
      depth[i] = depth[i] > 0 ? depth[i] : Float.NaN;
    }
    Quantiles quantiles = Quantiles.of(depth);
    double[] deciles = new double[DECILES];
    for (int q = 0; q < DECILES; q++) {
      deciles[q] = Math.log(quantiles.at((q + 1) / 10.0));
    }
    return deciles;
  }

  /** The table: deciles[i][q] = profile[q] - shift of view i, as far as possible. */
  private static final class Polish {
    private final double[][] deciles;
    private final boolean[] used;
    private final double[] profile = new double[DECILES];
    private final double[] shifts;

    Polish(double[][] deciles, boolean[] used) {
      this.deciles = deciles;
      this.used = used;
      shifts = new double[deciles.length];
      for (int round = 0; round < ROUNDS; round++) {
        for (int q = 0; q < DECILES; q++) {
          int column = q;
          profile[q] = median(rows().mapToDouble(i -> deciles[i][column] + shifts[i]).toArray());
        }
        double moved = 0;
        for (int i = 0; i < shifts.length; i++) {
          double before = shifts[i];
          shifts[i] = shiftOf(i);
          moved = Math.max(moved, used[i] ? Math.abs(shifts[i] - before) : 0);
        }
        if (moved <= SETTLED) {
          break;
        }
      }
      double middle = median(rows().mapToDouble(i -> shifts[i]).toArray());
      for (int i = 0; i < shifts.length; i++) {
        shifts[i] -= middle;
      }
      for (int q = 0; q < DECILES; q++) {
        profile[q] -= middle;
      }
    }

    double shift(int view) {
      return shifts[view];
    }

    double spread(int view) {
      double[] away = new double[DECILES];
      for (int q = 0; q < DECILES; q++) {
        away[q] = Math.abs(deciles[view][q] + shifts[view] - profile[q]);
      }
      return Math.expm1(median(away));
    }

    private IntStream rows() {
      return IntStream.range(0, used.length).filter(i -> used[i]);
    }

    private double shiftOf(int view) {
      double[] shift = new double[DECILES];
      for (int q = 0; q < DECILES; q++) {
        shift[q] = profile[q] - deciles[view][q];
      }
      return median(shift);
    }

    /** NaN without numbers or with one that is NaN. */
    private static double median(double[] numbers) {
      if (numbers.length == 0) {
        return Double.NaN;
      }
      double[] sorted = numbers.clone();
      Arrays.sort(sorted);
      int half = sorted.length / 2;
      return Double.isNaN(sorted[sorted.length - 1])
          ? Double.NaN
          : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
  }
}
