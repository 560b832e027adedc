/**
 * Scores: of an image ({@link org.isobath.quality.ImageMetric}) and its file ({@link
 * org.isobath.quality.FileMetric}), of a depth map beside its image ({@link
 * org.isobath.quality.DepthMetric}, {@link org.isobath.quality.PairMetric}), of a depth map beside
 * a second one of the same image ({@link org.isobath.quality.ConsistencyMetric}), of a depth map
 * against a reference ({@link org.isobath.quality.ReferenceMetric}), of a generation's depth
 * against its control's ({@link org.isobath.quality.FidelityScore}) and of a generation against its
 * prompt ({@link org.isobath.quality.PromptScore}). Each kind has one list, and {@link
 * org.isobath.quality.Metrics#ALL} has them all; columns, documentation and contract tests are
 * loops over it. Raw numbers only: thresholds belong to the curation policy.
 */
package org.isobath.quality;
