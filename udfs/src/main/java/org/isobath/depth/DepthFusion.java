package org.isobath.depth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.isobath.UserError;
import org.isobath.image.Interpolation;

/**
 * One depth map out of several of the same view: of several models, of crops or scales put back in
 * place, of a mirrored picture mirrored back. Not for maps of different views, and not for one
 * model's copies that differ by storage only: their errors are the same, and no median removes
 * those.
 *
 * <p>All arithmetic is in inverse depth. Maps of other sizes are brought to that of the first.
 * Then:
 *
 * <ol>
 *   <li><b>Alignment.</b> The anchor is the member with which the others agree best ({@link
 *       Member#agreement}; of equals the first), so that one bad member cannot be it. Every
 *       relative member is fitted to the anchor by {@link Alignment#robust} over a grid of about
 *       16,000 pixels. Metric members are never changed: their scale is what they measured, and
 *       where there are any the anchor is one of them, so the result has metres.
 *   <li><b>Rejection.</b> A member that runs against the anchor, or agrees with it by less than
 *       {@link #LEAST_AGREEMENT}, takes no part.
 *   <li><b>Fusion.</b> Each pixel is the weighted median of the members that have depth there. An
 *       infinite member counts as farther than all others, a member whose aligned inverse depth is
 *       zero or less in a frame that knows zero (all kinds but relative inverse depth) likewise.
 *       Invalid where all members are.
 * </ol>
 *
 * The order of the members changes nothing but the choice among equal anchors, and so the frame of
 * a relative result.
 */
public final class DepthFusion {
  /** Members that agree less with the anchor are taken for wrong. */
  public static final double LEAST_AGREEMENT = 0.5;

  private DepthFusion() {}

  /**
   * What came of one map.
   *
   * @param alignment what was applied to its inverse depth; scale 1 and shift 0 where nothing was
   * @param agreement rank correlation (Spearman) of its inverse depth with the anchor's, over the
   *     sampled pixels that have both: 1 for the same order of depths, 0 for no relation or nothing
   *     to compare, -1 for the reverse; {@code NaN} without weight or without a finite value
   *     anywhere
   * @param used whether it took part in the median
   */
  public record Member(Alignment alignment, double agreement, boolean used) {}

  /**
   * A fused map.
   *
   * @param depth of the anchor's kind, in the anchor's scale and shift
   * @param spread one per pixel, how far the members are apart there: weighted median of |member -
   *     fused| in inverse depth, as a share of the range between the 2nd and 98th percentile of the
   *     fused inverse depth; 0 where they agree, at most 1, which also stands for near against
   *     infinite. {@code NaN} where fewer than two members have a say
   * @param anchor index of the member that the others were aligned to
   * @param members one per map, in their order
   */
  public record Fused(DepthMap depth, float[] spread, int anchor, List<Member> members) {}

  /** With equal weights. */
  public static Fused fuse(List<DepthMap> maps) {
    double[] weights = new double[maps.size()];
    Arrays.fill(weights, 1);
    return fuse(maps, weights);
  }

