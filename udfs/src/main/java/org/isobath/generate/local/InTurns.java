package org.isobath.generate.local;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.isobath.Rejected;
import org.isobath.image.Image;

/**
 * A generator that threads use one after the other, in the order in which they came. One that is
 * interrupted while it waits does not wait on.
 */
final class InTurns implements LocalGenerator {
  private final LocalGenerator generator;
  private final ReentrantLock turn = new ReentrantLock(true);

  InTurns(LocalGenerator generator) {
    this.generator = generator;
  }

  @Override
  public int sizeMultiple() {
    return generator.sizeMultiple();
  }

  @Override
  public List<Image> generate(List<LocalRequest> batch, int steps, LocalProgress progress)
      throws Rejected {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while another thread used the device");
    }
    try {
      progress.begin();
      return generator.generate(batch, steps, progress);
    } finally {
      turn.unlock();
    }
  }

  /** After the running call. */
  @Override
  public void close() {
    turn.lock();
    try {
      generator.close();
    } finally {
      turn.unlock();
    }
  }
}
