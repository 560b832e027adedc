package org.isobath.image;

import java.nio.ByteBuffer;
import java.util.List;
import org.isobath.Rejected;

/** A file of one container format, its structure read and its pixels untouched. */
sealed interface ImageFile permits JpegFile, PngFile, GifFile, WebpFile, BmpFile, TiffFile {
  ImageHeader header();

  /**
   * The parts of the file that make the first picture, in order, as heap buffers: all that native
   * code is shown.
   */
  List<ByteBuffer> pieces();

  /** The embedded colour profile; null when there is none or it does not unpack. */
  default byte[] iccProfile() {
    return null;
  }

  /**
   * True when the colours are declared to be other than sRGB by something that is not a profile.
   */
  default boolean foreignColours() {
    return false;
  }

  /**
   * A fault of the structure that makes decoding pointless or its result doubtful; checked before
   * native code runs.
   */
  default void checkComplete() throws Rejected {}

  /** What the structure says about why the decoder gave nothing, or null. */
  default Rejected faultAfterFailure() {
    return null;
  }
}
