package org.isobath.image;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.isobath.Reason;
import org.isobath.Rejected;

/** TIFF 6.0 and BigTIFF: the first page's fields, and how many pages follow. */
final class TiffFile implements ImageFile {
  private static final int NEW_SUBFILE_TYPE = 254;
  private static final int IMAGE_WIDTH = 256;
  private static final int IMAGE_LENGTH = 257;
  private static final int BITS_PER_SAMPLE = 258;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int SAMPLES_PER_PIXEL = 277;
  private static final int STRIP_BYTE_COUNTS = 279;
  private static final int TILE_WIDTH = 322;
  private static final int TILE_LENGTH = 323;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTE_COUNTS = 325;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;
  private static final int ICC_PROFILE = 34675;
  private static final int DNG_VERSION = 50706;

  private static final int MIN_IS_WHITE = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int SEPARATED = 5;
  private static final int ASSOCIATED_ALPHA = 1;
  private static final int SEPARATE_ALPHA = 2;
  private static final int MAX_PAGES = 1 << 20;
  private static final int MAX_ICC = 16 << 20;
  private static final int MAX_TILE = 1 << 16;
  private static final long MAX_TILE_AREA = 1 << 24;

  private final ByteView in;
  private final TiffDirectory page;
  private final int pages;
  private final Exif exif;

  private TiffFile(ByteView in, TiffDirectory page, int pages, Exif exif) {
    this.in = in;
    this.page = page;
    this.pages = pages;
    this.exif = exif;
  }

  static TiffFile open(byte[] bytes) throws Rejected {
    ByteView in = new ByteView(bytes, bytes[0] == 'I');
    boolean big = in.u16(2) == 43;
    long first = big ? in.u64(8) : in.u32(4);
    TiffDirectory page = TiffDirectory.read(in, first, big);
    TiffFile file = new TiffFile(in, page, countPages(in, page, first, big), exif(page, bytes));
    file.checkFields();
    return file;
  }

  private static int countPages(ByteView in, TiffDirectory page, long first, boolean big) {
    Set<Long> seen = new HashSet<>();
    seen.add(first);
    long at = page.next();
    try {
      while (at != 0 && seen.size() < MAX_PAGES && seen.add(at)) {
        at = TiffDirectory.nextOf(in, at, big);
      }
    } catch (Rejected cut) {
      // the first page is whole, which is all that is decoded; the chain counts as far as it goes
    }
    return seen.size();
  }

  private static Exif exif(TiffDirectory page, byte[] bytes) {
    int orientation =
        page.has(TiffDirectory.ORIENTATION) ? (int) page.value(TiffDirectory.ORIENTATION, 1) : 1;
    Exif camera = page.has(TiffDirectory.EXIF_IFD) ? Exif.parseTiffFile(bytes) : Exif.NONE;
    int upright = orientation < 1 || orientation > 8 ? 1 : orientation;
    return new Exif(
        upright,
        camera.focalMm(),
        camera.focal35mm(),
        camera.pixelsPerMm(),
        camera.width(),
        camera.height());
  }

