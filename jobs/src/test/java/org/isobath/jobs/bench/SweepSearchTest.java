package org.isobath.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;

class SweepSearchTest {
  private static final SweepPoint START = new SweepPoint("tiny", 2, 1, 1, 1);

  private static Function<SweepPoint, List<SweepPoint>> batches(int... sizes) {
    return best -> Arrays.stream(sizes).mapToObj(best::withBatch).toList();
  }

  private static Function<SweepPoint, List<SweepPoint>> decoders(int... threads) {
    return best -> Arrays.stream(threads).mapToObj(best::withDecoders).toList();
  }

  /** Images/s by batch alone. */
  private static SweepSearch byBatch(Map<Integer, Double> speeds) {
    return new SweepSearch(point -> rate(speeds.get(point.batch())));
  }

  private static Trial.Rate rate(double images) {
    return new Trial.Rate(images, 0.5, 0.5);
  }

  private static List<Integer> batchesTried(SweepSearch search) {
    return search.tried().stream().map(t -> t.point().batch()).collect(Collectors.toList());
  }

  @Test
  void an_axis_is_left_after_two_steps_that_bring_nothing() throws Exception {
    SweepSearch search = byBatch(Map.of(1, 10.0, 2, 15.0, 4, 15.1, 8, 14.0));
    SweepSearch.Tried best = search.run(START, List.of(batches(2, 4, 8, 16, 32)));
    assertThat(batchesTried(search)).containsExactly(1, 2, 4, 8);
    assertThat(best.point().batch()).as("4 is hardly faster than 2").isEqualTo(2);
  }

  @Test
  void one_step_that_brings_nothing_does_not_hide_the_next() throws Exception {
    SweepSearch search = byBatch(Map.of(1, 10.0, 2, 9.0, 4, 20.0, 8, 19.0, 16, 18.0));
    assertThat(search.run(START, List.of(batches(2, 4, 8, 16, 32))).point().batch()).isEqualTo(4);
  }

  @Test
  void an_axis_begins_at_the_best_of_those_before_it_and_no_point_is_searched_twice()
      throws Exception {
    SweepSearch search =
        new SweepSearch(point -> rate(10.0 * point.batch() + (point.decoders() == 2 ? 5 : 0)));
    SweepSearch.Tried best =
        search.run(START, List.of(batches(1, 2), decoders(1, 2, 3), batches(2)));
    assertThat(best.point()).isEqualTo(new SweepPoint("tiny", 2, 1, 2, 2));
    assertThat(search.tried())
        .extracting(SweepSearch.Tried::point)
        .containsExactly(
            START,
            START.withBatch(2),
            START.withBatch(2).withDecoders(2),
            START.withBatch(2).withDecoders(3));
  }

  @Test
  void the_best_three_are_measured_again_and_a_lucky_first_time_does_not_win() throws Exception {
    Map<Integer, Queue<Double>> speeds =
        Map.of(
            // twice to warm up
            1, new ArrayDeque<>(List.of(5.0, 5.0, 10.0, 10.0, 10.0, 10.0, 10.0)),
            2, new ArrayDeque<>(List.of(30.0, 11.0, 11.0, 11.0, 11.0)),
            4, new ArrayDeque<>(List.of(20.0, 20.0, 20.0, 20.0, 20.0)),
            8, new ArrayDeque<>(List.of(5.0)));
    SweepSearch search = new SweepSearch(point -> rate(speeds.get(point.batch()).remove()));
    SweepSearch.Tried best = search.run(START, List.of(batches(2, 4, 8)));
    assertThat(best.point().batch()).isEqualTo(4);
    assertThat(best.rates()).hasSize(5);
    assertThat(speeds.values()).as("all measurements were asked for").allMatch(Queue::isEmpty);
  }

  @Test
  void the_start_is_measured_until_it_is_warm_and_again_beside_the_best() throws Exception {
    Queue<Double> ofStart = new ArrayDeque<>(List.of(2.0, 4.0, 6.0, 6.1, 7.0, 8.0, 8.0, 8.0, 8.0));
    SweepSearch search =
        new SweepSearch(
            point -> rate(point.equals(START) ? ofStart.remove() : 10.0 * point.batch()));
    assertThat(search.run(START, List.of(batches(2, 4, 8))).point().batch()).isEqualTo(8);
    assertThat(search.tried().get(0).rates())
        .extracting(Trial.Rate::images)
        .containsExactly(7.0, 8.0, 8.0, 8.0, 8.0);
    assertThat(search.tried().get(0).speed()).isEqualTo(8);
  }

  @Test
  void a_point_that_cannot_be_used_is_kept_with_its_obstacle() throws Exception {
    SweepSearch search =
        new SweepSearch(
            point -> {
              if (point.batch() > 1) {
                throw new UserError("one picture at a time");
              }
              return rate(10);
            });
    assertThat(search.run(START, List.of(batches(2, 4, 8))).point()).isEqualTo(START);
    assertThat(search.tried())
        .extracting(SweepSearch.Tried::obstacle)
        .containsExactly(null, "one picture at a time", "one picture at a time");
    assertThatThrownBy(() -> search.run(START.withBatch(2), List.of()))
        .isInstanceOf(UserError.class)
        .hasMessage("one picture at a time");
  }
}
