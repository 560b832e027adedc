package org.isobath.generate.local;

import org.isobath.image.Image;

/**
 * What one picture of Stable Diffusion is made from.
 *
 * @param prompt ids of CLIP
 * @param control exactly as large as the picture ({@link ControlRecipe}), near = white
 * @param guidance strength of the prompt against the negative one; 5 to 7.5 are usual, up to 1
 *     there is no negative prompt
 * @param seed of this picture's own generator; the lower 32 bits count
 */
record SdInput(long[] prompt, Image control, double guidance, long seed) {}
