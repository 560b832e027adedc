package org.isobath.generate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.onnx.OnnxFailure;
import org.isobath.onnx.OnnxSession;

/**
 * The graphs of one pipeline on one device. Those that are resident stay loaded, which is fast; the
 * others are loaded when their turn comes and freed after it. When the device runs out of memory
 * all the same, none is resident any more.
 */
final class Graphs implements AutoCloseable {
  private final Map<Component, Components.Part> parts;
  private final LocalPlace place;
  private final Opener opener;
  private final Set<Component> resident = EnumSet.noneOf(Component.class);
  private final Map<Component, OnnxSession> open = new EnumMap<>(Component.class);

  /** Makes a loaded session the graph of a pipeline. */
  @FunctionalInterface
  interface Opener {
    /**
     * @throws UserError when it is another graph than its place asks for
     */
    LoadedGraph open(Component graph, OnnxSession session);
  }

  /**
   * @param parts the graphs among them are loaded at their first use
   * @param place its memory is not looked at here: {@code resident} is what it allows
   * @throws UserError naming the first file that is not there, and for a device that cannot be used
   */
  Graphs(
      Map<Component, Components.Part> parts,
      LocalPlace place,
      Set<Component> resident,
      Opener opener) {
    this.parts = parts;
    this.place = place;
    this.resident.addAll(resident);
    this.opener = opener;
    // a device that is not there is told before anything else
    place.device().resolve();
    parts.keySet().stream().filter(Component::graph).sorted().forEach(this::identity);
  }

  /**
   * Works with a graph, which is loaded first where it is not.
   *
   * @param work as in {@link #makingRoom}
   * @throws UserError when it cannot be loaded, or is another graph than its place asks for
   */
  <R> R with(Component graph, LocalProgress progress, Function<LoadedGraph, R> work) {
    OnnxSession session = open.computeIfAbsent(graph, this::load);
    try {
      LoadedGraph loaded = opener.open(graph, session);
      return makingRoom(graph, progress, () -> work.apply(loaded));
    } finally {
      if (!resident.contains(graph)) {
        open.remove(graph).close();
      }
    }
  }

  /**
   * Works once more when the device runs out of memory while other graphs than this one are loaded,
   * which are freed before.
   *
   * @param work may be called twice
   */
  <R> R makingRoom(Component graph, LocalProgress progress, Supplier<R> work) {
    try {
      return work.get();
    } catch (OnnxFailure e) {
      Set<Component> others = EnumSet.noneOf(Component.class);
      others.addAll(open.keySet());
      others.remove(graph);
      if (!e.outOfMemory() || others.isEmpty()) {
        throw e;
      }
      resident.clear();
      others.forEach(other -> open.remove(other).close());
      DeviceRoom.tell(
          progress,
          "out of device memory in "
              + graph.label()
              + " while other components were loaded: from now on one is loaded at a time");
      return work.get();
    }
  }

  private OnnxSession load(Component graph) {
    Path file = parts.get(graph).file();
    try {
      return OnnxSession.alone(file, identity(graph), place.device(), place.gpu(), place.threads());
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
    Path file = parts.get(graph).file();
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
