package org.isobath.model;

import org.isobath.onnx.Tensor;
import org.isobath.onnx.TensorPool;

/**
 * A picture as one input tensor [1,3,H,W]. Its memory is leased: close it after inference, and its
 * next owner gets it without an allocation.
 */
public final class PreparedImage implements AutoCloseable {
  private final TensorPool.Lease lease;
  private final NetworkFrame frame;
  private final int imageWidth;
  private final int imageHeight;

  PreparedImage(TensorPool.Lease lease, NetworkFrame frame, int imageWidth, int imageHeight) {
    this.lease = lease;
    this.frame = frame;
    this.imageWidth = imageWidth;
    this.imageHeight = imageHeight;
  }

  /** The normalised pixels; until {@link #close}. */
  public Tensor tensor() {
    return lease.tensor();
  }

  public NetworkFrame frame() {
    return frame;
  }

  /** Columns of the whole upright picture. */
  public int imageWidth() {
    return imageWidth;
  }

  /** Rows of the whole upright picture. */
  public int imageHeight() {
    return imageHeight;
  }

  @Override
  public void close() {
    lease.close();
  }
}
