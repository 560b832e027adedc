package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchTest {
  private static final String KILLER = "a".repeat(64);
  private static final String GOOD = "b".repeat(64);

  @TempDir Path temp;
  private Marks marks;
  private Path note;
  private int attempts;

  @BeforeEach
  void emptyFolder() throws IOException {
    marks =
        new Marks(
            FileSystem.getLocal(new Configuration()),
            new org.apache.hadoop.fs.Path(temp.toString(), "_careful/work"));
    note = temp.resolve("local/in-flight");
  }

  private Watch watch(boolean retried) throws IOException {
    return new Watch(
        marks, marks.read(), retried, Watch.DEATHS, InFlight.at(note), "run-" + ++attempts);
  }

  /** As if the JVM had ended while the watch had the picture in hand. */
  private static void die(Watch watch, String id) throws IOException {
    watch.enter(id);
    watch.condemn(id);
  }

  @Test
  void aRetriedTaskNamesThePictureThatItDiesOf() throws Exception {
    watch(true).check(KILLER);
    die(watch(true), KILLER);
    assertThat(marks.read()).isEqualTo(Map.of(KILLER, List.of("run-2")));

    Watch second = watch(true);
    second.check(KILLER);
    second.enter(GOOD);
    second.leave(GOOD);
    die(second, KILLER);
    assertThat(marks.read()).containsOnlyKeys(KILLER);

    // the third is the task's last attempt where two died alone after one that did not look
    Watch third = watch(true);
    third.check(GOOD);
    Rejected rejected = catchThrowableOfType(Rejected.class, () -> third.check(KILLER));
    assertThat(rejected.reason()).isEqualTo(Reason.KILLS_EXECUTOR);
    assertThat(rejected)
        .hasMessageStartingWith("2 executors died, one after the other")
        .hasMessageContaining("--retry-rejects");
    // also where no task had to be tried again
    assertThatThrownBy(() -> watch(false).check(KILLER)).isInstanceOf(Rejected.class);
  }

  @Test
  void whoWasInHandOnceAndSurvivesIsClearedOfEverything() throws Exception {
    die(watch(true), GOOD);
    Watch next = watch(true);
    next.check(GOOD);
    next.enter(GOOD);
    assertThat(marks.read().get(GOOD)).containsExactlyInAnyOrder("run-1", "run-2");
    next.leave(GOOD);
    assertThat(marks.read()).isEmpty();
    assertThat(temp.resolve("_careful/work")).isEmptyDirectory();
  }

  @Test
  void aTaskThatIsStoppedNeitherClearsNorIncriminates() throws Exception {
    die(watch(true), KILLER);
    Watch stopped = watch(true);
    stopped.enter(KILLER);
    stopped.close();
    assertThat(marks.read()).isEqualTo(Map.of(KILLER, List.of("run-1")));
    // and lets others go on
    Watch other = watch(true);
    other.enter(GOOD);
    other.close();
  }

  @Test
  void aFirstAttemptTouchesNoFileSystem_exceptForSuspects() throws Exception {
    Watch first = watch(false);
    first.enter(GOOD);
    assertThat(temp.resolve("_careful")).doesNotExist();
    first.leave(GOOD);

    marks.add(KILLER, Marks.AMONG_OTHERS);
    Watch next = watch(false);
    assertThat(next.alone(GOOD)).isFalse();
    assertThat(next.alone(KILLER)).isTrue();
    // to be among others is no proof
    next.check(KILLER);
    next.enter(KILLER);
    assertThat(marks.read().get(KILLER)).hasSize(2);
    next.leave(KILLER);
    assertThat(marks.read()).isEmpty();
  }

  @Test
  void inLocalModeTheNextRunFindsWhatWasInHand() throws Exception {
    InFlight.open(note);
    Watch watch = watch(false);
    watch.enter(GOOD);
    watch.enter(KILLER);
    watch.leave(GOOD);
    assertThat(InFlight.left(note)).containsExactly(KILLER);
    String third = "c".repeat(64);
    watch.enter(third);
    assertThat(InFlight.left(note)).containsExactlyInAnyOrder(KILLER, third);
    assertThat(note).as("lines are used again").hasSize(2 * 65);

    InFlight again = InFlight.open(note);
    assertThat(InFlight.left(note)).isEmpty();
    again.close();
    assertThat(note).doesNotExist();
    assertThat(InFlight.at(note)).isNull();
  }

  @Test
  void suspectsOfOneJvmWaitForEachOther_andAWaitCanBeEnded() throws Exception {
    Watch one = watch(true);
    Watch other = watch(true);
    one.enter(KILLER);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      CountDownLatch begun = new CountDownLatch(1);
      Future<?> waiting =
          pool.submit(
              () -> {
                begun.countDown();
                other.enter(GOOD);
                return null;
              });
      begun.await();
      TimeUnit.MILLISECONDS.sleep(50);
      assertThat(marks.read()).containsOnlyKeys(KILLER);
      one.leave(KILLER);
      waiting.get(10, TimeUnit.SECONDS);
      assertThat(marks.read()).containsOnlyKeys(GOOD);

      Future<?> ended =
          pool.submit(
              () -> {
                one.enter(KILLER);
                return null;
              });
      TimeUnit.MILLISECONDS.sleep(50);
      pool.shutdownNow();
      assertThatThrownBy(ended::get).hasCauseInstanceOf(InterruptedIOException.class);
    } finally {
      pool.shutdownNow();
      other.close();
    }
    assertThat(marks.read()).isEmpty();
  }

  @Test
  void forgottenMarksLeaveNoFolder() throws Exception {
    marks.clear();
    marks.add(KILLER, "run-1");
    Files.createDirectories(temp.resolve("_careful/other work"));
    marks.clear();
    assertThat(temp.resolve("_careful")).isDirectoryContaining("glob:**other work");
    Files.delete(temp.resolve("_careful/other work"));
    marks.add(KILLER, "run-1");
    marks.clear();
    assertThat(temp.resolve("_careful")).doesNotExist();
  }
}
