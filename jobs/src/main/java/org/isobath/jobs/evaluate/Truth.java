package org.isobath.jobs.evaluate;

import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthMap;

/**
 * Reference depth of a picture.
 *
 * @param depth metric
 * @param camera of this size; null when the reference does not tell
 */
record Truth(DepthMap depth, CameraIntrinsics camera) {}
