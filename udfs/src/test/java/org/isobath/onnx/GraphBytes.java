package org.isobath.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** ONNX files made field by field, as small as they can be; nobody could run them. */
public final class GraphBytes {
  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

  /** Open dimensions are negative. */
  public GraphBytes input(String name, int type, long... shape) {
    put(graph, 11, value(name, type, shape));
    return this;
  }

  public GraphBytes output(String name, int type, long... shape) {
    put(graph, 12, value(name, type, shape));
    return this;
  }

  /** A weight inside the file. */
  public GraphBytes weight(String name, int type, int bytes, long... shape) {
    ByteArrayOutputStream tensor = tensor(name, type, shape);
    put(tensor, 9, new byte[bytes]);
    put(graph, 5, tensor.toByteArray());
    return this;
  }

  /** A weight beside it. */
  public GraphBytes external(
      String name, int type, String file, long offset, long length, long... shape) {
    ByteArrayOutputStream tensor = tensor(name, type, shape);
    put(tensor, 13, entry("location", file));
    put(tensor, 13, entry("offset", Long.toString(offset)));
    put(tensor, 13, entry("length", Long.toString(length)));
    number(tensor, 14, 1);
    put(graph, 5, tensor.toByteArray());
    return this;
  }

  /** An operator, with a constant where {@code bytes} is above 0. */
  public GraphBytes node(String operator, int bytes) {
    ByteArrayOutputStream node = new ByteArrayOutputStream();
    put(node, 4, text(operator));
    if (bytes > 0) {
      ByteArrayOutputStream tensor = tensor("", 2, bytes);
      put(tensor, 9, new byte[bytes]);
      ByteArrayOutputStream attribute = new ByteArrayOutputStream();
      put(attribute, 1, text("value"));
      put(attribute, 5, tensor.toByteArray());
      put(node, 5, attribute.toByteArray());
    }
    put(graph, 1, node.toByteArray());
    return this;
  }

  public byte[] bytes() {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    number(model, 1, 10);
    put(model, 2, text("isobath test"));
    put(model, 7, graph.toByteArray());
    return model.toByteArray();
  }

  public Path write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteArrayOutputStream tensor(String name, int type, long... shape) {
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    for (long side : shape) {
      number(tensor, 1, side);
    }
    number(tensor, 2, type);
    put(tensor, 8, text(name));
    return tensor;
  }

  private static byte[] value(String name, int type, long... shape) {
    ByteArrayOutputStream dimensions = new ByteArrayOutputStream();
    for (long side : shape) {
      ByteArrayOutputStream dimension = new ByteArrayOutputStream();
      if (side < 0) {
        put(dimension, 2, text("open"));
      } else {
        number(dimension, 1, side);
      }
      put(dimensions, 1, dimension.toByteArray());
    }
    ByteArrayOutputStream tensor = new ByteArrayOutputStream();
    number(tensor, 1, type);
    put(tensor, 2, dimensions.toByteArray());
    ByteArrayOutputStream kind = new ByteArrayOutputStream();
    put(kind, 1, tensor.toByteArray());
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    put(value, 1, text(name));
    put(value, 2, kind.toByteArray());
    return value.toByteArray();
  }

  private static byte[] entry(String key, String value) {
    ByteArrayOutputStream entry = new ByteArrayOutputStream();
    put(entry, 1, text(key));
    put(entry, 2, text(value));
    return entry.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    varint(out, (long) field << 3);
    varint(out, value);
  }

  private static void put(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, (long) field << 3 | 2);
    varint(out, value.length);
    out.writeBytes(value);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
