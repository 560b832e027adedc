package org.isobath.generate;

import java.io.Serializable;

/**
 * Numbers of Stable Diffusion with a ControlNet, as its card has them.
 *
 * @param sizeMultiple pixels; width and height are multiples of this, because every level of the
 *     network halves the latents
 * @param heads of attention at the first level, which say what memory a step takes
 * @param scale strength of the control; 1 is as trained
 * @param negativePrompt what pictures are led away from, where guidance is above 1
 * @param sampler way from noise to the picture
 * @param schedule of the noise
 */
public record ControlNet(
    int sizeMultiple,
    int heads,
    double scale,
    String negativePrompt,
    NoiseSampler sampler,
    NoiseSchedule schedule)
    implements Serializable {}
