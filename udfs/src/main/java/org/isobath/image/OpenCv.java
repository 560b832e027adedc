package org.isobath.image;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The door to OpenCV: call {@link #load()} before touching any {@code org.bytedeco} class, and move
 * arrays with one bulk copy each way. Every matrix belongs to a {@code PointerScope} or a
 * try-with-resources of the caller.
 */
public final class OpenCv {
  static {
    // javacpp bounds the memory of the whole process (by default twice the Java heap) and answers
    // with System.gc() and
    // OutOfMemoryError; an executor also holds a model's arenas, and everything here is released
    // explicitly
    unlessSet("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    unlessSet("org.bytedeco.javacpp.maxBytes", "0");
    // one thread per task: Spark, not OpenCV, spreads the work over cores
    opencv_core.setNumThreads(1);
  }

  private OpenCv() {}

  /** Loads the native libraries on first use (about a second, once per JVM), single-threaded. */
  public static void load() {}

  /** Version of the native library, for example {@code 4.13.0}. */
  public static String version() {
    return opencv_core.CV_VERSION();
  }

  private static void unlessSet(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }

  /** A matrix over a copy of an image's bytes: R, G, B order, as {@link Image} keeps it. */
  public static Mat rgb(Image image) {
    Mat mat = new Mat(image.height(), image.width(), opencv_core.CV_8UC3);
    mat.data().put(image.rgb());
    return mat;
  }

  /** A float matrix of interleaved channels over a copy of the values. */
  public static Mat floats(float[] values, int width, int height, int channels) {
    Mat mat = new Mat(height, width, opencv_core.CV_32FC(channels));
    new FloatPointer(mat.data()).put(values);
    return mat;
  }

  /** The bytes of an 8-bit matrix, rows joined. */
  public static byte[] bytes(Mat mat) {
    try (Mat dense = mat.isContinuous() ? new Mat(mat) : mat.clone()) {
      byte[] out = new byte[Math.toIntExact(dense.total() * dense.channels())];
      dense.data().get(out);
      return out;
    }
  }

  /** The values of a float matrix, rows joined, channels interleaved. */
  public static float[] floats(Mat mat) {
    try (Mat dense = mat.isContinuous() ? new Mat(mat) : mat.clone()) {
      float[] out = new float[Math.toIntExact(dense.total() * dense.channels())];
      FloatBuffer view = dense.createBuffer();
      view.get(out);
      return out;
    }
  }

  /** A one-row matrix with the pieces, which are heap buffers, joined. */
  static Mat joined(List<ByteBuffer> pieces) {
    long length = pieces.stream().mapToLong(ByteBuffer::remaining).sum();
    Mat mat = new Mat(1, Math.toIntExact(length), opencv_core.CV_8UC1);
    BytePointer to = mat.data();
    long at = 0;
    for (ByteBuffer piece : pieces) {
      to.position(at).put(piece.array(), piece.position(), piece.remaining());
      at += piece.remaining();
    }
    return mat;
  }
}
