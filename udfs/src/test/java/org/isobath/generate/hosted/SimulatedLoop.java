package org.isobath.generate.hosted;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** A loop whose clock jumps to the next task; work takes up to 20 of its milliseconds. */
final class SimulatedLoop implements Loop {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
  private final RandomGenerator random;
  private long now;
  private long number;

  private record Task(long at, long number, Runnable run, boolean[] off) {}

  SimulatedLoop(long start, RandomGenerator random) {
    this.now = start;
    this.random = random;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public void execute(Runnable task) {
    schedule(0, task);
  }

  @Override
  public Runnable schedule(long millis, Runnable task) {
    boolean[] off = {false};
    tasks.add(new Task(now + Math.max(0, millis), number++, task, off));
    return () -> off[0] = true;
  }

  @Override
  public <T> void work(Callable<T> something, BiConsumer<T, Throwable> then) {
    schedule(
        random.nextInt(20),
        () -> {
          T result;
          try {
            result = something.call();
          } catch (Exception e) {
            execute(() -> then.accept(null, e));
            return;
          }
          execute(() -> then.accept(result, null));
        });
  }

  /** Runs until nothing is left to do, or for so many milliseconds. */
  void run(long millis) {
    long end = now + millis;
    while (!tasks.isEmpty() && tasks.peek().at() <= end) {
      Task task = tasks.poll();
      if (!task.off()[0]) {
        now = task.at();
        task.run().run();
      }
    }
    now = tasks.isEmpty() ? now : end;
  }
}
