package org.isobath.image;

import java.io.Serializable;
import java.util.concurrent.atomic.LongAdder;

/**
 * What decoding has cost this JVM since it started. Two of them tell what happened in between:
 * nanos over wall time is the number of cores that decode.
 *
 * @param pictures given to {@link ImageDecoder}, those that it rejected included
 * @param nanos that threads spent in it, all added up
 */
public record DecodeLoad(long pictures, long nanos) implements Serializable {
  private static final LongAdder PICTURES = new LongAdder();
  private static final LongAdder NANOS = new LongAdder();

  /** As it is now. */
  public static DecodeLoad now() {
    return new DecodeLoad(PICTURES.sum(), NANOS.sum());
  }

  static void add(long nanos) {
    PICTURES.increment();
    NANOS.add(nanos);
  }

  /** What came after {@code earlier}. */
  public DecodeLoad since(DecodeLoad earlier) {
    return new DecodeLoad(pictures - earlier.pictures, nanos - earlier.nanos);
  }
}
