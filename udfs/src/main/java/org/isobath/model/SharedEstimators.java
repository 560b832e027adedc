package org.isobath.model;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.isobath.image.DecodeOptions;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxSession;

/**
 * The estimators and CLIP models of this JVM: each is opened once and shared by all threads,
 * whether a job or an SQL function asks for it, until {@link #closeAll} or the end of the JVM.
 */
public final class SharedEstimators {
  private static final ConcurrentHashMap<Key, ImageEstimator> OPEN = new ConcurrentHashMap<>();

  private static final ConcurrentHashMap<ClipKey, ClipModel> CLIPS = new ConcurrentHashMap<>();

  private SharedEstimators() {}

  /**
   * All that tells one CLIP from another.
   *
   * @param device as configured
   * @param gpu ordinal of the GPU; ignored on a CPU
   * @param threads inside one run
   */
  public record ClipKey(ClipCard card, Device device, int gpu, int threads) {}

  /**
   * All that tells one estimator from another.
   *
   * @param card locked
   * @param paramsHash the key of its values in tables: {@link ModelCard#paramsHash(OutputSize)} and
   *     what else decides pixels
   * @param device as configured
   * @param gpu ordinal of the GPU; ignored on a CPU
   * @param threads inside one run
   * @param batching of pictures from all threads
   */
  public record Key(
      ModelCard card,
      DecodeOptions decode,
      OutputSize size,
      Tiling tiling,
      Fusion fusion,
      CrossCheck crossCheck,
      String paramsHash,
      Device device,
      int gpu,
      int threads,
      Batching batching) {}

  /**
   * @param files asked for the verified file of each model when the estimator is not open yet
   * @throws org.isobath.UserError when the device that was asked for is not there, or the card does
   *     not fit the graph
   */
  public static ImageEstimator get(Key key, Function<ModelCard, Path> files) {
    return OPEN.computeIfAbsent(key, k -> open(k, files));
  }

  /**
   * @param files asked for the folder of the card's verified files when the model is not open yet
   * @throws org.isobath.UserError when the device that was asked for is not there, or the card does
   *     not fit the graphs
   */
  public static ClipModel clip(ClipKey key, Function<ModelFolder, Path> files) {
    return CLIPS.computeIfAbsent(
        key,
        k ->
            ClipModel.open(k.card, files.apply(k.card.requireFiles()), k.device, k.gpu, k.threads));
  }

  /**
   * Forgets every estimator and CLIP model and closes the sessions below them, each after its
   * running calls; the next {@link #get} opens anew. For the end of a Spark session, never for a
   * shutdown hook: the runtime's own hook may come first, and a session closed after it is a crash.
   */
  public static void closeAll() {
    OPEN.clear();
    CLIPS.clear();
    OnnxSession.closeShared();
  }

  private static ImageEstimator open(Key key, Function<ModelCard, Path> files) {
    return new ImageEstimator(
        open(key, key.card, files),
        key.decode,
        key.size,
        key.tiling,
        key.fusion,
        key.crossCheck,
        Stream.concat(key.fusion.models().stream(), key.crossCheck.models().stream())
            .map(card -> open(key, card, files))
            .toList(),
        key.paramsHash);
  }

  private static DepthModel open(Key key, ModelCard card, Function<ModelCard, Path> files) {
    return DepthModels.open(
        card, files.apply(card), key.device, key.gpu, key.threads, key.batching);
  }
}
