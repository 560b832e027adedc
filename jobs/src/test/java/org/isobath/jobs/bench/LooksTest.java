package org.isobath.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;

class LooksTest {
  private static Looks heap(IntToDoubleFunction megabytes, int looks) {
    return new Looks(
        IntStream.range(0, looks)
            .mapToObj(i -> new Memory(megabytes.applyAsDouble(i), 8, 500))
            .toList());
  }

  @Test
  void twenty_times_as_many_looks_at_the_same_ups_and_downs_settle_alike_and_do_not_drift() {
    Random random = new Random(5);
    double[] noise = random.doubles(2000, 80, 160).toArray();
    Looks few = heap(i -> noise[i], 100);
    Looks many = heap(i -> noise[i], 2000);
    assertThat(many.settled().heapMb() / few.settled().heapMb()).isCloseTo(1, within(0.1));
    assertThat(many.drift().heapMb()).isCloseTo(1, within(0.05));
    // the same in all looks
    assertThat(many.settled().directMb()).isEqualTo(8);
    assertThat(many.drift().nativeMb()).isEqualTo(1);
  }

  @Test
  void what_is_kept_of_each_picture_is_seen() {
    // 100 MB, and 0.5 MB more from look to look: 150 to 199.5 MB in the second half
    Looks leak = heap(i -> 100 + 0.5 * i, 200);
    assertThat(leak.settled().heapMb()).isCloseTo((150 + 199.5) / 2, within(1e-9));
    assertThat(leak.drift().heapMb()).isCloseTo(199.5 / 150, within(1e-9));
  }

  @Test
  void neither_the_start_nor_single_highs_count() {
    // the second half is 3, 3, 90, 3, 3
    double[] each = {70, 60, 50, 3, 3, 3, 90, 3, 3};
    Looks looks = heap(i -> each[i], each.length);
    assertThat(looks.settled()).isEqualTo(new Memory(3, 8, 500));
    assertThat(looks.drift().heapMb()).isEqualTo(1);
  }

  @Test
  void a_run_that_ends_at_once_says_nothing() {
    assertThatThrownBy(() -> heap(i -> i, 3).settled())
        .isInstanceOf(UserError.class)
        .hasMessage(
            "A run ended after 3 looks at its memory, and 4 are needed. Raise bench.images.");
  }

  @Test
  void looks_pass_from_one_process_to_the_other() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    List<Memory> looks = List.of(new Memory(1.5, 2, Double.NaN), new Memory(3, 4, 5));
    assertThat(mapper.readValue(mapper.writeValueAsString(looks), Memory[].class))
        .containsExactlyElementsOf(looks);
  }
}
