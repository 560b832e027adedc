package org.isobath.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isobath.UserError;

/** Small files that the configuration names. */
public final class TextFile {
  private TextFile() {}

  /**
   * The text of a file in UTF-8.
   *
   * @param what it is, for messages
   * @param file a local path or Hadoop URI
   * @param named where the user named it, for messages
   * @param conf what is needed to reach the file
   * @throws UserError when it cannot be read
   */
  public static String read(String what, String file, String named, Conf conf) {
    try {
      if (!file.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")) {
        return Files.readString(Path.of(file));
      }
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(URI.create(file));
      try (InputStream in = path.getFileSystem(HadoopSettings.of(conf)).open(path)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "Cannot read the " + what + " " + file + ": " + e + ". Check " + named + ".", e);
    }
  }
}
