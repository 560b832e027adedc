package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.isobath.jobs.Overlap.Bounds;
import org.isobath.jobs.Overlap.Part;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OverlapTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Runnable NOTHING = () -> {};

  private final List<Overlap<?, ?>> open = new ArrayList<>();
  private final AtomicInteger read = new AtomicInteger();
  private final AtomicInteger begun = new AtomicInteger();

  @AfterEach
  void noThreadIsLeft() {
    open.forEach(Overlap::close);
    assertThat(threads()).isEmpty();
  }

  /** Threads of these tests, as soon as there are none, or after a while. */
  private static List<String> threads() {
    List<String> names = List.of("not looked");
    // a pool says that it is over a moment before its last thread is
    for (int i = 0; i < 200 && !names.isEmpty(); i++) {
      LockSupport.parkNanos(i * 500_000L);
      names =
          Thread.getAllStackTraces().keySet().stream()
              .map(Thread::getName)
              .filter(name -> name.startsWith("isobath-overlap"))
              .toList();
    }
    return names;
  }

  /** Each item takes ten bytes, and what becomes of it is given. */
  private abstract static class Tens implements Overlap.Work<Integer, String> {
    @Override
    public long bytes(Integer item) {
      return 10;
    }

    @Override
    public String late(Integer item) {
      return "late " + item;
    }
  }

  /** A piece of work on one item. */
  private interface Body {
    String run(int item) throws Exception;
  }

  private Overlap.Work<Integer, String> atOnce(Body body) {
    return new Tens() {
      @Override
      public Part<String> begin(Integer item) throws Exception {
        begun.incrementAndGet();
        String result = body.run(item);
        return new Part<>(null, () -> result);
      }
    };
  }

  private Iterator<Integer> numbers(int count) {
    Iterator<Integer> numbers = IntStream.range(0, count).iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return numbers.hasNext();
      }

      @Override
      public Integer next() {
        read.incrementAndGet();
        return numbers.next();
      }
    };
  }

  private Overlap<Integer, String> overlap(
      int count, Overlap.Work<Integer, String> work, Bounds bounds, Runnable check) {
    Overlap<Integer, String> overlap = new Overlap<>(numbers(count), work, bounds, check);
    open.add(overlap);
    return overlap;
  }

  private static List<String> all(Iterator<String> results) {
    List<String> all = new ArrayList<>();
    results.forEachRemaining(all::add);
    return all;
  }

  private static List<String> expected(int count) {
    return IntStream.range(0, count).mapToObj(i -> "did " + i).toList();
  }

  private static void sleepThroughInterrupts(CountDownLatch until) {
    // as native code does
    while (until.getCount() > 0) {
      LockSupport.parkNanos(1_000_000);
      Thread.interrupted();
    }
  }

  @Test
  void resultsComeInTheOrderOfTheItemsAndFromAtMostSoManyWorkers() {
    Random random = new Random(3);
    int[] micros = random.ints(200, 0, 2000).toArray();
    AtomicInteger atWork = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Overlap<Integer, String> overlap =
        overlap(
            200,
            atOnce(
                item -> {
                  most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                  LockSupport.parkNanos(micros[item] * 1000L);
                  atWork.decrementAndGet();
                  return "did " + item;
                }),
            new Bounds(4, 12, 1000, LONG),
            NOTHING);
    assertThat(all(overlap)).isEqualTo(expected(200));
    assertThat(most.get()).isEqualTo(4);
    assertThat(threads()).as("gone with the last result, without close").isEmpty();
    assertThatThrownBy(overlap::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void nothingIsReadAheadOfTheBoundInBytes() {
    Overlap<Integer, String> overlap =
        overlap(40, atOnce(item -> "did " + item), new Bounds(2, 100, 35, LONG), NOTHING);
    for (int i = 0; i < 40; i++) {
      assertThat(overlap.next()).isEqualTo("did " + i);
      // the one that did not fit has been read
      assertThat(read.get()).as("read").isEqualTo(Math.min(40, i + 1 + 3 + 1));
      assertThat(begun.get()).as("begun").isLessThanOrEqualTo(i + 1 + 3);
    }
    assertThat(overlap.hasNext()).isFalse();
  }

  @Test
  void nothingIsReadAheadOfTheBoundInItems() {
    Overlap<Integer, String> overlap =
        overlap(40, atOnce(item -> "did " + item), new Bounds(2, 3, 1000, LONG), NOTHING);
    assertThat(overlap.next()).isEqualTo("did 0");
    assertThat(read.get()).isEqualTo(4);
  }

  @Test
  void anItemAboveTheBoundGoesAlone() {
    Overlap<Integer, String> overlap =
        overlap(5, atOnce(item -> "did " + item), new Bounds(3, 100, 1, LONG), NOTHING);
    for (int i = 0; i < 5; i++) {
      assertThat(begun.get()).isLessThanOrEqualTo(i + 1);
      assertThat(overlap.next()).isEqualTo("did " + i);
    }
  }

  @Test
  void whatAnItemThrowsComesAtItsPlaceAndEndsTheWork() {
    IllegalStateException broken = new IllegalStateException("broken");
    Overlap<Integer, String> overlap =
        overlap(
            50,
            atOnce(
                item -> {
                  if (item == 3) {
                    throw broken;
                  }
                  return "did " + item;
                }),
            new Bounds(2, 6, 1000, LONG),
            NOTHING);
    for (int i = 0; i < 3; i++) {
      assertThat(overlap.next()).isEqualTo("did " + i);
    }
    assertThatThrownBy(overlap::next).isSameAs(broken);
    assertThat(threads()).isEmpty();
  }

  @Test
  void closingInTheMiddleInterruptsTheWorkersAndTakesItemsBack() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    List<CompletableFuture<Void>> handedOver = new ArrayList<>();
    Overlap<Integer, String> overlap =
        overlap(
            50,
            new Tens() {
              @Override
              public Part<String> begin(Integer item) throws Exception {
                if (item == 2) {
                  working.countDown();
                  Thread.sleep(60_000);
                }
                CompletableFuture<Void> device = new CompletableFuture<>();
                if (item == 0) {
                  device.complete(null);
                } else {
                  handedOver.add(device);
                }
                return new Part<>(() -> device, () -> "did " + item);
              }
            },
            new Bounds(1, 6, 1000, LONG),
            NOTHING);
    assertThat(overlap.next()).isEqualTo("did 0");
    working.await();
    overlap.close();
    assertThat(threads()).isEmpty();
    assertThat(handedOver).hasSize(1);
    assertThat(handedOver.get(0)).isCancelled();
  }

  @Test
  void aCancelledTaskIsNoticedWhileAnItemIsWaitedFor() {
    AtomicInteger looks = new AtomicInteger();
    Overlap<Integer, String> overlap =
        overlap(
            5,
            atOnce(
                item -> {
                  Thread.sleep(60_000);
                  return "never";
                }),
            new Bounds(1, 3, 1000, LONG),
            () -> {
              if (looks.incrementAndGet() == 3) {
                throw new IllegalStateException("the task was killed");
              }
            });
    assertThatThrownBy(overlap::next).hasMessage("the task was killed");
    assertThat(threads()).isEmpty();
  }

  @Test
  void aSlowItemIsGivenUpAndDoesNotHoldItsNeighbours() {
    CountDownLatch stuck = new CountDownLatch(1);
    Overlap<Integer, String> overlap =
        overlap(
            6,
            atOnce(
                item -> {
                  if (item == 1) {
                    sleepThroughInterrupts(stuck);
                  }
                  return "did " + item;
                }),
            new Bounds(1, 3, 1000, Duration.ofMillis(100)),
            NOTHING);
    List<String> results = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      results.add(overlap.next());
    }
    assertThat(results).containsExactly("did 0", "late 1", "did 2", "did 3", "did 4");
    stuck.countDown();
    assertThat(all(overlap)).containsExactly("did 5");
  }

  @Test
  void whatIsSlowAndStopsWhenInterruptedIsInterrupted() {
    AtomicInteger interrupts = new AtomicInteger();
    Overlap<Integer, String> overlap =
        overlap(
            4,
            atOnce(
                item -> {
                  if (item == 1) {
                    try {
                      Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                      interrupts.incrementAndGet();
                      throw e;
                    }
                  }
                  return "did " + item;
                }),
            new Bounds(2, 4, 1000, Duration.ofMillis(100)),
            NOTHING);
    assertThat(all(overlap)).containsExactly("did 0", "late 1", "did 2", "did 3");
    assertThat(interrupts.get()).isEqualTo(1);
  }

  @Test
  void oneWorkerFeedsADeviceWithManyItemsWhoseWaitIsNotHeldAgainstThem() {
    List<CompletableFuture<String>> device = new ArrayList<>();
    Overlap<Integer, String> overlap =
        overlap(
            8,
            new Tens() {
              @Override
              public Part<String> begin(Integer item) {
                CompletableFuture<String> back = new CompletableFuture<>();
                Callable<CompletableFuture<?>> handOver =
                    () -> {
                      device.add(back);
                      if (device.size() == 8) {
                        // longer than any deadline here, then all at once and out of order
                        Thread.sleep(300);
                        for (int i = 7; i >= 0; i--) {
                          device.get(i).complete("computed " + i);
                        }
                      }
                      return back;
                    };
                return new Part<>(handOver, back::join);
              }
            },
            new Bounds(1, 8, 1000, Duration.ofMillis(100)),
            NOTHING);
    assertThat(all(overlap))
        .isEqualTo(IntStream.range(0, 8).mapToObj(i -> "computed " + i).toList());
  }

  @Test
  void whatIsBegunIsFinishedBeforeMoreIsBegun() {
    List<String> steps = new ArrayList<>();
    Overlap<Integer, String> overlap =
        overlap(
            4,
            new Tens() {
              @Override
              public Part<String> begin(Integer item) {
                steps.add("begin " + item);
                return new Part<>(
                    () -> CompletableFuture.completedFuture(item),
                    () -> {
                      steps.add("end " + item);
                      return "did " + item;
                    });
              }
            },
            new Bounds(1, 4, 1000, LONG),
            NOTHING);
    assertThat(all(overlap)).isEqualTo(expected(4));
    assertThat(steps)
        .containsExactly(
            "begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3");
  }

  @Test
  void theRestDecidesWhatAFailureElsewhereMeans() {
    Overlap<Integer, String> overlap =
        overlap(
            2,
            new Tens() {
              @Override
              public Part<String> begin(Integer item) {
                CompletableFuture<String> back =
                    CompletableFuture.failedFuture(new IllegalStateException("no memory"));
                return new Part<>(
                    () -> back, () -> back.handle((r, e) -> e.getMessage() + " " + item).join());
              }
            },
            new Bounds(1, 8, 1000, LONG),
            NOTHING);
    assertThat(all(overlap)).containsExactly("no memory 0", "no memory 1");
  }

  @Test
  void nothingComesOfNothing() {
    assertThat(overlap(0, atOnce(i -> ""), new Bounds(3, 3, 3, LONG), NOTHING).hasNext()).isFalse();
    assertThat(threads()).isEmpty();
  }
}
