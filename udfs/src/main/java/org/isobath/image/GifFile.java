package org.isobath.image;

import java.nio.ByteBuffer;
import java.util.List;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * GIF's blocks. The decoder is shown the file up to the end of its first frame, so later frames
 * cost nothing and cannot harm; they are counted here by hopping over their data.
 */
final class GifFile implements ImageFile {
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int GRAPHIC_CONTROL = 0xf9;

  private final ByteView in;
  private int width;
  private int height;
  private int bitDepth;
  private int frames;
  private boolean firstComplete;
  private boolean transparent;
  private int firstEnd;

  private GifFile(byte[] bytes) {
    in = ByteView.littleEndian(bytes);
  }

  static GifFile open(byte[] bytes) throws Rejected {
    GifFile file = new GifFile(bytes);
    file.readBlocks();
    return file;
  }

  private void readBlocks() throws Rejected {
    width = in.u16(6);
    height = in.u16(8);
    int flags = in.u8(10);
    bitDepth = (flags & 7) + 1;
    if (width == 0 || height == 0) {
      throw new Rejected(Reason.BAD_HEADER, "GIF of " + width + "x" + height + " pixels");
    }
    long at = 13L + colourTable(flags);
    while (in.has(at, 1)) {
      int block = in.u8(at);
      if (block == TRAILER) {
        break;
      } else if (block == EXTENSION) {
        if (frames == 0 && in.has(at, 8) && in.u8(at + 1) == GRAPHIC_CONTROL) {
          transparent = (in.u8(at + 3) & 1) != 0;
        }
        at = skipSubBlocks(at + 2);
      } else if (block == IMAGE) {
        at = readFrame(at);
      } else if (frames == 0) {
        throw new Rejected(
            Reason.BAD_HEADER, "GIF block of unknown type " + block + " at byte " + at);
      } else {
        break;
      }
      if (at < 0) {
        break;
      }
    }
    if (frames == 0) {
      throw new Rejected(
          Reason.TRUNCATED, "GIF without an image: the data ends at byte " + in.size());
    }
  }

  private long readFrame(long at) throws Rejected {
    if (!in.has(at, 11)) {
      return -1;
    }
    frames++;
    int flags = in.u8(at + 9);
    if (frames == 1) {
      int w = in.u16(at + 5);
      int h = in.u16(at + 7);
      if (w == 0 || h == 0) {
        throw new Rejected(
            Reason.BAD_HEADER, "GIF whose first frame is " + w + "x" + h + " pixels");
      }
      width = Math.max(width, in.u16(at + 1) + w);
      height = Math.max(height, in.u16(at + 3) + h);
    }
    long end = skipSubBlocks(at + 10 + colourTable(flags) + 1);
    if (frames == 1) {
      firstComplete = end >= 0;
      firstEnd = (int) Math.max(0, end);
    }
    return end;
  }

  private static int colourTable(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  /**
   * The offset after a chain of sub-blocks and its terminator, or -1 when the data ends before it.
   */
  private long skipSubBlocks(long from) throws Rejected {
    long at = from;
    while (in.has(at, 1)) {
      int length = in.u8(at);
      at += 1 + length;
      if (length == 0) {
        return at;
      }
    }
    return -1;
  }

  @Override
  public ImageHeader header() {
    return new ImageHeader(
        ImageFormat.GIF,
        width,
        height,
        3,
        bitDepth,
        1,
        frames,
        false,
        transparent,
        false,
        Exif.NONE);
  }

  @Override
  public List<ByteBuffer> pieces() {
    ByteBuffer trailer = ByteBuffer.wrap(new byte[] {TRAILER});
    return List.of(ByteBuffer.wrap(in.data(), 0, firstEnd), trailer);
  }

  @Override
  public void checkComplete() throws Rejected {
    if (!firstComplete) {
      throw new Rejected(
          Reason.TRUNCATED, "GIF whose first frame is cut: the data ends at byte " + in.size());
    }
  }
}
