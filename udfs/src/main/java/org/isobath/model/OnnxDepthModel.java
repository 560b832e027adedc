package org.isobath.model;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.Image;
import org.isobath.onnx.Batcher;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;
import org.isobath.onnx.InputTensor;
import org.isobath.onnx.Leases;
import org.isobath.onnx.OnnxFailure;
import org.isobath.onnx.OnnxSession;
import org.isobath.onnx.Tensor;
import org.isobath.onnx.TensorPool;
import org.isobath.onnx.TensorSpec;
import org.isobath.onnx.WholeNumber;

/** A card's rules around a shared session. Keeps no state per call. */
final class OnnxDepthModel implements DepthModel {
  private final ModelCard card;
  private final OnnxSession session;
  private final GraphCheck.Tensors tensors;
  private final Set<String> wanted = new LinkedHashSet<>();
  private final Map<String, WholeNumber> constants = new LinkedHashMap<>();
  private final int maxBatch;
  private final Batcher batcher;

  /**
   * @param batching where it says one picture per run, or the graph takes no more, each thread runs
   *     the session itself
   */
  OnnxDepthModel(ModelCard card, OnnxSession session, Batching batching) {
    this.card = card;
    this.session = session;
    this.tensors = GraphCheck.check(card, session.inputs(), session.outputs());
    for (TensorSpec output :
        new TensorSpec[] {
          tensors.depth(), tensors.sky(), tensors.mask(), tensors.focal(), tensors.metricScale()
        }) {
      if (output != null) {
        wanted.add(output.name());
      }
    }
    card.input().constants().forEach((name, n) -> constants.put(name, new WholeNumber(n)));
    this.maxBatch = tensors.dynamicBatch() ? batching.maxOn(session.device()) : 1;
    this.batcher =
        maxBatch > 1
            ? session.batcher(tensors.input().name(), constants, wanted, maxBatch, batching)
            : null;
  }

  @Override
  public ModelCard card() {
    return card;
  }

  @Override
  public Device device() {
    return session.device();
  }

  @Override
  public int maxBatch() {
    return maxBatch;
  }

  @Override
  public Duration busy() {
    return session.busy();
  }

  @Override
  public NetworkFrame frame(int width, int height) throws Rejected {
    card.limits().check(card.id(), width, height);
    return card.input().size().frame(width, height);
  }

  @Override
  public PreparedImage preprocess(Image image, int width, int height, double scale)
      throws Rejected {
    card.limits().check(card.id(), width, height);
    NetworkFrame frame = card.input().size().scaled(scale).frame(width, height);
    TensorPool.Lease lease = TensorPool.lease(1, 3, frame.height(), frame.width());
    try {
      Preprocess.apply(image, card.input(), frame, lease.tensor().data(), 0);
      return new PreparedImage(lease, frame, width, height);
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  @Override
  public boolean takesOtherSizes() {
    return tensors.input().shape()[2] < 0 && tensors.input().shape()[3] < 0;
  }

  @Override
  public PendingDepth submit(PreparedImage image) {
    return new PendingDepth(card.id(), batcher == null ? runNow(image) : handIn(image));
  }

  private CompletableFuture<RawDepth> runNow(PreparedImage image) {
    try (Leases leases = new Leases()) {
      Map<String, InputTensor> fed = new HashMap<>(constants);
      fed.put(tensors.input().name(), image.tensor());
      Map<String, Tensor> outputs = session.run(fed, wanted, leases);
      return CompletableFuture.completedFuture(read(image, outputs, 0, 1));
    } catch (OnnxFailure | Rejected e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<RawDepth> handIn(PreparedImage image) {
    try {
      return batcher.submit(
          image.tensor(), (outputs, index, count) -> read(image, outputs, index, count));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException)
          new CancellationException("interrupted before the device had room").initCause(e);
    }
  }

  @Override
  public DepthEstimate postprocess(RawDepth raw, double focalPx, OutputSize size) throws Rejected {
    return Postprocess.apply(card.id(), card.output(), raw, focalPx, size);
  }

  private RawDepth read(PreparedImage image, Map<String, Tensor> outputs, int index, int count)
      throws Rejected {
    Tensor depth = outputs.get(tensors.depth().name());
    boolean points = card.output().kind().points();
    boolean triples = points && PointPlanes.triples(depth);
    int width = side(depth, triples ? 2 : 1);
    int height = side(depth, triples ? 3 : 2);
    long expected = (long) count * width * height;
    float[][] xyz =
        points
            ? PointPlanes.of(card.id(), tensors.depth().name(), depth, index, count)
            : new float[][] {
              null, null, plane(tensors.depth(), outputs, index, width, height, expected)
            };
    return new RawDepth(
        width,
        height,
        xyz[2],
        xyz[0],
        xyz[1],
        plane(tensors.sky(), outputs, index, width, height, expected),
        plane(tensors.mask(), outputs, index, width, height, expected),
        number(tensors.focal(), outputs, index, count),
        number(tensors.metricScale(), outputs, index, count),
        image.frame(),
        image.imageWidth(),
        image.imageHeight());
  }

  /** The last dimension, or the last but one. */
  private static int side(Tensor depth, int fromEnd) {
    int rank = depth.shape().length;
    return rank < 2 ? 1 : (int) depth.shape()[rank - fromEnd];
  }

  private float[] plane(
      TensorSpec spec, Map<String, Tensor> outputs, int b, int width, int height, long expected)
      throws Rejected {
    if (spec == null) {
      return null;
    }
    Tensor tensor = outputs.get(spec.name());
    if (tensor.data().capacity() != expected || tensor.shape().length < 2) {
      throw new Rejected(
          Reason.INFERENCE_FAILED,
          "model "
              + card.id()
              + ": output "
              + spec.name()
              + " came out as "
              + Arrays.toString(tensor.shape())
              + ", where one "
              + width
              + "x"
              + height
              + " map per picture is expected");
    }
    float[] values = new float[width * height];
    tensor.data().get(b * values.length, values);
    return values;
  }

  private static float number(TensorSpec spec, Map<String, Tensor> outputs, int b, int batch) {
    if (spec == null) {
      return Float.NaN;
    }
    Tensor numbers = outputs.get(spec.name());
    int count = numbers.data().capacity();
    // so many for each picture, of which the first is meant, or one for all
    return numbers.data().get(count % batch == 0 ? b * (count / batch) : 0);
  }

  @Override
  public void close() {
    session.close();
  }
}
