package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.HeaderProbe;
import org.isobath.image.ImageEncoder;
import org.isobath.image.ImageHeader;
import org.junit.jupiter.api.Test;

class DecodeGateTest {
  private static ImageHeader header(int width, int height) throws Rejected {
    return HeaderProbe.probe(ImageEncoder.png(Album.picture(0, width, height)));
  }

  @Test
  void onePictureThatNeedsAllTheMemoryIsTriedAloneAndThenRejected() throws Rejected {
    AtomicInteger tries = new AtomicInteger();
    Rejected rejected =
        catchThrowableOfType(
            Rejected.class,
            () ->
                new DecodeGate(64)
                    .decode(
                        header(30, 20),
                        () -> {
                          tries.incrementAndGet();
                          throw new OutOfMemoryError("Java heap space");
                        }));
    assertThat(tries).hasValue(2);
    assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
    assertThat(rejected)
        .hasMessageStartingWith("30x20 pixels do not fit into the memory of this executor (heap ")
        .hasMessageEndingWith("MiB): Java heap space. Give it more, or lower limits.max-pixels");
  }

  @Test
  void crowdingIsNoReasonToReject() throws Rejected {
    AtomicInteger tries = new AtomicInteger();
    int answer =
        new DecodeGate(64)
            .decode(
                header(30, 20),
                () -> {
                  if (tries.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("Java heap space");
                  }
                  return 42;
                });
    assertThat(answer).isEqualTo(42);
  }

  @Test
  void nativeMemoryCountsLikeTheHeap() {
    Rejected rejected =
        catchThrowableOfType(
            Rejected.class,
            () ->
                new DecodeGate(64)
                    .decode(
                        header(30, 20),
                        () -> {
                          throw new Rejected(
                              Reason.CORRUPT,
                              "png: the decoder failed",
                              new RuntimeException(
                                  "(-4:Insufficient memory) Failed to allocate 1200000000 bytes"));
                        }));
    assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
  }

  @Test
  void aFileThatDoesNotFitIsRejectedForItsBytes() {
    Rejected rejected =
        catchThrowableOfType(
            Rejected.class,
            () ->
                new DecodeGate(64)
                    .read(
                        1000,
                        () -> {
                          throw new OutOfMemoryError("Java heap space");
                        }));
    assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY_BYTES);
    assertThat(rejected).hasMessageStartingWith("1000 bytes do not fit into the memory");
  }

  @Test
  void otherFailuresPassAsTheyAre() {
    AtomicInteger tries = new AtomicInteger();
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                new DecodeGate(64)
                    .decode(
                        header(30, 20),
                        () -> {
                          tries.incrementAndGet();
                          throw new NoClassDefFoundError("org/bytedeco/X");
                        }))
        .isInstanceOf(NoClassDefFoundError.class);
    assertThat(tries).hasValue(1);
  }

  @Test
  void picturesThatTogetherAreTooLargeWaitForEachOther() throws Exception {
    DecodeGate gate = new DecodeGate(10);
    // 8 MiB at 16 bytes per pixel: two do not fit into 10
    ImageHeader large = header(800, 600);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Integer> first =
          threads.submit(
              () ->
                  gate.decode(
                      large,
                      () -> {
                        inside.countDown();
                        await(leave);
                        return finished.incrementAndGet();
                      }));
      inside.await();
      Future<Integer> second = threads.submit(() -> gate.decode(large, finished::incrementAndGet));
      assertThat(second.isDone()).isFalse();
      leave.countDown();
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(2);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
