package org.isobath.jobs.estimate;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * The encoded bytes of a row of {@code images}: its content, or what stands at its location now
 * when it is kept by reference, checked against the hash it was ingested with.
 */
final class PictureBytes {
  private final Configuration hadoop = SparkHadoopUtil.get().conf();
  private final long maxBytes;

  /**
   * @param maxBytes no larger file is read into memory
   */
  PictureBytes(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * @param id SHA-256 of the bytes, hex
   * @param content the bytes, or null when kept by reference
   * @throws Rejected when the location cannot be read or holds other bytes now
   */
  byte[] of(String id, byte[] content, String uri) throws Rejected {
    if (content != null) {
      return content;
    }
    byte[] found;
    try {
      found = read(uri);
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      // the task is being stopped, the picture is not at fault
      throw new UncheckedIOException(e);
    } catch (IOException | IllegalArgumentException e) {
      throw new Rejected(Reason.UNREADABLE, e.getMessage() + " (" + uri + ")", e);
    }
    String hash = sha256(found);
    if (!hash.equals(id)) {
      throw new Rejected(
          Reason.CONTENT_CHANGED,
          uri
              + " now holds "
              + found.length
              + " bytes with SHA-256 "
              + hash
              + ". Put the original back, or ingest it as a new picture.");
    }
    return found;
  }

  private byte[] read(String uri) throws IOException, Rejected {
    Path path = new Path(URI.create(uri));
    FileSystem files = path.getFileSystem(hadoop);
    FileStatus status = files.getFileStatus(path);
    if (status.isDirectory()) {
      throw new FileNotFoundException("a folder stands there now");
    }
    if (status.getLen() > maxBytes) {
      throw new Rejected(
          Reason.TOO_MANY_BYTES,
          uri + " now has " + status.getLen() + " bytes; the limit is " + maxBytes);
    }
    try (InputStream in = files.open(path)) {
      return in.readAllBytes();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
