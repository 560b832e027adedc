package org.isobath.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.isobath.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model loaded on a device. Get it by {@link #shared}: all task threads of a JVM use one session
 * per (device, model), because each session is a full copy of the weights. {@link #run} may be
 * called by any number of threads at once.
 *
 * <p>Sessions stay open until {@link #closeShared}, which the end of a Spark session calls. They
 * are deliberately not closed by a shutdown hook: the runtime releases its environment in a hook of
 * its own, hooks run in no order, and a session closed after its environment is a crash at exit; of
 * a JVM that is killed the operating system takes the memory back. {@link #alone} is for one that
 * tries out settings.
 */
public final class OnnxSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OnnxSession.class);

  private static final ConcurrentHashMap<Key, OnnxSession> SHARED = new ConcurrentHashMap<>();

  private record Key(Device device, int gpu, String sha256) {
    String place() {
      return device.gpu() ? device.label() + ":" + gpu : device.label();
    }
  }

  private record Batch(String input, Map<String, WholeNumber> constants, Set<String> wanted) {}

  private record InputShapes(List<List<Long>> shapes) {}

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Key key;
  private final Device device;
  private final boolean shared;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;
  private final ReadWriteLock closing = new ReentrantReadWriteLock();
  private final ConcurrentHashMap<InputShapes, Map<String, long[]>> outputShapes =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Batch, Batcher> batchers = new ConcurrentHashMap<>();
  private final DeviceMeter meter;
  private final int threads;
  private final LongAdder runs = new LongAdder();
  private final LongAdder busyNanos = new LongAdder();
  private boolean closed;

  private OnnxSession(Path file, Key key, int intraOpThreads, boolean shared) {
    this.key = key;
    this.shared = shared;
    this.device = key.device();
    this.meter = DeviceMeter.of(device, key.gpu());
    this.threads = intraOpThreads;
    Path engines =
        device == Device.TENSORRT
            ? EngineCache.create(file, key.sha256(), environment.getVersion(), key.gpu())
            : null;
    try (SessionOptions options =
        SessionSettings.options(device, key.gpu(), intraOpThreads, engines)) {
      this.session = environment.createSession(file.toString(), options);
    } catch (OrtException e) {
      throw new UserError(LoadErrors.explain(file, device, e), e);
    }
    try {
      this.inputs = specs(session.getInputInfo());
      this.outputs = specs(session.getOutputInfo());
    } catch (OrtException e) {
      closeNative();
      throw new UserError(LoadErrors.explain(file, device, e), e);
    }
  }

  /** {@link #shared(Path, String, Device, int, int)} on the first GPU, where the device is one. */
  public static OnnxSession shared(Path file, String sha256, Device device, int intraOpThreads) {
    return shared(file, sha256, device, 0, intraOpThreads);
  }

  /**
   * The JVM's session for this model on this device, opened on first call.
   *
   * @param file the ONNX file; the caller has verified that its bytes have this hash
   * @param sha256 identifies the model
   * @param gpu ordinal of the GPU; ignored on the CPU
   * @param intraOpThreads threads inside one run, at least 1: executor cores divided by concurrent
   *     tasks. A session that is open already keeps the number it was opened with.
   * @throws UserError when the device is not there, or the file is no model that the runtime can
   *     load
   */
  public static OnnxSession shared(
      Path file, String sha256, Device device, int gpu, int intraOpThreads) {
    Key key = key(sha256, device, gpu, intraOpThreads);
    return SHARED.computeIfAbsent(
        key,
        k -> {
          long start = System.nanoTime();
          OnnxSession opened = new OnnxSession(file, k, intraOpThreads, true);
          LOG.info(
              "opened {} on {} in {} ms, for all tasks of this JVM, threads per run: {}",
              file.getFileName(),
              k.place(),
              (System.nanoTime() - start) / 1_000_000,
              intraOpThreads);
          return opened;
        });
  }

  /**
   * A session of its own beside the shared ones, with its own copy of the weights. For trying out
   * settings, which a shared session keeps from its first call, and for graphs whose memory must be
   * free again before the next one is loaded; else every task would have a copy. The caller closes
   * it.
   */
  public static OnnxSession alone(
      Path file, String sha256, Device device, int gpu, int intraOpThreads) {
    return new OnnxSession(file, key(sha256, device, gpu, intraOpThreads), intraOpThreads, false);
  }

  private static Key key(String sha256, Device device, int gpu, int intraOpThreads) {
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "threads inside one run must be at least 1: " + intraOpThreads);
    }
    Device place = device.resolve();
    return new Key(place, place.gpu() ? gpu : 0, sha256);
  }

  /**
   * Closes every shared session, each after its running calls; the next {@link #shared} opens anew.
   */
  public static void closeShared() {
    for (Key key : SHARED.keySet()) {
      OnnxSession session = SHARED.remove(key);
      if (session != null) {
        session.closeNow();
        LOG.info(
            "closed model {} on {} after {} runs in {} ms",
            key.sha256(),
            key.place(),
            session.runs,
            session.busyNanos.sum() / 1_000_000);
      }
    }
  }

  /** Never {@link Device#AUTO}. */
  public Device device() {
    return device;
  }

  /** Time that all threads together have spent in runs. */
  public Duration busy() {
    return Duration.ofNanos(busyNanos.sum());
  }

  /** In the graph's order. */
  public List<TensorSpec> inputs() {
    return inputs;
  }

  /** In the graph's order. */
  public List<TensorSpec> outputs() {
    return outputs;
  }

  /**
   * The batcher that gathers what all threads of this JVM want of this session; made on the first
   * call, whose settings stay.
   *
   * @param input the graph's only input
   * @param wanted names of outputs to compute
   * @param max inputs in one run at most
   */
  public Batcher batcher(String input, Set<String> wanted, int max, Batching settings) {
    return batcher(input, Map.of(), wanted, max, settings);
  }

  /**
   * The same for a graph with further inputs.
   *
   * @param constants what all of those get, whatever the batch
   */
  public Batcher batcher(
      String input,
      Map<String, WholeNumber> constants,
      Set<String> wanted,
      int max,
      Batching settings) {
    return batchers.computeIfAbsent(
        new Batch(input, Map.copyOf(constants), Set.copyOf(wanted)),
        batch -> {
          LOG.info("batches of up to {} for {} on {}", max, key.sha256(), key.place());
          SessionRunner runner = new SessionRunner(this, input, batch.constants(), wanted);
          return new Batcher(key.place(), runner, max, settings);
        });
  }

  /** Every output, each in memory of its own. */
  public Map<String, Tensor> run(Map<String, ? extends InputTensor> tensors) {
    Set<String> all = new LinkedHashSet<>();
    outputs.forEach(o -> all.add(o.name()));
    return run(tensors, all, (name, shape) -> Tensor.allocate(shape));
  }

  /**
   * Runs the graph. Where the output shape is known (from an earlier run with equal input shapes)
   * the runtime writes straight into the memory that {@code memory} gives; else one copy is made.
   *
   * @param tensors one per graph input; 32-bit floats are converted where the graph takes 16-bit
   *     ones or whole numbers
   * @param wanted names of outputs to compute
   * @param memory asked once per wanted output
   * @return the wanted outputs by name, as 32-bit floats whatever the graph's type
   * @throws OnnxFailure when the run fails
   * @throws CancellationException when this thread is interrupted, before the run or during it; its
   *     interrupt stays set
   */
  public Map<String, Tensor> run(
      Map<String, ? extends InputTensor> tensors, Set<String> wanted, Outputs memory) {
    return whileOpen(() -> runOpen(tensors, wanted, memory));
  }

  /**
   * Prepares a run that is repeated over the same memory, as the steps of a diffusion are: nothing
   * is allocated or copied between them that the graph's types do not ask for. For single runs,
   * {@link #run} does.
   *
   * @param tensors one per graph input, others are ignored; their memory is the caller's, who
   *     writes the next step into it
   * @param changing names of those inputs that are written between runs; the others are read now
   * @param results one per wanted output, of the shape it will have; each run overwrites them
   */
  public BoundRun bind(
      Map<String, Tensor> tensors, Set<String> changing, Map<String, Tensor> results) {
    return new BoundRun(this, environment, tensors, changing, results);
  }

  /** A run whose memory is all there; see {@link #run} for what it throws. */
  void run(Map<String, OnnxTensor> fed, Map<String, OnnxTensor> pinned) {
    whileOpen(
        () -> {
          long start = System.nanoTime();
          try (DeviceMeter.Run busy = meter.begin(threads);
              StoppableRun run = StoppableRun.begin();
              OrtSession.Result result = session.run(fed, Set.of(), pinned, run.options())) {
            runs.increment();
            busyNanos.add(System.nanoTime() - start);
            return result.size();
          }
        });
  }

  /** Work with the native session. */
  private interface NativeWork<T> {
    T call() throws OrtException;
  }

  private <T> T whileOpen(NativeWork<T> work) {
    closing.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the session is closed");
      }
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(null);
      }
      return work.call();
    } catch (OrtException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(e);
      }
      throw new OnnxFailure(e);
    } finally {
      closing.readLock().unlock();
    }
  }

  private static CancellationException interrupted(OrtException cause) {
    CancellationException stopped =
        new CancellationException("the run was stopped, because its thread was interrupted");
    stopped.initCause(cause);
    return stopped;
  }

  private Map<String, Tensor> runOpen(
      Map<String, ? extends InputTensor> tensors, Set<String> wanted, Outputs memory)
      throws OrtException {
    InputShapes shapes = shapesOf(tensors);
    Map<String, long[]> known = outputShapes.getOrDefault(shapes, Map.of());
    Map<String, Tensor> results = new LinkedHashMap<>();
    try (NativeTensors natives = new NativeTensors(environment)) {
      Map<String, OnnxTensor> fed = new LinkedHashMap<>();
      for (TensorSpec input : inputs) {
        fed.put(input.name(), natives.input(input, given(tensors, input)));
      }
      Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
      Set<String> requested = new LinkedHashSet<>();
      for (String name : wanted) {
        TensorSpec output = output(name);
        long[] shape = known.get(name);
        if (shape == null || output.type() != TensorType.FLOAT32) {
          requested.add(name);
        } else {
          Tensor into = memory.take(name, shape);
          results.put(name, into);
          pinned.put(name, natives.pinned(into));
        }
      }
      long start = System.nanoTime();
      try (DeviceMeter.Run busy = meter.begin(threads);
          StoppableRun run = StoppableRun.begin();
          OrtSession.Result result = session.run(fed, requested, pinned, run.options())) {
        runs.increment();
        busyNanos.add(System.nanoTime() - start);
        Map<String, long[]> seen = new LinkedHashMap<>(known);
        for (String name : requested) {
          OnnxTensor value = (OnnxTensor) result.get(name).orElseThrow();
          seen.put(name, value.getInfo().getShape());
          results.put(name, NativeTensors.read(output(name), value, memory));
        }
        if (seen.size() > known.size()) {
          outputShapes.put(shapes, Map.copyOf(seen));
        }
      }
    }
    return results;
  }

  static <T extends InputTensor> T given(Map<String, T> tensors, TensorSpec input) {
    T tensor = tensors.get(input.name());
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor for graph input " + input);
    }
    return tensor;
  }

  TensorSpec output(String name) {
    for (TensorSpec output : outputs) {
      if (output.name().equals(name)) {
        return output;
      }
    }
    throw new IllegalArgumentException("the graph has no output " + name + ", only " + outputs);
  }

  private InputShapes shapesOf(Map<String, ? extends InputTensor> tensors) {
    List<List<Long>> shapes = new ArrayList<>();
    for (TensorSpec input : inputs) {
      List<Long> shape = new ArrayList<>();
      InputTensor tensor = tensors.get(input.name());
      if (tensor instanceof WholeNumber number) {
        // the shape of an output may depend on it
        shape.add(number.value());
      } else if (tensor != null) {
        for (long d : tensor.shape()) {
          shape.add(d);
        }
      }
      shapes.add(shape);
    }
    return new InputShapes(shapes);
  }

  private static List<TensorSpec> specs(Map<String, NodeInfo> nodes) {
    List<TensorSpec> specs = new ArrayList<>();
    for (NodeInfo node : nodes.values()) {
      if (node.getInfo() instanceof TensorInfo info) {
        specs.add(new TensorSpec(node.getName(), TensorType.of(info.type), info.getShape()));
      } else {
        specs.add(new TensorSpec(node.getName(), TensorType.OTHER, new long[0]));
      }
    }
    return List.copyOf(specs);
  }

  /** Frees the memory of a session that is {@link #alone}; a shared one stays open. */
  @Override
  public void close() {
    if (!shared) {
      closeNow();
    }
  }

  /** Waits for running calls, then frees the model's memory. */
  private void closeNow() {
    batchers.values().forEach(Batcher::close);
    closing.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closeNative();
      }
    } finally {
      closing.writeLock().unlock();
    }
  }

  private void closeNative() {
    try {
      session.close();
    } catch (OrtException e) {
      LOG.warn("cannot close a session: {}", e.getMessage());
    }
  }
}
