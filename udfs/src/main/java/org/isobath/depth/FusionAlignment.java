package org.isobath.depth;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.isobath.depth.DepthFusion.Member;

/**
 * Which member of a fusion is the anchor and how the others are brought to it, on a sample of
 * pixels.
 */
final class FusionAlignment {
  private static final int SAMPLES = 1 << 14;

  /** Agreements that differ by less are equal: fits of exact copies differ in their last bits. */
  private static final double TIE = 1e-3;

  private final List<DepthMap> members;
  private final double[] weights;
  private final float[][] samples;
  private final float[][] ranks;
  private final boolean[] everywhere;
  private final boolean[] judged;

  FusionAlignment(List<DepthMap> members, double[] weights) {
    this.members = members;
    this.weights = weights;
    samples = members.stream().map(FusionAlignment::sample).toArray(float[][]::new);
    ranks = Arrays.stream(samples).map(FusionAlignment::ranks).toArray(float[][]::new);
    everywhere = new boolean[samples[0].length];
    Arrays.fill(everywhere, true);
    judged = new boolean[weights.length];
    for (int i = 0; i < judged.length; i++) {
      judged[i] = weights[i] > 0 && Quantiles.of(members.get(i).values()).count() > 0;
    }
  }

  /** Every n-th pixel of every n-th row. */
  private static float[] sample(DepthMap map) {
    int step = (int) Math.ceil(Math.sqrt((double) map.values().length / SAMPLES));
    int columns = (map.width() + step - 1) / step;
    int rows = (map.height() + step - 1) / step;
    float[] sample = new float[columns * rows];
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        sample[y * columns + x] = map.at(x * step, y * step);
      }
    }
    return sample;
  }

  /**
   * Place of each finite value among them all, equal values sharing the mean of theirs; else NaN.
   */
  private static float[] ranks(float[] sample) {
    long[] order = new long[sample.length];
    int count = 0;
    for (int i = 0; i < sample.length; i++) {
      if (DepthMap.finite(sample[i])) {
        int bits = Float.floatToIntBits(sample[i] + 0f);
        // as integers, negative floats are sorted backwards
        order[count++] = (long) (bits < 0 ? bits ^ Integer.MAX_VALUE : bits) << 32 | i;
      }
    }
    Arrays.sort(order, 0, count);
    float[] ranks = new float[sample.length];
    Arrays.fill(ranks, Float.NaN);
    for (int from = 0; from < count; ) {
      int to = from + 1;
      while (to < count && order[to] >> 32 == order[from] >> 32) {
        to++;
      }
      for (int k = from; k < to; k++) {
        ranks[(int) order[k]] = (from + to - 1) / 2f;
      }
      from = to;
    }
    return ranks;
  }

  /** The member with which the others agree best; a metric one where there is any. */
  int anchor() {
    boolean metric = IntStream.range(0, members.size()).anyMatch(i -> candidate(i, true));
    double[] scores = new double[members.size()];
    Arrays.fill(scores, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < scores.length; i++) {
      if (candidate(i, metric)) {
        scores[i] = score(i);
      }
    }
    double best = Arrays.stream(scores).max().orElseThrow();
    for (int i = 0; i < scores.length; i++) {
      if (best == Double.NEGATIVE_INFINITY ? weights[i] > 0 : scores[i] >= best - TIE) {
        return i;
      }
    }
    throw new IllegalStateException("no member has weight");
  }

  private boolean candidate(int i, boolean metric) {
    return judged[i] && (!metric || members.get(i).kind().metric());
  }

  /** Weighted mean of the others' agreement with this member. */
  private double score(int anchor) {
    double sum = 0;
    double total = 0;
    for (int i = 0; i < members.size(); i++) {
      if (i != anchor && judged[i]) {
        sum += weights[i] * agreement(i, anchor);
        total += weights[i];
      }
    }
    return total == 0 ? 0 : sum / total;
  }

  /** Member {@code i} brought to the anchor. */
  Member fit(int i, int anchor) {
    Alignment identity = new Alignment(1, 0, samples[i].length);
    if (weights[i] == 0) {
      return new Member(identity, Double.NaN, false);
    }
    if (!judged[i] || !judged[anchor]) {
      // nothing but labels, which need no alignment
      return new Member(identity, Double.NaN, true);
    }
    double agreement = agreement(i, anchor);
    boolean metric = members.get(i).kind().metric() && members.get(anchor).kind().metric();
    if (i == anchor || metric) {
      return new Member(identity, agreement, true);
    }
    Alignment alignment = Alignment.robust(samples[i], samples[anchor], everywhere);
    boolean used = alignment.usable() && agreement >= DepthFusion.LEAST_AGREEMENT;
    return new Member(alignment, agreement, used);
  }

  /** As {@link Member#agreement()} has it. */
  private double agreement(int i, int anchor) {
    int shared = 0;
    double sumX = 0;
    double sumY = 0;
    for (int k = 0; k < ranks[i].length; k++) {
      if (!Float.isNaN(ranks[i][k]) && !Float.isNaN(ranks[anchor][k])) {
        sumX += ranks[i][k];
        sumY += ranks[anchor][k];
        shared++;
      }
    }
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int k = 0; k < ranks[i].length; k++) {
      if (!Float.isNaN(ranks[i][k]) && !Float.isNaN(ranks[anchor][k])) {
        double x = ranks[i][k] - sumX / shared;
        double y = ranks[anchor][k] - sumY / shared;
        xx += x * x;
        yy += y * y;
        xy += x * y;
      }
    }
    return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  }
}
