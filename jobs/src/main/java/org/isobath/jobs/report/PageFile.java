package org.isobath.jobs.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Tables;

/**
 * Where the page goes.
 *
 * @param shown as a person reads it
 * @param local null when it is not on a local disk
 */
record PageFile(String shown, Path local) {
  static PageFile of(Conf conf, Tables tables) {
    String path = conf.string("report.path");
    String place = path.isBlank() ? tables.path("report.html").toString() : path;
    if (!place.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")) {
      return local(Path.of(place));
    }
    return place.startsWith("file:")
        ? local(Path.of(new org.apache.hadoop.fs.Path(place).toUri().getPath()))
        : new PageFile(place, null);
  }

  private static PageFile local(Path path) {
    Path whole = path.toAbsolutePath().normalize();
    return new PageFile(whole.toString(), whole);
  }

  /** Replaces what is there; on a local disk a reader never sees half a page. */
  void write(byte[] page, Configuration hadoop) {
    try {
      if (local == null) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(URI.create(shown));
        try (OutputStream out = path.getFileSystem(hadoop).create(path, true)) {
          out.write(page);
        }
        return;
      }
      Files.createDirectories(local.getParent());
      Path whole = Files.createTempFile(local.getParent(), ".report-", ".html");
      try {
        Files.write(whole, page);
        whole.toFile().setReadable(true, false);
        Files.move(whole, local, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UserError(
          "Cannot write the report to " + shown + ": " + e + ". Check report.path.", e);
    }
  }
}
