package org.isobath.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Picture files made on the spot: by OpenCV's encoders, or assembled from bytes where a field must
 * be just so.
 */
final class Samples {
  static {
    OpenCv.load();
  }

  private Samples() {}

  /**
   * A picture without symmetry: smooth colours with a bright block in the upper left and fine
   * texture.
   */
  static Image picture(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean block = x < width / 3 && y < height / 4;
        rgb[at++] = (byte) (block ? 250 : 200 * x / width);
        rgb[at++] = (byte) (block ? 240 : 200 * y / height);
        rgb[at++] = (byte) (block ? 20 : 60 + (x * 5 + y * 3) % 23);
      }
    }
    return new Image(width, height, rgb);
  }

  static byte[] encode(Image image, String extension, int... parameters) {
    try (Mat rgb = OpenCv.rgb(image);
        Mat bgr = new Mat();
        BytePointer out = new BytePointer();
        IntPointer options = new IntPointer(parameters)) {
      opencv_imgproc.cvtColor(rgb, bgr, opencv_imgproc.COLOR_RGB2BGR);
      if (!opencv_imgcodecs.imencode(extension, bgr, out, options)) {
        throw new IllegalStateException("no encoder for " + extension);
      }
      byte[] bytes = new byte[(int) out.limit()];
      out.get(bytes);
      return bytes;
    }
  }

  static byte[] jpeg(Image image) {
    return ImageEncoder.jpeg(image, 95);
  }

  static byte[] progressiveJpeg(Image image) {
    return encode(image, ".jpg", opencv_imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1);
  }

  static byte[] losslessWebp(Image image) {
    return encode(image, ".webp", opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 101);
  }

  /** A small file of every supported format, by a name for the message of a failing test. */
  static Map<String, byte[]> ofEveryFormat(Image image) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("jpeg", jpeg(image));
    files.put("progressive jpeg", progressiveJpeg(image));
    files.put(
        "jpeg with restarts", encode(image, ".jpg", opencv_imgcodecs.IMWRITE_JPEG_RST_INTERVAL, 2));
    files.put("png", ImageEncoder.png(image));
    files.put("gif", encode(image, ".gif"));
    files.put("lossy webp", encode(image, ".webp", opencv_imgcodecs.IMWRITE_WEBP_QUALITY, 80));
    files.put("lossless webp", losslessWebp(image));
    files.put("bmp", encode(image, ".bmp"));
    files.put("tiff", encode(image, ".tiff"));
    files.put("uncompressed tiff, directory first", tiff(image, false));
    files.put("deflated tiff, directory first", tiff(image, true));
    return files;
  }

  static byte[] resource(String name) {
    try (InputStream in = Samples.class.getResourceAsStream("/image/" + name)) {
      return in.readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] ints(int... values) {
    byte[] out = new byte[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) values[i];
    }
    return out;
  }

  // ---- JPEG and EXIF

  static byte[] withSegment(byte[] jpeg, int marker, byte[] body) {
    byte[] head =
        ByteBuffer.allocate(4)
            .putShort((short) (0xff00 | marker))
            .putShort((short) (body.length + 2))
            .array();
    return concat(Arrays.copyOf(jpeg, 2), head, body, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  static byte[] withExif(byte[] jpeg, byte[] tiffBlock) {
    return withSegment(
        jpeg, 0xe1, concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), tiffBlock));
  }

  static byte[] exif(int orientation) {
    return exif(ByteOrder.LITTLE_ENDIAN, orientation, 0, 0, 0, 0);
  }

  /**
   * An EXIF block; fields of zero are left out. {@code focalMm} in hundredths, {@code planeRes}
   * whole.
   */
  static byte[] exif(
      ByteOrder order,
      int orientation,
      int focalHundredths,
      int focal35,
      int planeRes,
      int planeUnit) {
    int camera = 8 + 2 + 2 * 12 + 4;
    int data = camera + 2 + 4 * 12 + 4;
    ByteBuffer b = ByteBuffer.allocate(data + 16).order(order);
    b.put((byte) (order == ByteOrder.LITTLE_ENDIAN ? 'I' : 'M'))
        .put(b.get(0))
        .putShort((short) 42)
        .putInt(8);
    b.putShort((short) 2);
    field(b, 0x0112, 3, 1, orientation);
    field(b, 0x8769, 4, 1, camera);
    b.putInt(0);
    b.putShort((short) 4);
    field(b, focalHundredths == 0 ? 0x9fff : 0x920a, 5, 1, data);
    field(b, planeRes == 0 ? 0x9ffe : 0xa20e, 5, 1, data + 8);
    field(b, planeUnit == 0 ? 0x9ffd : 0xa210, 3, 1, planeUnit);
    field(b, focal35 == 0 ? 0x9ffc : 0xa405, 3, 1, focal35);
    b.putInt(0);
    b.putInt(focalHundredths).putInt(100).putInt(planeRes).putInt(1);
    return b.array();
  }

  private static void field(ByteBuffer b, int tag, int type, int count, int value) {
    b.putShort((short) tag).putShort((short) type).putInt(count);
    if (type == 3) {
      b.putShort((short) value).putShort((short) 0);
    } else {
      b.putInt(value);
    }
  }

  // ---- PNG

  static final byte[] PNG_SIGNATURE = ints(0x89, 'P', 'N', 'G', 13, 10, 26, 10);

  static byte[] chunk(String type, byte[] body) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(body);
    return ByteBuffer.allocate(12 + body.length)
        .putInt(body.length)
        .put(name)
        .put(body)
        .putInt((int) crc.getValue())
        .array();
  }

  static byte[] ihdr(int width, int height, int bitDepth, int colourType) {
    ByteBuffer body = ByteBuffer.allocate(13).putInt(width).putInt(height);
    return chunk("IHDR", body.put((byte) bitDepth).put((byte) colourType).array());
  }

  /** A PNG of rows of packed samples (no filter), with extra chunks before the pixels. */
  static byte[] png(
      int width, int height, int bitDepth, int colourType, byte[][] rows, byte[]... extra) {
    return concat(
        PNG_SIGNATURE,
        ihdr(width, height, bitDepth, colourType),
        concat(extra),
        chunk("IDAT", deflate(filtered(rows))),
        chunk("IEND", new byte[0]));
  }

  static byte[] filtered(byte[][] rows) {
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    for (byte[] row : rows) {
      raw.write(0);
      raw.writeBytes(row);
    }
    return raw.toByteArray();
  }

  /** A PNG with chunks put between its header and the rest. */
  static byte[] withChunks(byte[] png, byte[]... chunks) {
    int afterHeader = 8 + 25;
    return concat(
        Arrays.copyOf(png, afterHeader),
        concat(chunks),
        Arrays.copyOfRange(png, afterHeader, png.length));
  }

  static byte[] iccChunk(byte[] profile) {
    return chunk("iCCP", concat(ints('p', 0, 0), deflate(profile)));
  }

  static byte[] deflate(byte[] raw) {
    Deflater deflater = new Deflater();
    deflater.setInput(raw);
    deflater.finish();
    byte[] out = new byte[raw.length + raw.length / 100 + 64];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  // ---- TIFF

  /** One strip of RGB, the directory before the pixels, so that a cut file still has its header. */
  static byte[] tiff(Image image, boolean deflated) {
    byte[] pixels = deflated ? deflate(image.rgb()) : image.rgb();
    return tiff(image.width(), image.height(), 8, 3, deflated ? 8 : 1, 2, pixels);
  }

  /**
   * A little-endian page of one strip; {@code extra} are further (tag, SHORT value) pairs, tags
   * above 279.
   */
  static byte[] tiff(
      int width,
      int height,
      int bits,
      int samples,
      int compression,
      int photometric,
      byte[] pixels,
      int... extra) {
    int fields = 9 + extra.length / 2;
    int end = 8 + 2 + 12 * fields + 4;
    ByteBuffer b =
        ByteBuffer.allocate(end + 2 * samples + pixels.length).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) fields);
    field(b, 256, 4, 1, width);
    field(b, 257, 4, 1, height);
    boolean inline = samples <= 2;
    b.putShort((short) 258).putShort((short) 3).putInt(samples);
    b.putInt(inline ? (samples == 2 ? bits << 16 | bits : bits) : end);
    field(b, 259, 3, 1, compression);
    field(b, 262, 3, 1, photometric);
    field(b, 273, 4, 1, end + 2 * samples);
    field(b, 277, 3, 1, samples);
    field(b, 278, 4, 1, height);
    field(b, 279, 4, 1, pixels.length);
    for (int i = 0; i < extra.length; i += 2) {
      field(b, extra[i], 3, 1, extra[i + 1]);
    }
    b.putInt(0);
    for (int i = 0; i < samples; i++) {
      b.putShort((short) bits);
    }
    return b.put(pixels).array();
  }
}
