package org.isobath.generate.local;

import java.util.ArrayList;
import java.util.List;
import org.isobath.image.Image;

/**
 * What one picture of a local generator is made from.
 *
 * @param prompt text
 * @param control exactly as large as the picture ({@link ControlRecipe}), near = white
 * @param guidance strength of the prompt; of no effect on models without it
 * @param seed of this picture's own random numbers; the lower 32 bits count
 */
public record LocalRequest(String prompt, Image control, double guidance, long seed) {

  /** So many pictures of one request: each next seed is one more. */
  public List<LocalRequest> outputs(int count) {
    List<LocalRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(new LocalRequest(prompt, control, guidance, seed + i));
    }
    return requests;
  }
}
