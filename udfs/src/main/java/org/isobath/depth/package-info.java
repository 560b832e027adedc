/**
 * Depth maps as numbers: what they mean ({@link org.isobath.depth.DepthKind}), how they are kept in
 * 16 bits ({@link org.isobath.depth.DepthPng}) and in data sets ({@link
 * org.isobath.depth.ReferenceFormat}), converted, resized, aligned with a reference, scored against
 * it ({@link org.isobath.depth.DepthErrors}), fused ({@link org.isobath.depth.DepthFusion}), cut
 * into layers ({@link org.isobath.depth.DepthLayers}), put into space ({@link
 * org.isobath.depth.PointMap}), and turned into pictures ({@link
 * org.isobath.depth.ConditioningRecipe} for generators, {@link org.isobath.depth.DepthColor} for
 * people). Static kernels on arrays; knows neither models nor tables.
 */
package org.isobath.depth;
