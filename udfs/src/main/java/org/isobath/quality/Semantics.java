package org.isobath.quality;

import java.util.Arrays;
import org.isobath.UserError;
import org.isobath.depth.DepthMap;

/**
 * Whether a model's maps mean what its card says. A map of depth that is read as inverse depth
 * aligns with a negative scale, or with nothing; after a fit of scale and shift its errors would
 * still look like numbers.
 */
public final class Semantics {
  private static final EvaluationProtocol FIT =
      new EvaluationProtocol(AlignmentProtocol.LSQ_INVERSE, Benchmark.WHOLE);

  private Semantics() {}

  /**
   * The scale that least squares in inverse depth gives a prediction: negative when it runs against
   * the reference. {@code NaN} where there is no fit, as for constant maps.
   *
   * @param reference of the same size, metric
   */
  public static double scale(DepthMap prediction, DepthMap reference) {
    return FIT.align(prediction, reference, null).alignment().scale();
  }

  /**
   * Refuses a model that is upside down: one whose maps run against the reference on more than half
   * of the images that could be fitted. Single ones happen to weak models, and have no score.
   *
   * @param model its id, for the message
   * @param scales {@link #scale} of every image
   * @throws UserError naming the model, the count and the remedy
   */
  public static void requireForward(String model, double[] scales) {
    requireForward(
        model,
        Arrays.stream(scales).filter(scale -> scale < 0).count(),
        Arrays.stream(scales).filter(scale -> !Double.isNaN(scale)).count());
  }

  /**
   * The same for who has counted.
   *
   * @param reversed images with a negative {@link #scale}
   * @param fitted images with any
   */
  public static void requireForward(String model, long reversed, long fitted) {
    if (2 * reversed > fitted) {
      throw new UserError(
          "Depth of "
              + model
              + " runs against the reference on "
              + reversed
              + " of "
              + fitted
              + " images: near and far are exchanged. Set the output kind of its card (inverse kinds are larger when"
              + " nearer), or check that pictures and references belong together.");
    }
  }
}
