package org.isobath.model;

import org.isobath.depth.DepthMap;

/**
 * Depth of one picture, and the focal length that went into it.
 *
 * @param focalPx in pixels of the upright picture; NaN where the model needs none and estimates
 *     none
 * @param focalAssumed true where the focal length is the card's assumed field of view, so that
 *     metres are only as good as that
 */
public record DepthEstimate(DepthMap depth, double focalPx, boolean focalAssumed) {}
