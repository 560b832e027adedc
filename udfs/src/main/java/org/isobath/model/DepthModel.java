package org.isobath.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;
import org.isobath.onnx.Device;

/**
 * Depth from one picture. All methods may be called by any number of threads at once; the tasks of
 * an executor share one model.
 *
 * <p>{@link #estimate(List)} is the whole way. The job takes the three steps one by one, to time
 * them, to reject single pictures and to prepare the next while the device works; the values are
 * the same.
 */
public interface DepthModel extends AutoCloseable {
  ModelCard card();

  /** Where inference runs; never {@link Device#AUTO}. */
  Device device();

  /**
   * Pictures in one run at most. With 1, {@link #submit} computes in the thread that calls it; with
   * more it hands over, and who has so many pictures under way at once gets full batches.
   */
  int maxBatch();

  /** Time that all threads together have spent in runs of the model's session. */
  Duration busy();

  /**
   * The network's input for an upright picture of these sides.
   *
   * @throws Rejected when the picture is outside the card's limits
   */
  NetworkFrame frame(int width, int height) throws Rejected;

  /**
   * First step: the input tensor. The caller closes it.
   *
   * @throws Rejected when the picture is outside the card's limits
   */
  default PreparedImage preprocess(Image image) throws Rejected {
    return preprocess(image, image.width(), image.height());
  }

  /**
   * First step for a picture that was decoded smaller than it is; limits, the network's input and
   * focal lengths are those of the whole picture.
   *
   * @param width columns of the whole upright picture
   * @param height rows of the whole upright picture
   * @throws Rejected when the picture is outside the card's limits
   */
  default PreparedImage preprocess(Image image, int width, int height) throws Rejected {
    return preprocess(image, width, height, 1);
  }

  /**
   * First step with another size of the network's input, for a network that {@linkplain
   * #takesOtherSizes() takes it}.
   *
   * @param scale of the card's size; its multiple is kept
   * @throws Rejected when the picture is outside the card's limits
   */
  PreparedImage preprocess(Image image, int width, int height, double scale) throws Rejected;

  /** True when the graph does not fix the sides of its input. */
  boolean takesOtherSizes();

  /**
   * Second step, on the device. On a CPU the picture is a run of its own in this thread, so that
   * its values do not depend on its neighbours, and done on return. On a GPU pictures of one size
   * go together, whoever hands them in; this waits only while the device has more than it can take.
   *
   * @param image open until the result is there
   * @throws java.util.concurrent.CancellationException when this thread is interrupted
   */
  PendingDepth submit(PreparedImage image);

  /**
   * Second step for several pictures: raw outputs, one per picture in the same order.
   *
   * @throws Rejected for the first picture that is
   */
  default List<RawDepth> infer(List<PreparedImage> images) throws Rejected {
    List<PendingDepth> pending = new ArrayList<>();
    try {
      for (PreparedImage image : images) {
        pending.add(submit(image));
      }
      List<RawDepth> results = new ArrayList<>();
      for (PendingDepth one : pending) {
        results.add(one.get());
      }
      return results;
    } finally {
      pending.forEach(PendingDepth::cancel);
    }
  }

  /**
   * Third step: the card's output rules.
   *
   * @param focalPx focal length in pixels of the upright picture, NaN where unknown
   * @throws Rejected when nothing usable came out, or metres need a focal length that is unknown
   */
  DepthEstimate postprocess(RawDepth raw, double focalPx, OutputSize size) throws Rejected;

  /**
   * All three steps at network size, for pictures of unknown focal length.
   *
   * @throws Rejected for the first picture that is; use the single steps to keep the others
   */
  default List<DepthMap> estimate(List<Image> images) throws Rejected {
    List<PreparedImage> prepared = new ArrayList<>();
    try {
      for (Image image : images) {
        prepared.add(preprocess(image));
      }
      List<DepthMap> maps = new ArrayList<>();
      for (RawDepth raw : infer(prepared)) {
        maps.add(postprocess(raw, Double.NaN, OutputSize.NETWORK).depth());
      }
      return maps;
    } finally {
      prepared.forEach(PreparedImage::close);
    }
  }

  /** Gives up this handle; a session behind it that is the JVM's stays. */
  @Override
  void close();
}
