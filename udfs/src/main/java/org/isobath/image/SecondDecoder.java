package org.isobath.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Words about data that OpenCV refuses without one: the JDK's own decoders run over the same pieces
 * for their exceptions and warnings; their pixels are thrown away (they fill in what is missing).
 * Only where something is wrong already.
 */
final class SecondDecoder {
  /** Every line is decoded for its faults, and one pixel of so many in each direction is kept. */
  private static final int SUBSAMPLING = 16;

  private static final String ENDS_EARLY = "the data ends before the picture does";

  private SecondDecoder() {}

  /** What the decoder objects to, or null: nothing, or no decoder for the format. */
  static String complaint(List<ByteBuffer> pieces, ImageHeader header) {
    List<String> words = words(pieces, header);
    return words.isEmpty() ? null : words.get(words.size() - 1);
  }

  /** The complaint that the data ended before the picture, or null. */
  static String prematureEnd(List<ByteBuffer> pieces, ImageHeader header) {
    for (String word : words(pieces, header)) {
      if (meansEarlyEnd(word)) {
        return word;
      }
    }
    return null;
  }

  /** True for the decoders' ways of saying that the data ended before the picture. */
  static boolean meansEarlyEnd(String words) {
    String lower = words.toLowerCase(Locale.ROOT);
    return words.equals(ENDS_EARLY)
        || lower.contains("premature end")
        || lower.contains("unexpected end");
  }

  private static List<String> words(List<ByteBuffer> pieces, ImageHeader header) {
    List<String> words = new ArrayList<>();
    // the JDK's TIFF reader allocates what strip lengths claim; WebP it does not know
    boolean known =
        switch (header.format()) {
          case JPEG, PNG, GIF, BMP -> true;
          default -> false;
        };
    Iterator<ImageReader> readers =
        known
            ? ImageIO.getImageReadersByFormatName(header.format().label())
            : List.<ImageReader>of().iterator();
    if (!readers.hasNext()) {
      return words;
    }
    ImageReader reader = readers.next();
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(joined(pieces)))) {
      reader.addIIOReadWarningListener((source, warning) -> words.add(warning));
      reader.setInput(in, true, true);
      ImageReadParam sparse = reader.getDefaultReadParam();
      sparse.setSourceSubsampling(SUBSAMPLING, SUBSAMPLING, 0, 0);
      if (reader.canReadRaster()) {
        reader.readRaster(0, sparse);
      } else {
        reader.read(0, sparse);
      }
    } catch (IOException | RuntimeException objection) {
      words.add(deepest(objection));
    } finally {
      reader.dispose();
    }
    return words;
  }

  private static byte[] joined(List<ByteBuffer> pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pieces.forEach(piece -> out.write(piece.array(), piece.position(), piece.remaining()));
    return out.toByteArray();
  }

  private static String deepest(Throwable objection) {
    Throwable cause = objection;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof EOFException) {
      return ENDS_EARLY;
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
