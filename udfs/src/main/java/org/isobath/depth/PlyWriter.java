package org.isobath.depth;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Point clouds as PLY files, binary little-endian, format 1.0 (Turk, "The PLY Polygon File
 * Format"): {@code x y z} as floats, then {@code nx ny nz} and {@code red green blue} where the
 * cloud has them. The names are those that MeshLab, Open3D and Blender read. Coordinates stay the
 * camera's, y down; programs that take y for up show the cloud standing on its head.
 */
public final class PlyWriter {
  private static final int POINTS_AT_ONCE = 4096;

  private PlyWriter() {}

  /**
   * @param comment one line of text for the header, such as the unit and the model; ASCII without
   *     line breaks, may be empty
   * @param out left open
   */
  public static void write(PointCloud cloud, String comment, OutputStream out) throws IOException {
    out.write(header(cloud, comment).getBytes(StandardCharsets.US_ASCII));
    boolean normals = cloud.normals().length > 0;
    boolean colour = cloud.rgb().length > 0;
    ByteBuffer buffer =
        ByteBuffer.allocate(POINTS_AT_ONCE * (12 + 12 + 3)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < cloud.size(); i++) {
      put(buffer, cloud.xyz(), i);
      if (normals) {
        put(buffer, cloud.normals(), i);
      }
      if (colour) {
        buffer.put(cloud.rgb(), 3 * i, 3);
      }
      if ((i + 1) % POINTS_AT_ONCE == 0) {
        flush(buffer, out);
      }
    }
    flush(buffer, out);
  }

  private static String header(PointCloud cloud, String comment) {
    if (!comment.chars().allMatch(c -> c >= 32 && c < 127)) {
      throw new IllegalArgumentException(
          "a PLY comment is one line of printable ASCII, not '" + comment + "'");
    }
    StringBuilder header = new StringBuilder("ply\nformat binary_little_endian 1.0\n");
    if (!comment.isEmpty()) {
      header.append("comment ").append(comment).append('\n');
    }
    header.append("element vertex ").append(cloud.size()).append('\n');
    properties(header, "float", "x", "y", "z");
    if (cloud.normals().length > 0) {
      properties(header, "float", "nx", "ny", "nz");
    }
    if (cloud.rgb().length > 0) {
      properties(header, "uchar", "red", "green", "blue");
    }
    return header.append("end_header\n").toString();
  }

  private static void properties(StringBuilder header, String type, String... names) {
    for (String name : names) {
      header.append("property ").append(type).append(' ').append(name).append('\n');
    }
  }

  private static void put(ByteBuffer buffer, float[] triples, int i) {
    for (int k = 3 * i; k < 3 * i + 3; k++) {
      buffer.putFloat(triples[k]);
    }
  }

  private static void flush(ByteBuffer buffer, OutputStream out) throws IOException {
    out.write(buffer.array(), 0, buffer.position());
    buffer.clear();
  }
}
