package org.isobath.jobs.estimate;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Overlap;
import org.isobath.model.ImageEstimator;
import org.isobath.model.PendingPasses;

/**
 * From a row of {@code images} to one of {@code depth}: read and decoded, then on the device, then
 * scored and encoded. Where the model runs in the thread that asks, it runs in the first half.
 */
final class PictureWork implements Overlap.Work<Row, PictureWork.Done> {
  /** Columns of the rows, in order. */
  static final String[] COLUMNS = {
    "image_id", "content", "uri", "focal_px", "length", "width", "height"
  };

  /**
   * What became of a picture.
   *
   * @param row of {@code depth}
   * @param bytes of the encoded picture; -1 when it was rejected
   */
  record Done(Row row, long bytes) {}

  private final ImageEstimator estimator;
  private final DepthRows rows;
  private final Configuration hadoop;
  private final long maxBytes;
  private final Duration deadline;

  /**
   * @param hadoop for pictures that are kept by reference
   * @param maxBytes of one picture
   * @param deadline for the message to whom it was too short
   */
  PictureWork(
      ImageEstimator estimator,
      DepthRows rows,
      Configuration hadoop,
      long maxBytes,
      Duration deadline) {
    this.estimator = estimator;
    this.rows = rows;
    this.hadoop = hadoop;
    this.maxBytes = maxBytes;
    this.deadline = deadline;
  }

  /** The encoded picture, and its three channels. */
  @Override
  public long bytes(Row image) {
    long encoded = image.isNullAt(1) ? number(image, 4) : image.<byte[]>getAs(1).length;
    return encoded + 3 * number(image, 5) * number(image, 6);
  }

  private static long number(Row image, int column) {
    return image.isNullAt(column) ? 0 : image.<Number>getAs(column).longValue();
  }

  @Override
  public Overlap.Part<Done> begin(Row image) {
    String id = image.getString(0);
    byte[] content;
    ImageEstimator.Decoded decoded;
    try {
      content =
          image.isNullAt(1)
              ? Originals.readChecked(image.getString(2), id, hadoop, maxBytes)
              : image.getAs(1);
      decoded = estimator.decode(content);
    } catch (Rejected e) {
      return new Overlap.Part<>(null, () -> rejected(id, e));
    }
    double focalPx = image.isNullAt(3) ? Double.NaN : image.getDouble(3);
    long bytes = content.length;
    if (estimator.model().maxBatch() == 1) {
      PendingPasses computed = estimator.submit(decoded);
      return new Overlap.Part<>(null, () -> finish(id, decoded, computed, focalPx, bytes));
    }
    AtomicReference<PendingPasses> pending = new AtomicReference<>();
    return new Overlap.Part<>(
        () -> {
          pending.set(estimator.submit(decoded));
          return pending.get().settled();
        },
        () -> finish(id, decoded, pending.get(), focalPx, bytes));
  }

  private Done finish(
      String id,
      ImageEstimator.Decoded decoded,
      PendingPasses pending,
      double focalPx,
      long bytes) {
    try {
      return new Done(rows.ok(id, estimator.finish(decoded, pending, focalPx)), bytes);
    } catch (Rejected e) {
      return rejected(id, e);
    }
  }

  Done rejected(String id, Rejected why) {
    return new Done(rows.rejected(id, why), -1);
  }

  @Override
  public Done late(Row image) {
    return rejected(
        image.getString(0),
        new Rejected(
            Reason.TOO_SLOW,
            "not done after %d s. Raise estimate.deadline and run again with --retry-rejects, or lower limits.max-pixels"
                .formatted(deadline.toSeconds())));
  }
}
