package org.isobath.depth;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * Reads 16-bit greyscale, non-interlaced PNG files with their text, and nothing else. Strict: every
 * checksum is checked, the data must fill the picture exactly, and memory is bounded by the file's
 * own length (deflate expands at most 1032-fold), so bytes from anywhere are safe to pass.
 */
final class Png16Reader {
  /** Above the largest picture the pipeline accepts, below what an array holds. */
  static final long MAX_PIXELS = 1L << 28;

  private static final int MAX_EXPANSION = 1032;

  private final ByteBuffer in;
  private final Map<String, String> text = new LinkedHashMap<>();
  private final List<ByteBuffer> data = new ArrayList<>();
  private int width;
  private int height;

  private Png16Reader(byte[] file) {
    this.in = ByteBuffer.wrap(file);
  }

  static Grey16 read(byte[] file) throws Rejected {
    if (file.length == 0) {
      throw new Rejected(Reason.EMPTY, "Cannot read depth PNG: no bytes");
    }
    int signature = Math.min(file.length, Png16Writer.SIGNATURE.length);
    if (!Arrays.equals(file, 0, signature, Png16Writer.SIGNATURE, 0, signature)) {
      throw new Rejected(
          Reason.UNSUPPORTED_FORMAT, "Cannot read depth PNG: the bytes do not begin as a PNG file");
    }
    Png16Reader reader = new Png16Reader(file);
    try {
      reader.in.position(signature);
      reader.chunks();
      return new Grey16(
          reader.width, reader.height, reader.samples(), Collections.unmodifiableMap(reader.text));
    } catch (BufferUnderflowException e) {
      throw new Rejected(Reason.TRUNCATED, "Cannot read depth PNG: the file ends early", e);
    } catch (DataFormatException e) {
      throw new Rejected(Reason.CORRUPT, "Cannot read depth PNG: " + e.getMessage(), e);
    }
  }

  private void chunks() throws Rejected {
    boolean first = true;
    while (true) {
      int length = in.getInt();
      byte[] name = new byte[4];
      in.get(name);
      String type = new String(name, StandardCharsets.ISO_8859_1);
      if (length < 0) {
        throw corrupt("chunk " + printable(type) + " has a negative length");
      }
      if (length > in.remaining() - 4) {
        throw new BufferUnderflowException();
      }
      ByteBuffer body = in.slice(in.position(), length);
      in.position(in.position() + length);
      CRC32 crc = new CRC32();
      crc.update(name);
      crc.update(body.duplicate());
      if ((int) crc.getValue() != in.getInt()) {
        throw corrupt("checksum of chunk " + printable(type) + " does not match");
      }
      if (first != type.equals("IHDR")) {
        throw corrupt("IHDR must come first and once, found " + printable(type));
      }
      first = false;
      switch (type) {
        case "IHDR" -> header(body);
        case "IDAT" -> data.add(body);
        case "tEXt" -> latinText(body);
        case "iTXt" -> unicodeText(body);
        case "IEND" -> {
          return;
        }
        default -> {
          // bit 5 of the first letter: set for chunks that a reader may skip
          if ((name[0] & 0x20) == 0) {
            throw corrupt("unexpected critical chunk " + printable(type));
          }
        }
      }
    }
  }

  private void header(ByteBuffer body) throws Rejected {
    if (body.remaining() != 13) {
      throw corrupt("IHDR has " + body.remaining() + " bytes instead of 13");
    }
    width = body.getInt();
    height = body.getInt();
    int depth = body.get();
    int colour = body.get();
    int compression = body.get();
    int filter = body.get();
    int interlace = body.get();
    boolean plain = (compression | filter | interlace) == 0;
    if (width < 1 || height < 1) {
      throw new Rejected(Reason.BAD_HEADER, "Cannot read depth PNG: sides " + width + "x" + height);
    }
    if ((long) width * height > MAX_PIXELS) {
      throw new Rejected(
          Reason.TOO_MANY_PIXELS,
          "Cannot read depth PNG: "
              + width
              + "x"
              + height
              + " is more than "
              + MAX_PIXELS
              + " pixels");
    }
    if (depth != 16 || colour != 0 || !plain) {
      throw new Rejected(
          Reason.UNSUPPORTED_FORMAT,
          "Cannot read depth PNG: 16-bit greyscale without interlacing expected, found bit depth "
              + depth
              + ", colour type "
              + colour
              + (plain ? "" : ", interlaced or unknown methods"));
    }
  }

