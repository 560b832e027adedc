package org.isobath.generate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxSession;

/**
 * The graphs of one pipeline on one device. Either all stay loaded, which is fast, or each is
 * loaded when its turn comes and freed after it, which needs the memory of the largest alone.
 */
final class FluxGraphs implements AutoCloseable {
  private final Components components;
  private final Device device;
  private final int gpu;
  private final int threads;
  private final boolean resident;
  private final Map<Component, OnnxSession> open = new EnumMap<>(Component.class);

  /**
   * @throws UserError naming the first file that is not there
   */
  FluxGraphs(Components components, Device device, int gpu, int threads, boolean resident) {
    this.components = components;
    this.device = device;
    this.gpu = gpu;
    this.threads = threads;
    this.resident = resident;
    components.parts().keySet().stream().filter(Component::graph).sorted().forEach(this::identity);
  }

  /**
   * Works with a graph, which is loaded first where it is not.
   *
   * @throws UserError when it cannot be loaded, or is another graph than its place asks for
   */
  <R> R with(Component graph, Function<LoadedGraph, R> work) {
    OnnxSession session = open.computeIfAbsent(graph, this::load);
    try {
      return work.apply(new LoadedGraph(graph, session, components));
    } finally {
      if (!resident) {
        open.remove(graph).close();
      }
    }
  }

  private OnnxSession load(Component graph) {
    Path file = components.file(graph);
    try {
      return OnnxSession.alone(file, identity(graph), device, gpu, threads);
    } catch (UserError e) {
      throw new UserError(
          "The component "
              + graph.label()
              + " cannot be used. "
              + e.getMessage()
              + " A file that was cut off while it was copied looks like this too.",
          e);
    }
  }

  /** Tells one file from another; TensorRT keeps what it compiled by it. */
  private String identity(Component graph) {
    Path file = components.file(graph);
    try {
      return Integer.toHexString(file.toAbsolutePath().hashCode())
          + "-"
          + Files.size(file)
          + "-"
          + Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      throw new UserError(
          "The component "
              + graph.label()
              + " is not at "
              + file
              + ". Fetch the generator's components again, or correct its card.",
          e);
    }
  }

  @Override
  public void close() {
    open.values().forEach(OnnxSession::close);
    open.clear();
  }
}
