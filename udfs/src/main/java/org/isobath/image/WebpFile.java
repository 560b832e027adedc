package org.isobath.image;

import java.nio.ByteBuffer;
import java.util.List;
import org.isobath.Reason;
import org.isobath.Rejected;

/** WebP's RIFF chunks: simple lossy (VP8), simple lossless (VP8L) and extended (VP8X). */
final class WebpFile implements ImageFile {
  private static final int MAX_EXIF = 1 << 20;
  private static final int MAX_ICC = 16 << 20;

  private final ByteView in;
  private int width;
  private int height;
  private boolean alpha;
  private boolean animated;
  private int frames;
  private long icc = -1;
  private long iccLength;
  private Exif exif = Exif.NONE;
  private long declaredEnd;
  private boolean cut;

  private WebpFile(byte[] bytes) {
    in = ByteView.littleEndian(bytes);
  }

  static WebpFile open(byte[] bytes) throws Rejected {
    WebpFile file = new WebpFile(bytes);
    file.readChunks();
    return file;
  }

  private void readChunks() throws Rejected {
    declaredEnd = 8 + in.u32(4);
    readCanvas(in.ascii(12, 4));
    long at = 12;
    while (at + 8 <= Math.min(declaredEnd, in.size())) {
      String type = in.ascii(at, 4);
      long length = in.u32(at + 4);
      if (!in.has(at + 8, length)) {
        cut = true;
        return;
      }
      if (type.equals("ANMF")) {
        frames++;
      } else if (type.equals("EXIF") && length <= MAX_EXIF) {
        long prefix = in.ascii(at + 8, "Exif\0\0") ? 6 : 0;
        exif = Exif.parse(in.copy(at + 8 + prefix, length - prefix));
      } else if (type.equals("ICCP") && length <= MAX_ICC) {
        icc = at + 8;
        iccLength = length;
      }
      at += 8 + length + (length & 1);
    }
    cut = declaredEnd > in.size();
  }

  private void readCanvas(String first) throws Rejected {
    switch (first) {
      case "VP8 " -> {
        if (in.u24(23) != 0x2a019d) {
          throw new Rejected(Reason.BAD_HEADER, "WebP (lossy) without its start code");
        }
        width = in.u16(26) & 0x3fff;
        height = in.u16(28) & 0x3fff;
      }
      case "VP8L" -> {
        if (in.u8(20) != 0x2f) {
          throw new Rejected(Reason.BAD_HEADER, "WebP (lossless) without its signature");
        }
        long bits = in.u32(21);
        width = 1 + (int) (bits & 0x3fff);
        height = 1 + (int) (bits >> 14 & 0x3fff);
        alpha = (bits >> 28 & 1) != 0;
      }
      case "VP8X" -> {
        int flags = in.u8(20);
        alpha = (flags & 0x10) != 0;
        animated = (flags & 0x02) != 0;
        width = 1 + in.u24(24);
        height = 1 + in.u24(27);
      }
      default ->
          throw new Rejected(Reason.BAD_HEADER, "WebP whose first chunk is \"" + first + "\"");
    }
    if (width == 0 || height == 0) {
      throw new Rejected(Reason.BAD_HEADER, "WebP of " + width + "x" + height + " pixels");
    }
  }

  @Override
  public ImageHeader header() {
    return new ImageHeader(
        ImageFormat.WEBP,
        width,
        height,
        alpha ? 4 : 3,
        8,
        exif.orientation(),
        animated ? Math.max(1, frames) : 1,
        icc >= 0,
        alpha,
        false,
        exif);
  }

  @Override
  public List<ByteBuffer> pieces() {
    return List.of(ByteBuffer.wrap(in.data()));
  }

  @Override
  public byte[] iccProfile() {
    try {
      return icc < 0 ? null : in.copy(icc, iccLength);
    } catch (Rejected impossible) {
      return null;
    }
  }

  @Override
  public void checkComplete() throws Rejected {
    if (cut) {
      throw new Rejected(
          Reason.TRUNCATED,
          "WebP of " + declaredEnd + " bytes: the data ends at byte " + in.size());
    }
    if (animated && frames == 0) {
      throw new Rejected(Reason.CORRUPT, "WebP animation without frames");
    }
  }
}
