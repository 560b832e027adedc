package org.isobath.onnx;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** The graphs written by {@code make_graphs.py}. */
public final class Graphs {
  private Graphs() {}

  public static Path file(String name) {
    URL url = Graphs.class.getResource("/model/graphs/" + name + ".onnx");
    if (url == null) {
      throw new IllegalArgumentException("no graph " + name);
    }
    try {
      return Path.of(new URI(url.toString()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A session of its own in effect: the hash is the name, which no other model has. */
  public static OnnxSession session(String name) {
    return OnnxSession.shared(file(name), name, Device.CPU, 1);
  }
}
