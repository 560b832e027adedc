package org.isobath.jobs;

import org.isobath.onnx.Batching;

/** The keys {@code estimate.batch…} of the configuration. */
public final class BatchSettings {
  private BatchSettings() {}

  /** How the pictures of an executor's tasks become batches. */
  public static Batching of(Conf conf) {
    return new Batching(
        conf.string("estimate.batch").equals("auto") ? 0 : conf.integer("estimate.batch", 1, 1024),
        conf.duration("estimate.batch-wait"),
        conf.bytes("estimate.batch-window"));
  }
}
