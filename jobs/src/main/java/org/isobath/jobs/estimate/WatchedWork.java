package org.isobath.jobs.estimate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.spark.sql.Row;
import org.isobath.Rejected;
import org.isobath.jobs.Overlap;
import org.isobath.jobs.Watch;

/**
 * {@link PictureWork} under a {@link Watch}. A picture that is watched alone is read, estimated and
 * encoded in one go, so that nothing else of this work is under way when its executor dies.
 */
final class WatchedWork implements Overlap.Work<Row, PictureWork.Done> {
  private final PictureWork work;
  private final Watch watch;

  WatchedWork(PictureWork work, Watch watch) {
    this.work = work;
    this.watch = watch;
  }

  @Override
  public long bytes(Row image) {
    return work.bytes(image);
  }

  @Override
  public Overlap.Part<PictureWork.Done> begin(Row image) throws Exception {
    String id = image.getString(0);
    try {
      watch.check(id);
    } catch (Rejected e) {
      return new Overlap.Part<>(null, () -> work.rejected(id, e));
    }
    if (watch.alone(id)) {
      // the wait for others is not held against the picture
      return new Overlap.Part<>(() -> entered(id), () -> watched(id, () -> whole(image)));
    }
    watch.enter(id);
    Overlap.Part<PictureWork.Done> part = begun(id, image);
    return new Overlap.Part<>(part.handOver(), () -> watched(id, part.rest()));
  }

  private CompletableFuture<?> entered(String id) throws IOException {
    watch.enter(id);
    return CompletableFuture.completedFuture(null);
  }

  private Overlap.Part<PictureWork.Done> begun(String id, Row image) throws Exception {
    try {
      return work.begin(image);
    } catch (OutOfMemoryError e) {
      watch.condemn(id);
      throw e;
    }
  }

  private PictureWork.Done whole(Row image) throws Exception {
    Overlap.Part<PictureWork.Done> part = work.begin(image);
    if (part.handOver() != null) {
      try {
        part.handOver().call().get();
      } catch (ExecutionException e) {
        // the rest makes a rejection of it
      }
    }
    return part.rest().call();
  }

  private PictureWork.Done watched(String id, Callable<PictureWork.Done> rest) throws Exception {
    PictureWork.Done done;
    try {
      done = rest.call();
    } catch (OutOfMemoryError e) {
      // Spark ends an executor that runs out of memory
      watch.condemn(id);
      throw e;
    }
    watch.leave(id);
    return done;
  }

  @Override
  public PictureWork.Done late(Row image) {
    try {
      watch.leave(image.getString(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return work.late(image);
  }
}
