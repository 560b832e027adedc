package org.isobath.generate.local;

import java.nio.FloatBuffer;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** Sees a batch of pictures come into being. */
@FunctionalInterface
public interface LocalProgress {
  /** Looks away. */
  LocalProgress NONE = (done, steps, latents) -> {};

  /** When the device is free for this batch: who measures how long it takes, measures from here. */
  default void begin() {}

  /**
   * After each step. A batch that runs out of memory on its way begins anew, with fewer pictures.
   *
   * @param done steps so far, from 1
   * @param steps in all
   * @param latents copies the latents of the batch as the pipeline steps them (FLUX: tokens of all
   *     pictures, four times as many numbers each as a latent has channels; Stable Diffusion:
   *     pictures, channels, rows); for previews and tests
   * @throws CancellationException to stop; nothing is left behind
   */
  void step(int done, int steps, Supplier<float[]> latents);

  /**
   * After each decoding, before rounding.
   *
   * @param index of the picture in the batch
   * @param planes red, green and blue, about -1 to 1; valid during the call
   */
  default void decoded(int index, FloatBuffer planes) {}

  /**
   * When pictures are made otherwise than might be expected, because of their size or of the
   * device's memory. It is logged too.
   *
   * @param words for people
   */
  default void notice(String words) {}
}
