package org.isobath.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.Image;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxFailure;
import org.isobath.onnx.OnnxSession;
import org.isobath.onnx.Tensor;
import org.isobath.onnx.TensorPool;
import org.isobath.onnx.TensorSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A card's rules around a shared session. Keeps no state per call. */
final class OnnxDepthModel implements DepthModel {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxDepthModel.class);

  private final ModelCard card;
  private final OnnxSession session;
  private final GraphCheck.Tensors tensors;
  private final Set<String> wanted = new LinkedHashSet<>();
  private final AtomicInteger maxBatch;

  OnnxDepthModel(ModelCard card, OnnxSession session, int maxBatch) {
    // one run per picture keeps CPU results independent of what else is in the partition
    this(card, session, maxBatch, session.device().gpu());
  }

  OnnxDepthModel(ModelCard card, OnnxSession session, int maxBatch, boolean batches) {
    this.card = card;
    this.session = session;
    this.tensors = GraphCheck.check(card, session.inputs(), session.outputs());
    for (TensorSpec output :
        new TensorSpec[] {tensors.depth(), tensors.sky(), tensors.mask(), tensors.focal()}) {
      if (output != null) {
        wanted.add(output.name());
      }
    }
    this.maxBatch = new AtomicInteger(batches && tensors.dynamicBatch() ? maxBatch : 1);
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
  public NetworkFrame frame(int width, int height) throws Rejected {
    card.limits().check(card.id(), width, height);
    return card.input().size().frame(width, height);
  }

  @Override
  public PreparedImage preprocess(Image image) throws Rejected {
    NetworkFrame frame = frame(image.width(), image.height());
    TensorPool.Lease lease = TensorPool.lease(1, 3, frame.height(), frame.width());
    try {
      Preprocess.apply(image, card.input(), frame, lease.tensor().data(), 0);
      return new PreparedImage(lease, frame, image.width(), image.height());
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  @Override
  public List<RawDepth> infer(List<PreparedImage> images) throws Rejected {
    Map<List<Integer>, List<Integer>> bySize = new LinkedHashMap<>();
    for (int i = 0; i < images.size(); i++) {
      NetworkFrame frame = images.get(i).frame();
      bySize.computeIfAbsent(List.of(frame.width(), frame.height()), k -> new ArrayList<>()).add(i);
    }
    RawDepth[] results = new RawDepth[images.size()];
    for (List<Integer> same : bySize.values()) {
      int done = 0;
      while (done < same.size()) {
        int batch = Math.min(maxBatch.get(), same.size() - done);
        try {
          runBatch(images, same.subList(done, done + batch), results);
          done += batch;
        } catch (OnnxFailure e) {
          if (!e.outOfMemory() || batch == 1) {
            throw new Rejected(
                Reason.INFERENCE_FAILED, "model " + card.id() + ": " + e.getMessage(), e);
          }
          maxBatch.accumulateAndGet(batch / 2, Math::min);
          LOG.warn(
              "{}: out of device memory with a batch of {}, going on with {}",
              card.id(),
              batch,
              batch / 2);
        }
      }
    }
    return List.of(results);
  }

  @Override
  public DepthEstimate postprocess(RawDepth raw, double focalPx, OutputSize size) throws Rejected {
    return Postprocess.apply(card.id(), card.output(), raw, focalPx, size);
  }

  private void runBatch(List<PreparedImage> images, List<Integer> indices, RawDepth[] results)
      throws Rejected {
    try (Leases leases = new Leases()) {
      Tensor input = input(images, indices, leases);
      Map<String, Tensor> outputs =
          session.run(
              Map.of(tensors.input().name(), input), wanted, (name, shape) -> leases.take(shape));
      Tensor depth = outputs.get(tensors.depth().name());
      int width = side(depth, 1);
      int height = side(depth, 2);
      long expected = (long) indices.size() * width * height;
      for (int b = 0; b < indices.size(); b++) {
        PreparedImage image = images.get(indices.get(b));
        results[indices.get(b)] =
            new RawDepth(
                width,
                height,
                plane(tensors.depth(), outputs, b, width, height, expected),
                plane(tensors.sky(), outputs, b, width, height, expected),
                plane(tensors.mask(), outputs, b, width, height, expected),
                focal(outputs, b, indices.size()),
                image.frame(),
                image.imageWidth(),
                image.imageHeight());
      }
    }
  }

  private static Tensor input(List<PreparedImage> images, List<Integer> indices, Leases leases) {
    Tensor first = images.get(indices.get(0)).tensor();
    if (indices.size() == 1) {
      return first;
    }
    long[] shape = first.shape().clone();
    shape[0] = indices.size();
    Tensor batch = leases.take(shape);
    int size = first.data().capacity();
    for (int b = 0; b < indices.size(); b++) {
      batch.data().put(b * size, images.get(indices.get(b)).tensor().data(), 0, size);
    }
    return batch;
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

  private float focal(Map<String, Tensor> outputs, int b, int batch) {
    if (tensors.focal() == null) {
      return Float.NaN;
    }
    Tensor focal = outputs.get(tensors.focal().name());
    // one number for each picture, or one for all
    return focal.data().get(focal.data().capacity() == batch ? b : 0);
  }

  @Override
  public void close() {
    // the session is shared by the whole JVM
  }

  /** Output memory of one run, given back together. */
  private static final class Leases implements AutoCloseable {
    private final List<TensorPool.Lease> leases = new ArrayList<>();

    Tensor take(long... shape) {
      TensorPool.Lease lease = TensorPool.lease(shape);
      leases.add(lease);
      return lease.tensor();
    }

    @Override
    public void close() {
      leases.forEach(TensorPool.Lease::close);
    }
  }
}
