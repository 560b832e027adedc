package org.isobath.image;

import java.nio.ByteBuffer;
import java.util.List;
import org.isobath.Reason;
import org.isobath.Rejected;

/** The headers of a Windows or OS/2 bitmap. */
final class BmpFile implements ImageFile {
  private static final int CORE_HEADER = 12;
  private static final int BITFIELDS = 3;
  private static final int ALPHA_BITFIELDS = 6;
  private static final int EMBEDDED_JPEG = 4;
  private static final int EMBEDDED_PNG = 5;

  private final ByteView in;
  private final int width;
  private final int height;
  private final int bits;
  private final boolean alpha;
  private final boolean plainRows;

  private BmpFile(ByteView in, int width, int height, int bits, boolean alpha, boolean plainRows) {
    this.in = in;
    this.width = width;
    this.height = height;
    this.bits = bits;
    this.alpha = alpha;
    this.plainRows = plainRows;
  }

  /** "BM" alone begins many a text; a known size of the second header makes it a bitmap. */
  static boolean knownHeaderSize(byte[] b) {
    if (b.length < 18 || b[15] != 0 || b[16] != 0 || b[17] != 0) {
      return false;
    }
    return switch (b[14]) {
      case 12, 16, 40, 52, 56, 64, 108, 124 -> true;
      default -> false;
    };
  }

  static BmpFile open(byte[] bytes) throws Rejected {
    ByteView in = ByteView.littleEndian(bytes);
    int headerSize = (int) in.u32(14);
    boolean core = headerSize == CORE_HEADER;
    int width = core ? in.u16(18) : (int) in.u32(18);
    int signedHeight = core ? in.u16(20) : (int) in.u32(22);
    int bits = in.u16(core ? 24 : 28);
    long compression = core || headerSize == 16 ? 0 : in.u32(30);
    if (width <= 0 || signedHeight == 0 || signedHeight == Integer.MIN_VALUE) {
      throw new Rejected(Reason.BAD_HEADER, "BMP of " + width + "x" + signedHeight + " pixels");
    }
    if (compression == EMBEDDED_JPEG || compression == EMBEDDED_PNG) {
      throw new Rejected(Reason.UNSUPPORTED_FORMAT, "BMP that wraps a JPEG or PNG for a printer");
    }
    switch (bits) {
      case 1, 2, 4, 8, 16, 24, 32 -> {}
      default -> throw new Rejected(Reason.BAD_HEADER, "BMP with " + bits + " bits per pixel");
    }
    // without a mask for it, the fourth byte of a pixel is padding, and usually zero
    boolean alpha =
        bits == 32
            && (compression == ALPHA_BITFIELDS
                || (headerSize >= 56 && headerSize != 64 && in.u32(66) != 0));
    boolean plainRows =
        compression == 0 || compression == BITFIELDS || compression == ALPHA_BITFIELDS;
    return new BmpFile(in, width, Math.abs(signedHeight), bits, alpha, plainRows);
  }

  @Override
  public ImageHeader header() {
    int channels = alpha ? 4 : 3;
    int depth = bits <= 8 ? bits : bits == 16 ? 5 : 8;
    return new ImageHeader(
        ImageFormat.BMP, width, height, channels, depth, 1, 1, false, alpha, false, Exif.NONE);
  }

  @Override
  public List<ByteBuffer> pieces() {
    return List.of(ByteBuffer.wrap(in.data()));
  }

  @Override
  public void checkComplete() throws Rejected {
    long row = ((long) width * bits + 31) / 32 * 4;
    long end = in.u32(10) + row * height;
    if (plainRows && end > in.size()) {
      throw new Rejected(
          Reason.TRUNCATED,
          "BMP whose rows end at byte " + end + ": the data ends at byte " + in.size());
    }
  }
}
