package org.isobath.scene;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Writes one NumPy array, format version 1.0 (numpy.lib.format), piece by piece in row-major order.
 */
final class NpyWriter implements Closeable {
  private final OutputStream out;

  /**
   * @param type NumPy's name for the elements, for instance {@code |u1} or {@code <f4}
   */
  NpyWriter(Path file, String type, int... shape) throws IOException {
    out = Files.newOutputStream(file);
    String sides = Arrays.stream(shape).mapToObj(n -> n + ",").collect(Collectors.joining());
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + sides + "), }";
    int padding = 64 - (10 + header.length() + 1) % 64;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer start = ByteBuffer.allocate(10 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    start
        .put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
        .put((byte) 1)
        .put((byte) 0);
    start.putShort((short) text.length).put(text);
    out.write(start.array());
  }

  void write(byte[] values) throws IOException {
    out.write(values);
  }

  void write(float[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    out.write(buffer.array());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