  private void latinText(ByteBuffer body) throws Rejected {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    int end = zero(bytes, 0);
    put(
        bytes,
        end,
        new String(bytes, end + 1, bytes.length - end - 1, StandardCharsets.ISO_8859_1));
  }

  private void unicodeText(ByteBuffer body) throws Rejected {
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    int end = zero(bytes, 0);
    if (end + 2 >= bytes.length) {
      throw corrupt("iTXt chunk ends early");
    }
    if (bytes[end + 1] != 0) {
      // ours are never compressed; inflating a stranger's text buys nothing
      return;
    }
    int language = zero(bytes, end + 3);
    int translated = zero(bytes, language + 1);
    put(
        bytes,
        end,
        new String(bytes, translated + 1, bytes.length - translated - 1, StandardCharsets.UTF_8));
  }

  private void put(byte[] bytes, int keyEnd, String value) throws Rejected {
    String key = new String(bytes, 0, keyEnd, StandardCharsets.ISO_8859_1);
    if (text.putIfAbsent(key, value) != null) {
      throw corrupt("text key " + printable(key) + " occurs twice");
    }
  }

  private static int zero(byte[] bytes, int from) throws Rejected {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    throw corrupt("text chunk without separator");
  }

  private char[] samples() throws Rejected, DataFormatException {
    long compressed = data.stream().mapToLong(ByteBuffer::remaining).sum();
    int rowBytes = 2 * width;
    if ((rowBytes + 1L) * height > compressed * MAX_EXPANSION) {
      throw new Rejected(
          Reason.TRUNCATED,
          "Cannot read depth PNG: "
              + compressed
              + " bytes of data cannot hold "
              + width
              + "x"
              + height
              + " pixels");
    }
    char[] samples = new char[width * height];
    byte[] filter = new byte[1];
    byte[] row = new byte[rowBytes];
    byte[] above = new byte[rowBytes];
    Inflater inflater = new Inflater();
    try {
      int part = 0;
      for (int y = 0; y < height; y++) {
        part = fill(inflater, part, filter);
        part = fill(inflater, part, row);
        PngFilter.undo(filter[0], row, above);
        for (int x = 0; x < width; x++) {
          samples[y * width + x] = (char) ((row[2 * x] & 0xff) << 8 | row[2 * x + 1] & 0xff);
        }
        byte[] swap = above;
        above = row;
        row = swap;
      }
      finish(inflater, part);
    } finally {
      inflater.end();
    }
    return samples;
  }

  /** Fills {@code target} from the data chunks; returns the index of the next unused chunk. */
  private int fill(Inflater inflater, int part, byte[] target) throws DataFormatException {
    int next = part;
    int filled = 0;
    while (filled < target.length) {
      int count = inflater.inflate(target, filled, target.length - filled);
      filled += count;
      if (count == 0) {
        if (inflater.needsDictionary() || inflater.finished()) {
          throw new DataFormatException("the compressed data ends before the picture");
        }
        if (next == data.size()) {
          throw new BufferUnderflowException();
        }
        inflater.setInput(data.get(next++));
      }
    }
    return next;
  }

  /** Reads on to the checksum of the compressed stream, which must follow the last row. */
  private void finish(Inflater inflater, int part) throws DataFormatException {
    byte[] extra = new byte[1];
    int next = part;
    while (!inflater.finished()) {
      if (inflater.inflate(extra) > 0) {
        throw new DataFormatException("the compressed data goes on after the picture");
      }
      if (inflater.needsInput() && !inflater.finished()) {
        if (next == data.size()) {
          throw new BufferUnderflowException();
        }
        inflater.setInput(data.get(next++));
      }
    }
  }

  private static Rejected corrupt(String what) {
    return new Rejected(Reason.CORRUPT, "Cannot read depth PNG: " + what);
  }

  private static String printable(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
