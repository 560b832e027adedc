package org.isobath.quality;

import java.util.Arrays;
import org.isobath.depth.Alignment;
import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthErrors;

/**
 * An aligned prediction beside the scored part of its reference, both as depth. Not for several
 * threads at once: what several scores need is computed on first demand.
 */
final class Aligned {
  /** Pixels whose ranks are compared: enough for three digits, and sorted soon. */
  private static final int RANKED = 1 << 16;

  private final float[] depth;
  private final float[] reference;
  private final boolean[] valid;
  private final int width;
  private final int height;
  private final CameraIntrinsics camera;
  private final Alignment alignment;
  private float[] angles;

  /**
   * @param depth {@code NaN} everywhere when there is no alignment
   * @param reference {@code NaN} wherever it is not scored
   * @param camera null when unknown
   * @param alignment the fit, usable or not
   */
  Aligned(
      float[] depth,
      float[] reference,
      int width,
      int height,
      CameraIntrinsics camera,
      Alignment alignment) {
    this.depth = depth;
    this.reference = reference;
    this.valid = DepthErrors.scorable(depth, reference);
    this.width = width;
    this.height = height;
    this.camera = camera;
    this.alignment = alignment;
  }

  float[] depth() {
    return depth;
  }

  float[] reference() {
    return reference;
  }

  /** The pixels that have both. */
  boolean[] valid() {
    return valid;
  }

  Alignment alignment() {
    return alignment;
  }

  double rankCorrelation() {
    long pixels = DepthErrors.pixels(depth, reference, valid);
    int ranked = (int) Math.min(RANKED, pixels);
    double[] ours = new double[ranked];
    double[] theirs = new double[ranked];
    int n = 0;
    long seen = 0;
    for (int i = 0; i < depth.length; i++) {
      // evenly spread among those that count
      if (valid[i] && seen++ * ranked / pixels == n && n < ranked) {
        ours[n] = depth[i];
        theirs[n++] = reference[i];
      }
    }
    return Correlation.ofRanks(ours, theirs);
  }

  double boundaryF1() {
    return BoundaryF1.of(depth, reference, valid, width, height);
  }

  /**
   * Angles between the normals of both, degrees, as in {@link NormalError}; none without a camera.
   */
  float[] normalAngles() {
    if (angles == null) {
      angles = camera == null ? new float[0] : NormalError.angles(depth, reference, valid, camera);
    }
    return angles;
  }

  /** Share of the scored reference that has a prediction; {@code NaN} without any reference. */
  double scoredShare() {
    boolean[] all = new boolean[valid.length];
    Arrays.fill(all, true);
    long known = DepthErrors.pixels(reference, reference, all);
    return known == 0 ? Double.NaN : (double) DepthErrors.pixels(depth, reference, valid) / known;
  }
}
