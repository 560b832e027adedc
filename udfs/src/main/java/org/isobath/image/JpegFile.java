package org.isobath.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * JPEG (ITU-T T.81) up to its first scan. As lenient about junk between segments as decoders are.
 * Of a multi-picture file only the first picture exists here: what follows its end marker is never
 * looked at.
 */
final class JpegFile implements ImageFile {
  private static final int SOF0 = 0xc0;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int SOF15 = 0xcf;
  private static final int RST0 = 0xd0;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COM = 0xfe;
  private static final int TEM = 0x01;

  /** Encoders write about ten; each one costs the decoder a pass over the whole picture. */
  private static final int MAX_SCANS = 100;

  private final ByteView in;
  private final List<ByteBuffer> pieces = new ArrayList<>();
  private final TreeMap<Integer, byte[]> iccParts = new TreeMap<>();
  private final int[][] quantisation = new int[4][];
  private int lumaTable = -1;
  private Exif exif = Exif.NONE;
  private int frameMarker;
  private int precision;
  private int width;
  private int height;
  private int components;
  private int firstScan;

  private JpegFile(byte[] bytes) {
    in = ByteView.bigEndian(bytes);
  }

  static JpegFile open(byte[] bytes) throws Rejected {
    JpegFile file = new JpegFile(bytes);
    file.readSegments();
    return file;
  }

  private void readSegments() throws Rejected {
    keep(0, 2);
    int at = 2;
    while (true) {
      at = nextMarker(at);
      int marker = in.u8(at + 1);
      if (marker == EOI) {
        throw new Rejected(Reason.BAD_HEADER, "JPEG ends at byte " + at + " before its first scan");
      }
      int length = in.u16(at + 2);
      if (length < 2) {
        throw new Rejected(
            Reason.BAD_HEADER, "JPEG segment at byte " + at + " declares length " + length);
      }
      if (!in.has(at + 2, length)) {
        throw new Rejected(
            Reason.TRUNCATED,
            "the file ends at byte " + in.size() + ", inside the JPEG segment at byte " + at);
      }
      if (marker == SOS) {
        break;
      }
      readSegment(marker, at, length);
      at += 2 + length;
    }
    if (frameMarker == 0) {
      throw new Rejected(
          Reason.BAD_HEADER, "JPEG scan at byte " + at + " without a frame header before it");
    }
    firstScan = at;
    keep(at, in.size() - at);
  }

  /**
   * The next 0xFF that begins a marker with parameters, or an end marker; junk and fill bytes are
   * skipped.
   */
  private int nextMarker(int from) throws Rejected {
    int at = from;
    while (true) {
      while (in.u8(at) != 0xff) {
        at++;
      }
      while (in.u8(at + 1) == 0xff) {
        at++;
      }
      int marker = in.u8(at + 1);
      boolean bare = marker == 0 || marker == TEM || (marker >= RST0 && marker <= SOI);
      if (!bare) {
        return at;
      }
      at += 2;
    }
  }

  private void readSegment(int marker, int at, int length) throws Rejected {
    long body = at + 4L;
    boolean frame =
        marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    if (frame) {
      readFrame(marker, body);
    } else if (marker == DQT) {
      readTables(body, at + 2L + length);
    } else if (marker == APP1
        && exif.equals(Exif.NONE)
        && in.ascii(body, "Exif\0\0")
        && length > 8) {
      exif = Exif.parse(in.copy(body + 6, length - 8L));
    } else if (marker == APP2 && in.ascii(body, "ICC_PROFILE\0") && length > 16) {
      iccParts.putIfAbsent(in.u8(body + 12), in.copy(body + 14, length - 16L));
    }
    // Adobe's marker decides the colour transform, JFIF the default one; no other application data
    // makes pixels
    boolean application = (marker >= APP0 && marker <= APP15) || marker == COM;
    if (!application || marker == APP0 || marker == APP14) {
      keep(at, 2 + length);
    }
  }