  /**
   * @param maps at least one, of one view, in any mixture of kinds
   * @param weights one per map, zero or more, such as how far each model is trusted; a map of
   *     weight 0 takes no part. Only their ratios matter
   */
  public static Fused fuse(List<DepthMap> maps, double[] weights) {
    check(maps, weights);
    List<DepthMap> members = maps.stream().map(map -> onGridOf(maps.get(0), map)).toList();
    FusionAlignment fitting = new FusionAlignment(members, weights);
    int anchor = fitting.anchor();
    List<Member> fits =
        IntStream.range(0, members.size()).mapToObj(i -> fitting.fit(i, anchor)).toList();
    DepthMap frame = members.get(anchor);
    DepthKind kind = maps.get(anchor).kind();
    boolean knowsZero = kind != DepthKind.INVERSE_RELATIVE;

    List<float[]> planes = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      if (fits.get(i).used()) {
        planes.add(ordered(members.get(i).values(), fits.get(i).alignment(), knowsZero));
        shares.add(weights[i]);
      }
    }
    float[] fused = new float[frame.values().length];
    float[] spread = new float[fused.length];
    combine(planes, shares, fused, spread);
    relativeToRange(spread, fused);
    float[] values = kind.inverse() ? fused : DepthConversion.depthOfInverse(fused);
    return new Fused(
        new DepthMap(frame.width(), frame.height(), values, kind), spread, anchor, fits);
  }

  /** As inverse depth at the first map's size; negative where there are metres is no depth. */
  private static DepthMap onGridOf(DepthMap first, DepthMap map) {
    DepthMap inverse = DepthConversion.toInverse(map);
    boolean shrinking = map.width() >= first.width() && map.height() >= first.height();
    float[] values = inverse.values();
    if (inverse.kind().metric()) {
      values = values.clone();
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i] < 0 ? Float.NaN : values[i];
      }
    }
    return DepthResize.apply(
        new DepthMap(map.width(), map.height(), values, inverse.kind()),
        first.width(),
        first.height(),
        shrinking ? Interpolation.AREA : Interpolation.LINEAR,
        false);
  }

  /**
   * Aligned inverse depth in which far is always less than near: infinity as the negative one, to
   * be sorted like any number.
   */
  private static float[] ordered(float[] inverse, Alignment alignment, boolean knowsZero) {
    float[] ordered = new float[inverse.length];
    for (int i = 0; i < inverse.length; i++) {
      float value = inverse[i];
      if (DepthMap.finite(value)) {
        value = (float) (alignment.scale() * value + alignment.shift());
        ordered[i] = knowsZero && value <= 0 ? Float.NEGATIVE_INFINITY : value;
      } else {
        ordered[i] = DepthMap.infinite(value) ? Float.NEGATIVE_INFINITY : value;
      }
    }
    return ordered;
  }

  private static void combine(
      List<float[]> planes, List<Double> shares, float[] fused, float[] spread) {
    WeightedMedian values = new WeightedMedian(planes.size());
    WeightedMedian deviations = new WeightedMedian(planes.size());
    for (int i = 0; i < fused.length; i++) {
      values.clear();
      for (int k = 0; k < planes.size(); k++) {
        float value = planes.get(k)[i];
        if (!Float.isNaN(value)) {
          values.add(value, shares.get(k));
        }
      }
      double middle = values.median();
      deviations.clear();
      for (int k = 0; k < values.count(); k++) {
        double value = values.value(k);
        deviations.add(value == middle ? 0 : Math.abs(value - middle), values.weight(k));
      }
      fused[i] = middle == Double.NEGATIVE_INFINITY ? Float.POSITIVE_INFINITY : (float) middle;
      spread[i] = values.count() < 2 ? Float.NaN : (float) deviations.median();
    }
  }

  private static void relativeToRange(float[] spread, float[] fused) {
    Quantiles quantiles = Quantiles.of(fused);
    double range = quantiles.at(0.98) - quantiles.at(0.02);
    for (int i = 0; i < spread.length; i++) {
      if (spread[i] > 0) {
        spread[i] = range > 0 ? (float) Math.min(1, spread[i] / range) : 1;
      }
    }
  }

  private static void check(List<DepthMap> maps, double[] weights) {
    if (maps.isEmpty()) {
      throw new UserError("Cannot fuse depth: no map was given. Give at least one.");
    }
    if (weights.length != maps.size()) {
      throw new UserError(
          "Cannot fuse depth: "
              + maps.size()
              + " maps and "
              + weights.length
              + " weights. Give one weight per map, or none.");
    }
    boolean allowed = Arrays.stream(weights).allMatch(w -> w >= 0 && Double.isFinite(w));
    if (!allowed || Arrays.stream(weights).sum() == 0) {
      throw new UserError(
          "Cannot fuse depth: the weights are "
              + Arrays.stream(weights).mapToObj(Double::toString).collect(Collectors.joining(", "))
              + ". Weights are finite, zero or more, and one of them is more.");
    }
  }
}
