package org.isobath.model;

import java.nio.file.Path;
import org.isobath.UserError;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxSession;

/** Opens models. Cheap after the first time: the session is shared by everything in this JVM. */
public final class DepthModels {
  private DepthModels() {}

  /**
   * {@link #open(ModelCard, Path, Device, int, int, Batching)} on the first GPU with the default
   * batch.
   */
  public static DepthModel open(ModelCard card, Path file, Device device, int intraOpThreads) {
    return open(card, file, device, 0, intraOpThreads, Batching.AUTO);
  }

  /**
   * A model that is ready to run, its card held against its graph.
   *
   * @param file from {@link ModelStore#fetch}, which has verified it
   * @param gpu ordinal of the GPU; ignored on a CPU
   * @param intraOpThreads threads inside one run: executor cores divided by concurrent tasks
   * @param batching of the pictures that all threads hand in; the first call for a session decides
   * @throws UserError when the device is not there, the file does not load, or the card does not
   *     fit the graph
   */
  public static DepthModel open(
      ModelCard card, Path file, Device device, int gpu, int intraOpThreads, Batching batching) {
    OnnxSession session = OnnxSession.shared(file, card.requireHash(), device, gpu, intraOpThreads);
    return new OnnxDepthModel(card, session, batching);
  }

  /**
   * The same with a session of its own, in which threads and batches are as given here and not as
   * an earlier call decided. For trying out settings; the caller closes the model, which frees it.
   */
  public static DepthModel openAlone(
      ModelCard card, Path file, Device device, int gpu, int intraOpThreads, Batching batching) {
    OnnxSession session = OnnxSession.alone(file, card.requireHash(), device, gpu, intraOpThreads);
    try {
      return new OnnxDepthModel(card, session, batching);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }
}