  private void checkFields() throws Rejected {
    long w = page.value(IMAGE_WIDTH, 0);
    long h = page.value(IMAGE_LENGTH, 0);
    if (w < 1 || h < 1 || w > Integer.MAX_VALUE || h > Integer.MAX_VALUE) {
      throw new Rejected(Reason.BAD_HEADER, "TIFF of " + w + "x" + h + " pixels");
    }
    if (samples() < 1 || samples() > 64 || bits() < 1 || bits() > 64) {
      throw new Rejected(
          Reason.BAD_HEADER, "TIFF with " + samples() + " samples of " + bits() + " bits");
    }
    if (page.has(DNG_VERSION) || (page.value(NEW_SUBFILE_TYPE, 0) & 1) != 0) {
      throw new Rejected(
          Reason.UNSUPPORTED_FORMAT,
          "camera raw in a TIFF container: its first page is a thumbnail");
    }
    long tileWidth = page.value(TILE_WIDTH, 1);
    long tileLength = page.value(TILE_LENGTH, 1);
    if (tileWidth > MAX_TILE
        || tileLength > MAX_TILE
        || tileWidth * tileLength > Math.max(w * h, MAX_TILE_AREA)) {
      throw new Rejected(
          Reason.BAD_HEADER,
          "TIFF of " + w + "x" + h + " pixels with tiles of " + tileWidth + "x" + tileLength);
    }
    if (page.value(SAMPLE_FORMAT, 1) != 1 || bits() > 16) {
      throw new Rejected(
          Reason.UNSUPPORTED_FORMAT,
          "TIFF with "
              + bits()
              + "-bit samples of format "
              + page.value(SAMPLE_FORMAT, 1)
              + "; unsigned integers of up to 16 bits have a defined white");
    }
    Set<Integer> colours = Set.of(0, 1, 2, 3, 5, 6);
    int photometric = photometric();
    if (!colours.contains(photometric)) {
      throw new Rejected(
          Reason.UNSUPPORTED_FORMAT, "TIFF of photometric interpretation " + photometric);
    }
    if (photometric <= BLACK_IS_ZERO && samples() == 2) {
      throw new Rejected(
          Reason.UNSUPPORTED_FORMAT,
          "TIFF of grey with alpha, whose alpha the decoder drops; save it as PNG");
    }
    if (photometric == SEPARATED && (samples() != 4 || bits() != 8)) {
      throw new Rejected(
          Reason.UNSUPPORTED_FORMAT,
          "TIFF with " + samples() + " inks of " + bits() + " bits; 4 of 8 bits are read");
    }
  }

  private int samples() {
    return (int) Math.min(1000, page.value(SAMPLES_PER_PIXEL, 1));
  }

  int bits() {
    return (int) Math.min(1000, page.value(BITS_PER_SAMPLE, 1));
  }

  private int photometric() {
    return (int) Math.min(100_000, page.value(PHOTOMETRIC, 1));
  }

  /** True when zero is white and the decoder, which gives raw 16-bit samples, leaves it so. */
  boolean inverted() {
    return photometric() == MIN_IS_WHITE && bits() == 16;
  }

  /**
   * True when decoded colours already carry their alpha: stored so, or an 8-bit page that declares
   * separate alpha, whose colours the decoder multiplies.
   */
  boolean premultiplied() {
    long kind = page.value(EXTRA_SAMPLES, 0);
    return kind == ASSOCIATED_ALPHA || (kind == SEPARATE_ALPHA && bits() <= 8);
  }

  @Override
  public ImageHeader header() {
    int photometric = photometric();
    boolean cmyk = photometric == SEPARATED;
    // some writers, OpenCV among them, do not declare what the fourth sample of an RGB page is
    boolean alpha = photometric == RGB && samples() == 4;
    int channels = photometric == PALETTE ? 3 : Math.min(4, samples());
    return new ImageHeader(
        ImageFormat.TIFF,
        (int) page.value(IMAGE_WIDTH, 0),
        (int) page.value(IMAGE_LENGTH, 0),
        channels,
        bits(),
        exif.orientation(),
        pages,
        page.has(ICC_PROFILE),
        alpha,
        cmyk,
        exif);
  }

  @Override
  public List<ByteBuffer> pieces() {
    // libtiff turns some pages by their orientation, half-way for 5 to 8: it is shown an upright
    // one
    long at = page.at(TiffDirectory.ORIENTATION);
    if (at < 0 || page.value(TiffDirectory.ORIENTATION, 1) == 1) {
      return List.of(ByteBuffer.wrap(in.data()));
    }
    int from = (int) at;
    byte[] upright = in.littleEndian() ? new byte[] {1, 0} : new byte[] {0, 1};
    int rest = from + upright.length;
    return List.of(
        ByteBuffer.wrap(in.data(), 0, from),
        ByteBuffer.wrap(upright),
        ByteBuffer.wrap(in.data(), rest, in.size() - rest));
  }

  @Override
  public byte[] iccProfile() {
    return page.bytes(ICC_PROFILE, MAX_ICC);
  }

  @Override
  public Rejected faultAfterFailure() {
    long end =
        Math.max(
            page.furthest(STRIP_OFFSETS, STRIP_BYTE_COUNTS),
            page.furthest(TILE_OFFSETS, TILE_BYTE_COUNTS));
    String fault = "TIFF whose pixels end at byte " + end + ": the data ends at byte " + in.size();
    return end > in.size() ? new Rejected(Reason.TRUNCATED, fault) : null;
  }
}