  private void readFrame(int marker, long body) throws Rejected {
    if (frameMarker != 0) {
      throw new Rejected(Reason.BAD_HEADER, "JPEG has two frame headers before its first scan");
    }
    frameMarker = marker;
    precision = in.u8(body);
    height = in.u16(body + 1);
    width = in.u16(body + 3);
    components = in.u8(body + 5);
    // of the first component: id, sampling, table
    lumaTable = in.has(body + 8, 1) ? in.u8(body + 8) & 3 : -1;
    if (width == 0 || height == 0) {
      throw new Rejected(Reason.BAD_HEADER, "JPEG of " + width + "x" + height + " pixels");
    }
    if (components != 1 && components != 3 && components != 4) {
      throw new Rejected(
          Reason.BAD_HEADER, "JPEG with " + components + " components; 1, 3 or 4 expected");
    }
    if (precision < 2 || precision > 16) {
      throw new Rejected(Reason.BAD_HEADER, "JPEG with " + precision + " bits per sample");
    }
  }

  /** Decoders judge damaged tables; here a table that is cut off does not count. */
  private void readTables(long from, long end) throws Rejected {
    long at = from;
    while (at < end) {
      int head = in.u8(at++);
      int size = head >> 4 == 0 ? 1 : 2;
      if (at + size * JpegQuality.COEFFICIENTS > end) {
        return;
      }
      int[] table = new int[JpegQuality.COEFFICIENTS];
      for (int i = 0; i < table.length; i++, at += size) {
        table[i] = size == 1 ? in.u8(at) : in.u16(at);
      }
      quantisation[head & 3] = table;
    }
  }

  /** The quantisation table of the first component, in zigzag order; null without one. */
  int[] lumaTable() {
    return lumaTable < 0 ? null : quantisation[lumaTable];
  }

  private void keep(int from, int length) {
    pieces.add(ByteBuffer.wrap(in.data(), from, length));
  }

  @Override
  public ImageHeader header() {
    return new ImageHeader(
        ImageFormat.JPEG,
        width,
        height,
        components,
        precision,
        exif.orientation(),
        1,
        !iccParts.isEmpty(),
        false,
        components == 4,
        exif);
  }

  @Override
  public List<ByteBuffer> pieces() {
    return pieces;
  }

  @Override
  public byte[] iccProfile() {
    if (iccParts.isEmpty()) {
      return null;
    }
    ByteArrayOutputStream profile = new ByteArrayOutputStream();
    iccParts.values().forEach(profile::writeBytes);
    return profile.toByteArray();
  }

  @Override
  public Rejected faultAfterFailure() {
    return JpegScans.read(in, firstScan).truncation();
  }

  /**
   * A progressive file cut between scans and closed decodes blurred; one of endless scans decodes
   * for ever.
   */
  @Override
  public void checkComplete() throws Rejected {
    if (!progressive()) {
      return;
    }
    JpegScans scans = JpegScans.read(in, firstScan);
    if (scans.count() > MAX_SCANS) {
      throw new Rejected(
          Reason.BAD_HEADER,
          "progressive JPEG with " + scans.count() + " scans; " + MAX_SCANS + " are read");
    }
    String unfinished = scans.unfinished(components);
    if (unfinished != null) {
      throw new Rejected(Reason.TRUNCATED, unfinished);
    }
  }

  /**
   * Finds a cut JPEG that somebody closed with an end marker: it decodes, and the decoder fills in
   * the end of the picture.
   *
   * @param lastPixels R, G, B of up to four decoded pixels at the lower right corner, as stored
   */
  void checkWhole(byte[] lastPixels) throws Rejected {
    String fault = couldBeFill(lastPixels) ? SecondDecoder.prematureEnd(pieces, header()) : null;
    if (fault != null) {
      throw new Rejected(Reason.TRUNCATED, "jpeg: " + fault);
    }
  }

  private boolean progressive() {
    return frameMarker == 0xc2 || frameMarker == 0xca;
  }

  /**
   * True when the last pixels have the value of a block without coefficients, which is what a
   * decoder out of data fills in (128; for inks, whatever it becomes). A sound picture may end so
   * too: a reason to look again, no verdict. Data that ends inside the very last block group, at
   * most 16 by 16 pixels, can go unnoticed.
   */
  private boolean couldBeFill(byte[] lastPixels) {
    for (int i = 0; i < lastPixels.length; i++) {
      int value = lastPixels[i] & 0xff;
      boolean fill =
          components == 4 ? lastPixels[i] == lastPixels[i % 3] : Math.abs(value - 128) <= 1;
      if (!fill) {
        return false;
      }
    }
    return true;
  }
}
