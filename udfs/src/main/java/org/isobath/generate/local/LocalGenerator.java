package org.isobath.generate.local;

import java.util.List;
import java.util.concurrent.CancellationException;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.image.Image;
import org.isobath.onnx.OnnxFailure;

/**
 * A pipeline on a device of our own: controls and prompts to pictures. {@link LocalGenerators}
 * opens the one that a card describes. A picture depends on its request and the number of steps,
 * and not on what else is in its batch.
 *
 * <p>One for a device, used by one thread at a time; calls from others wait.
 */
public interface LocalGenerator extends AutoCloseable {
  /** Width and height of controls and pictures are multiples of this. */
  int sizeMultiple();

  /**
   * Makes a picture for each request. Equal prompts and controls (the same object) are encoded
   * once. What a device has too little memory for is made in smaller batches and in tiles by the
   * pipeline itself, which tells of it ({@link LocalProgress#notice}).
   *
   * @param batch at least one; controls of one size, a multiple of {@link #sizeMultiple}
   * @param steps of denoising
   * @param progress called in this thread, between steps
   * @return in the order of the batch
   * @throws Rejected {@code inference_failed} when a picture came out with values that are no
   *     numbers
   * @throws UserError for a size or number of steps that cannot be, and for a component that is not
   *     what it should be
   * @throws OnnxFailure when a graph fails
   * @throws CancellationException when this thread is interrupted, which is looked for before and
   *     during every step
   */
  List<Image> generate(List<LocalRequest> batch, int steps, LocalProgress progress) throws Rejected;

  /** Frees what is loaded. */
  @Override
  void close();
}
