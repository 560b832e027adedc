package org.isobath.image;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * PNG's chunks. The decoder is shown the five that make the default image and nothing else: no text
 * to inflate, no animation (OpenCV composes frames of an APNG its own way), no profile.
 */
final class PngFile implements ImageFile {
  private static final Set<String> PIXEL_CHUNKS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
  private static final int MAX_EXIF = 1 << 20;
  private static final int MAX_ICC = 16 << 20;

  private final ByteView in;
  private final List<ByteBuffer> pieces = new ArrayList<>();
  private int width;
  private int height;
  private int bitDepth;
  private int colourType;
  private int animationFrames;
  private boolean defaultImageIsFrame;
  private boolean pixelsBegun;
  private boolean ended;
  private String cutChunk;
  private int transparentGrey = -1;
  private boolean transparency;
  private boolean foreignColours;
  private long iccAt = -1;
  private int iccLength;
  private Exif exif = Exif.NONE;

  private PngFile(byte[] bytes) {
    in = ByteView.bigEndian(bytes);
  }

  static PngFile open(byte[] bytes) throws Rejected {
    PngFile file = new PngFile(bytes);
    file.readHeader();
    file.readChunks();
    return file;
  }

  private void readHeader() throws Rejected {
    if (in.u32(8) != 13 || !in.ascii(12, "IHDR")) {
      throw new Rejected(Reason.BAD_HEADER, "PNG does not begin with its IHDR chunk");
    }
    long w = in.u32(16);
    long h = in.u32(20);
    bitDepth = in.u8(24);
    colourType = in.u8(25);
    int compression = in.u8(26);
    int filter = in.u8(27);
    int interlace = in.u8(28);
    if (w == 0 || h == 0 || w > Integer.MAX_VALUE || h > Integer.MAX_VALUE) {
      throw new Rejected(Reason.BAD_HEADER, "PNG of " + w + "x" + h + " pixels");
    }
    if (!knownPixelFormat()) {
      throw new Rejected(
          Reason.BAD_HEADER, "PNG colour type " + colourType + " with bit depth " + bitDepth);
    }
    if (compression != 0 || filter != 0 || interlace > 1) {
      throw new Rejected(
          Reason.BAD_HEADER,
          "PNG compression method "
              + compression
              + ", filter method "
              + filter
              + ", interlace method "
              + interlace);
    }
    width = (int) w;
    height = (int) h;
  }

  private boolean knownPixelFormat() {
    return switch (colourType) {
      case 0 -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8 || bitDepth == 16;
      case 3 -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8;
      case 2, 4, 6 -> bitDepth == 8 || bitDepth == 16;
      default -> false;
    };
  }

  private void readChunks() throws Rejected {
    pieces.add(ByteBuffer.wrap(in.data(), 0, 8));
    long at = 8;
    while (!ended && in.has(at, 12)) {
      long length = in.u32(at);
      String type = in.ascii(at + 4, 4);
      if (!in.has(at, 12 + length)) {
        cutChunk = type.replaceAll("[^ -~]", ".") + " of " + length + " bytes at byte " + at;
        return;
      }
      readChunk(type, at + 8, (int) length);
      if (PIXEL_CHUNKS.contains(type)) {
        pieces.add(ByteBuffer.wrap(in.data(), (int) at, (int) length + 12));
      }
      at += 12 + length;
    }
  }

  private void readChunk(String type, long body, int length) throws Rejected {
    switch (type) {
      case "IDAT" -> pixelsBegun = true;
      case "IEND" -> ended = true;
      case "acTL" ->
          animationFrames = length == 8 ? (int) Math.min(Integer.MAX_VALUE - 1, in.u32(body)) : 0;
      case "fcTL" -> defaultImageIsFrame |= !pixelsBegun;
      case "tRNS" -> readTransparency(body, length);
      case "cICP" -> foreignColours = length == 4 && (in.u8(body) != 1 || in.u8(body + 1) != 13);
      case "iCCP" -> {
        iccAt = body;
        iccLength = length;
      }
      case "eXIf" -> exif = length <= MAX_EXIF ? Exif.parse(in.copy(body, length)) : exif;
      case "tEXt", "zTXt", "iTXt" -> {
        if (exif.equals(Exif.NONE)) {
          exif = Exif.parse(PngText.rawExif(in, type, body, length, MAX_EXIF));
        }
      }
      default -> {}
    }
  }

  private void readTransparency(long body, int length) throws Rejected {
    transparency = length > 0;
    if (colourType == 0 && length >= 2) {
      transparentGrey = in.u16(body);
    }
  }

  /** The grey sample value, at the file's bit depth, that means transparent; -1 when none does. */
  int transparentGrey() {
    return transparentGrey;
  }

  int bitDepth() {
    return bitDepth;
  }

  @Override
  public ImageHeader header() {
    int channels =
        switch (colourType) {
          case 0 -> 1;
          case 4 -> 2;
          case 6 -> 4;
          default -> 3;
        };
    int frames = animationFrames == 0 ? 1 : animationFrames + (defaultImageIsFrame ? 0 : 1);
    boolean alpha = transparency || colourType == 4 || colourType == 6;
    return new ImageHeader(
        ImageFormat.PNG,
        width,
        height,
        channels,
        bitDepth,
        exif.orientation(),
        frames,
        iccAt >= 0,
        alpha,
        false,
        exif);
  }

  @Override
  public List<ByteBuffer> pieces() {
    return pieces;
  }

  @Override
  public byte[] iccProfile() {
    return iccAt < 0 ? null : PngText.profile(in, iccAt, iccLength, MAX_ICC);
  }

  @Override
  public boolean foreignColours() {
    return foreignColours;
  }

  @Override
  public void checkComplete() throws Rejected {
    if (!ended) {
      String where = cutChunk == null ? "without its IEND chunk" : "cut in its chunk " + cutChunk;
      throw new Rejected(Reason.TRUNCATED, "PNG " + where + ": the data ends at byte " + in.size());
    }
    if (!pixelsBegun) {
      throw new Rejected(Reason.CORRUPT, "PNG without image data (no IDAT chunk)");
    }
  }
}
