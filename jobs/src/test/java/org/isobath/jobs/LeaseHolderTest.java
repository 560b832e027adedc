package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseHolderTest {
  private static final Duration TERM = Duration.ofSeconds(120);
  private static final long SECOND = 1_000_000_000L;

  private final Bucket bucket = new Bucket();
  private long now = -5 * SECOND;

  /** A storage with conditional creates, in memory. */
  private static class Bucket implements LeaseObjects {
    final ConcurrentSkipListMap<Long, Lease> objects = new ConcurrentSkipListMap<>();

    @Override
    public List<Long> numbers() throws IOException {
      return List.copyOf(objects.keySet());
    }

    @Override
    public Optional<Lease> read(long number) throws IOException {
      return Optional.ofNullable(objects.get(number));
    }

    @Override
    public void create(long number, Lease lease) throws IOException {
      if (objects.putIfAbsent(number, lease) != null) {
        throw new IOException("412");
      }
    }

    @Override
    public void replace(long number, Lease lease) throws IOException {
      objects.put(number, lease);
    }

    @Override
    public void delete(long number) throws IOException {
      objects.remove(number);
    }
  }

  private static Lease lease(String run) {
    return Lease.begin(run, "estimate", TERM);
  }

  private LeaseHolder contender(String run) {
    return contender(bucket, run);
  }

  private LeaseHolder contender(LeaseObjects objects, String run) {
    return new LeaseHolder(objects, lease(run), () -> now);
  }

  private LeaseHolder holder(String run) throws IOException {
    LeaseHolder holder = contender(run);
    assertThat(holder.attempt()).isEmpty();
    assertThat(holder.held()).isTrue();
    return holder;
  }

  @Test
  void a_second_driver_is_kept_out_while_the_first_gives_signs_of_life() throws IOException {
    LeaseHolder first = holder("first");
    LeaseHolder second = contender("second");
    assertThat(second.attempt().orElseThrow().runId()).isEqualTo("first");
    assertThat(second.foundAlive()).as("one look tells nothing").isFalse();
    for (int beat = 0; beat < 50; beat++) {
      now += LeaseHolder.pause(TERM).toNanos();
      assertThat(first.renew()).isTrue();
      assertThat(second.attempt()).isPresent();
      assertThat(second.foundAlive()).isTrue();
    }
    assertThat(first.held()).isTrue();
    assertThat(second.held()).isFalse();
  }

  @Test
  void what_is_let_go_is_free_at_once() throws IOException {
    for (int run = 1; run < 5; run++) {
      LeaseHolder holder = holder("run " + run);
      holder.release();
      assertThat(holder.held()).isFalse();
      assertThat(bucket.objects.keySet()).as("nothing piles up").containsExactly((long) run);
    }
  }

  @Test
  void a_driver_that_died_is_followed_after_its_term_of_silence_and_not_before()
      throws IOException {
    holder("dead");
    now += 5000 * SECOND;
    LeaseHolder next = contender("next");
    assertThat(next.attempt()).as("it may have given a sign a moment ago").isPresent();
    now += TERM.toNanos() - 1;
    assertThat(next.attempt()).isPresent();
    assertThat(next.foundAlive()).isFalse();
    now += 1;
    assertThat(next.attempt()).isEmpty();
    assertThat(next.held()).isTrue();
  }

  @Test
  void a_holder_that_reaches_nobody_gives_up_before_another_may_begin() throws IOException {
    LeaseHolder cutOff = holder("cut off");
    LeaseHolder next = contender("next");
    next.attempt();
    now += TERM.toNanos() * 3 / 4 - 1;
    assertThat(cutOff.held()).isTrue();
    now += 1;
    assertThat(next.attempt()).as("not yet").isPresent();
    assertThat(cutOff.held()).isFalse();
    assertThat(cutOff.renew()).as("it does not come back").isFalse();
  }

  @Test
  void a_holder_that_was_suspended_learns_that_it_has_been_followed() throws IOException {
    LeaseHolder suspended = holder("suspended");
    LeaseHolder next = new LeaseHolder(bucket, lease("next"), () -> now + 1000 * SECOND);
    next.attempt();
    bucket.create(2, lease("next"));
    assertThat(suspended.held()).as("its clock stood still").isTrue();
    assertThat(suspended.renew()).isFalse();
    assertThat(suspended.held()).isFalse();
    suspended.release();
    assertThat(bucket.objects.get(2L).released()).isFalse();
  }

  @Test
  void a_success_whose_answer_was_lost_is_a_success() throws IOException {
    LeaseObjects lossy =
        new Bucket() {
          @Override
          public void create(long number, Lease lease) throws IOException {
            super.create(number, lease);
            throw new IOException("connection reset");
          }
        };
    LeaseHolder holder = contender(lossy, "lucky");
    assertThat(holder.attempt()).isEmpty();
    assertThat(holder.held()).isTrue();
  }

  @Test
  void a_storage_that_fails_is_no_lock() {
    LeaseObjects down =
        new Bucket() {
          @Override
          public void create(long number, Lease lease) throws IOException {
            throw new IOException("503");
          }
        };
    assertThatThrownBy(() -> contender(down, "unlucky").attempt()).hasMessage("503");
  }

  @Test
  void a_contender_that_slept_over_two_holders_takes_no_number_that_was_cleaned_up()
      throws IOException {
    holder("1").release();
    Bucket asleep =
        new Bucket() {
          private boolean awake;

          @Override
          public List<Long> numbers() throws IOException {
            List<Long> before = bucket.numbers();
            if (!awake) {
              awake = true;
              holder("2").release();
              holder("3");
            }
            return before;
          }

          @Override
          public Optional<Lease> read(long number) throws IOException {
            // as it was before the others came
            return number == 1
                ? Optional.of(lease("1").ended())
                : Optional.ofNullable(bucket.objects.get(number));
          }

          @Override
          public void create(long number, Lease lease) throws IOException {
            bucket.create(number, lease);
          }

          @Override
          public void delete(long number) {
            bucket.objects.remove(number);
          }
        };
    LeaseHolder late = contender(asleep, "late");
    assertThat(late.attempt().orElseThrow().runId()).isEqualTo("3");
    assertThat(late.held()).isFalse();
    assertThat(bucket.objects.keySet()).containsExactly(3L);
  }

  @Test
  void a_storage_that_ignores_the_condition_is_refused() {
    Bucket careless =
        new Bucket() {
          @Override
          public void create(long number, Lease lease) {
            objects.put(number, lease);
          }
        };
    assertThatThrownBy(() -> contender(careless, "one").attempt())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("ignores If-None-Match");
    assertThat(careless.objects.get(1L).released()).isTrue();
  }

  @Test
  void of_drivers_that_start_together_one_holds() throws Exception {
    int drivers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(drivers);
    try {
      for (int round = 0; round < 200; round++) {
        CyclicBarrier start = new CyclicBarrier(drivers);
        List<Future<LeaseHolder>> attempts = new ArrayList<>();
        for (int i = 0; i < drivers; i++) {
          LeaseHolder contender = contender("driver " + i);
          attempts.add(
              threads.submit(
                  () -> {
                    start.await();
                    contender.attempt();
                    return contender;
                  }));
        }
        List<LeaseHolder> holders = new ArrayList<>();
        for (Future<LeaseHolder> attempt : attempts) {
          if (attempt.get().held()) {
            holders.add(attempt.get());
          }
        }
        assertThat(holders).as("round %d", round).hasSize(1);
        holders.get(0).release();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Drivers that come, die, are cut off and run into each other between any two requests, in random
   * order and at random speed: at no moment do two hold.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void no_two_hold_whatever_happens_between_two_requests(long seed) throws IOException {
    new Chaos(seed).run(4000);
  }

  private final class Chaos {
    private final Random random;
    private final List<Driver> drivers = new ArrayList<>();
    private int names;
    private int depth;
    private int taken;

    Chaos(long seed) {
      random = new Random(seed);
    }

    void run(int steps) throws IOException {
      for (int step = 0; step < steps; step++) {
        step();
      }
      assertThat(taken).as("the lock went from hand to hand").isGreaterThan(20);
    }

    private void step() throws IOException {
      now += (long) (random.nextDouble() * random.nextDouble() * 40 * SECOND);
      if (drivers.size() < 4) {
        drivers.add(new Driver("driver " + names++));
      }
      Driver driver = drivers.get(random.nextInt(drivers.size()));
      if (driver.busy) {
        return;
      }
      driver.busy = true;
      try {
        driver.act();
      } finally {
        driver.busy = false;
      }
      assertThat(drivers.stream().filter(each -> each.holder.held()).map(each -> each.name))
          .hasSizeLessThan(2);
    }

    private final class Driver extends Bucket {
      final String name;
      final LeaseHolder holder;
      boolean busy;
      private boolean held;

      Driver(String name) {
        this.name = name;
        this.holder = contender(this, name);
      }

      void act() throws IOException {
        try {
          if (!held) {
            held = holder.attempt().isEmpty();
            taken += held ? 1 : 0;
          } else if (!holder.held() || random.nextInt(40) == 0) {
            drivers.remove(this);
            if (random.nextBoolean()) {
              holder.release();
            }
          } else {
            holder.renew();
          }
        } catch (IOException e) {
          if (random.nextInt(10) == 0) {
            drivers.remove(this);
          }
        }
      }

      /** Before or after any request: time passes, others act, the connection breaks. */
      private void meanwhile() throws IOException {
        now += (long) (random.nextDouble() * 2 * SECOND);
        if (depth < 3 && random.nextInt(3) == 0) {
          depth++;
          step();
          depth--;
        }
        if (random.nextInt(12) == 0) {
          throw new IOException("connection reset");
        }
      }

      @Override
      public List<Long> numbers() throws IOException {
        meanwhile();
        return bucket.numbers();
      }

      @Override
      public Optional<Lease> read(long number) throws IOException {
        meanwhile();
        return bucket.read(number);
      }

      @Override
      public void create(long number, Lease lease) throws IOException {
        meanwhile();
        bucket.create(number, lease);
        meanwhile();
      }

      @Override
      public void replace(long number, Lease lease) throws IOException {
        meanwhile();
        bucket.replace(number, lease);
        meanwhile();
      }

      @Override
      public void delete(long number) throws IOException {
        meanwhile();
        bucket.delete(number);
      }
    }
  }

  @Test
  void a_lease_is_read_as_it_was_written() throws IOException {
    Lease lease = lease("20261121-200000-0123abcd").beaten().beaten();
    assertThat(Lease.parse(lease.toJson())).isEqualTo(lease);
    assertThat(Lease.parse(lease.ended().toJson()).released()).isTrue();
    assertThat(lease.holder()).contains("20261121-200000-0123abcd", "estimate", lease.host());
    for (String text : List.of("", "{}", "[1]", "{\"token\":1}")) {
      assertThatThrownBy(() -> Lease.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
          .as(text)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void the_test_bucket_refuses_to_create_twice() throws IOException {
    bucket.create(1, lease("one"));
    assertThatThrownBy(() -> bucket.create(1, lease("two"))).isInstanceOf(IOException.class);
    assertThat(Map.copyOf(bucket.objects)).hasSize(1);
  }
}
