package org.isobath.jobs.report;

import java.util.List;
import java.util.Map;

/**
 * One generation to look at.
 *
 * @param subjectId its key in {@code evaluations}
 * @param recipe of a control that is a depth map; null for a photo
 * @param keep null when no policy has judged it
 * @param scores in the order of their list; {@code NaN} where not defined
 * @param width of its thumbnails
 * @param height of its thumbnails
 * @param views JPEGs by what they show, in order; null where one cannot be shown
 */
record GenerationSample(
    String subjectId,
    String requestId,
    int outputIndex,
    String imageId,
    String modelId,
    String paramsHash,
    String recipe,
    String generator,
    String prompt,
    Boolean keep,
    List<String> reasons,
    Map<String, Double> scores,
    int width,
    int height,
    Map<String, byte[]> views) {}
