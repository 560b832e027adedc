package org.isobath.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.isobath.UserError;

/**
 * What one way of doing the same work cost, round by round, each round with few pictures and with
 * many. What a picture costs once everything has started is the slope between the two; the rest,
 * whatever it is, cancels.
 *
 * @param few pictures of the small run
 * @param many pictures of the large run
 * @param small cost of the small run of each round
 * @param large cost of the large run of each round
 */
record Series(int few, int many, List<Usage> small, List<Usage> large) {
  Series(int few, int many) {
    this(few, many, new ArrayList<>(), new ArrayList<>());
  }

  void add(Usage ofFew, Usage ofMany) {
    small.add(ofFew);
    large.add(ofMany);
  }

  /**
   * Cost of one picture in one round, start-up apart.
   *
   * @throws UserError when many pictures cost no more than few
   */
  double slope(int round, ToDoubleFunction<Usage> cost) {
    double more = cost.applyAsDouble(large.get(round)) - cost.applyAsDouble(small.get(round));
    if (!(more > 0)) {
      throw new UserError(
          "%d pictures took no more than %d in round %d: too few for this machine. Raise bench.images."
              .formatted(many, few, round + 1));
    }
    return more / (many - few);
  }

  /** {@link #slope} of all rounds. */
  MedianInterval slopes(ToDoubleFunction<Usage> cost) {
    return MedianInterval.of(rounds().mapToDouble(i -> slope(i, cost)).toArray());
  }

  /** How many times as fast as {@code other} this is, start-up apart: above 1 is faster. */
  MedianInterval slopeRatio(Series other, ToDoubleFunction<Usage> cost) {
    return MedianInterval.of(
        rounds().mapToDouble(i -> other.slope(i, cost) / slope(i, cost)).toArray());
  }

  /** The same for whole runs with many pictures. */
  MedianInterval ratio(Series other, ToDoubleFunction<Usage> cost) {
    return MedianInterval.of(
        rounds()
            .mapToDouble(
                i -> cost.applyAsDouble(other.large.get(i)) / cost.applyAsDouble(large.get(i)))
            .toArray());
  }

  /** Cost of whole runs with many pictures. */
  MedianInterval whole(ToDoubleFunction<Usage> cost) {
    return MedianInterval.of(large.stream().mapToDouble(cost).toArray());
  }

  private IntStream rounds() {
    return IntStream.range(0, large.size());
  }
}
