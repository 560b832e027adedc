package org.isobath.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.ImageEncoder;
import org.isobath.scene.SceneUri;

/**
 * The encoded bytes behind {@code images.uri}: a local file, a file of any Hadoop file system, or a
 * scene, which is rendered. For pictures kept by reference, and for the first reading of files.
 * Rows of a table source have no such bytes: they are always kept inline.
 */
public final class Originals {
  private static final String LOCAL = "file:";

  private Originals() {}

  /**
   * The bytes of {@code uri}, at most {@code maxBytes + 1} of them: whoever gets more than {@code
   * maxBytes} knows that there is too much without having it all.
   *
   * @throws IOException when they cannot be read; its message starts with the storage's words
   */
  public static byte[] read(String uri, Configuration hadoop, long maxBytes) throws IOException {
    if (SceneUri.is(uri)) {
      return ImageEncoder.png(SceneUri.parse(uri).render().image());
    }
    int most = (int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 16);
    try (InputStream in = open(uri, hadoop)) {
      return in.readNBytes(most);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IllegalArgumentException e) {
      throw new IOException("not a location: " + e.getMessage(), e);
    }
  }

  /**
   * The bytes of a picture kept by reference, checked against what was ingested.
   *
   * @param imageId SHA-256 of the bytes, hex
   * @throws Rejected {@code unreadable}, or {@code content_changed} when others stand there now
   */
  public static byte[] readChecked(String uri, String imageId, Configuration hadoop, long maxBytes)
      throws Rejected {
    byte[] bytes;
    try {
      bytes = read(uri, hadoop, maxBytes);
    } catch (IOException e) {
      throw unreadable(e);
    }
    String found = sha256(bytes);
    if (!found.equals(imageId)) {
      throw new Rejected(
          Reason.CONTENT_CHANGED,
          "the bytes at " + uri + " have SHA-256 " + found + ". Run ingest again to take them up");
    }
    return bytes;
  }

  /**
   * The rejection for bytes that could not be read.
   *
   * @throws org.isobath.UserError when it is the storage that fails
   */
  public static Rejected unreadable(IOException e) {
    Outage.check(e);
    String words =
        e instanceof NoSuchFileException || e instanceof java.io.FileNotFoundException
            ? "not found: " + e.getMessage()
            : e.toString();
    return new Rejected(Reason.UNREADABLE, words, e);
  }

  /** SHA-256, hex: the {@code image_id} of encoded bytes. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static InputStream open(String uri, Configuration hadoop) throws IOException {
    if (uri.startsWith(LOCAL)) {
      // Java's own files: names in any encoding, and no checksum files beside them
      return Files.newInputStream(Path.of(URI.create(uri)));
    }
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(URI.create(uri));
    return path.getFileSystem(hadoop).open(path);
  }
}
