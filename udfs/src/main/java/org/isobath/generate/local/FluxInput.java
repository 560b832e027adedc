package org.isobath.generate.local;

import java.util.ArrayList;
import java.util.List;
import org.isobath.image.Image;

/**
 * What one picture is made from.
 *
 * @param prompt tokens of the text
 * @param control exactly as large as the picture ({@link ControlRecipe}), near = white
 * @param guidance strength of the prompt; 10 is usual for depth, 3.5 for text alone; of no effect
 *     on models without it
 * @param seed of this picture's own generator; the lower 32 bits count
 */
public record FluxInput(TokenIds prompt, Image control, double guidance, long seed) {

  /** So many pictures of one request: each next seed is one more. */
  public List<FluxInput> outputs(int count) {
    List<FluxInput> inputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      inputs.add(new FluxInput(prompt, control, guidance, seed + i));
    }
    return inputs;
  }
}
