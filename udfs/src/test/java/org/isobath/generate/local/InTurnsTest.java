package org.isobath.generate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.isobath.Rejected;
import org.isobath.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InTurnsTest {
  /** Says that it has begun, and ends when it is told to. */
  private static final class Slow implements LocalGenerator {
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch end = new CountDownLatch(1);
    volatile boolean closed;

    @Override
    public int sizeMultiple() {
      return 16;
    }

    @Override
    public List<Image> generate(List<LocalRequest> batch, int steps, LocalProgress progress) {
      begun.countDown();
      try {
        assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return List.of();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void a_thread_that_is_interrupted_while_it_waits_does_not_wait_on() throws Exception {
    Slow slow = new Slow();
    LocalGenerator turns = new InTurns(slow);
    CompletableFuture<List<Image>> first = CompletableFuture.supplyAsync(() -> generate(turns));
    slow.begun.await();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> generate(turns)).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).as("the interrupt stays set").isTrue();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(turns::close);
    assertThat(slow.closed).as("while a call runs").isFalse();
    slow.end.countDown();
    assertThat(first.get()).isEmpty();
    closing.get();
    assertThat(slow.closed).isTrue();
  }

  /** Notes when the device is its. */
  private static final class Begun implements LocalProgress {
    final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public void begin() {
      begun.countDown();
    }

    @Override
    public void step(int done, int steps, Supplier<float[]> latents) {}
  }

  @Test
  void a_call_begins_when_the_one_before_it_has_ended() throws Exception {
    Slow slow = new Slow();
    LocalGenerator turns = new InTurns(slow);
    CompletableFuture<List<Image>> first = CompletableFuture.supplyAsync(() -> generate(turns));
    slow.begun.await();
    Begun second = new Begun();
    CompletableFuture<List<Image>> waiting =
        CompletableFuture.supplyAsync(() -> generate(turns, second));
    assertThat(second.begun.await(100, TimeUnit.MILLISECONDS)).as("while it waits").isFalse();
    slow.end.countDown();
    assertThat(first.get()).isEmpty();
    assertThat(waiting.get()).isEmpty();
    assertThat(second.begun.getCount()).isZero();
  }

  private static List<Image> generate(LocalGenerator generator) {
    return generate(generator, LocalProgress.NONE);
  }

  private static List<Image> generate(LocalGenerator generator, LocalProgress progress) {
    try {
      return generator.generate(List.of(), 1, progress);
    } catch (Rejected e) {
      throw new AssertionError(e);
    }
  }
}
