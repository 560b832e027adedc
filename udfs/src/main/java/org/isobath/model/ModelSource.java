package org.isobath.model;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;

/** Opens what a card's {@code source} points to. */
final class ModelSource {
  /** Where bundled cards and models lie on the class path. */
  static final String BUNDLED_FOLDER = "/org/isobath/conf/models/";

  /** Scheme of sources that are part of the Isobath jar. */
  static final String BUNDLED = "bundled";

  private ModelSource() {}

  /**
   * The absolute form of a source as a card spells it.
   *
   * @param text {@code bundled:NAME}, an absolute path, a path relative to {@code folder}, or any
   *     URI but http
   * @param folder of the card, ending with a slash
   * @throws IllegalArgumentException when it is none of these
   */
  static URI resolve(String text, URI folder) {
    try {
      if (text.startsWith("/")) {
        return new URI("file", null, text, null);
      }
      // a Windows drive letter is no scheme; neither is a colon inside a file name
      if (text.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
        return checked(new URI(text));
      }
      if (folder.getScheme().equals(BUNDLED)) {
        return new URI(BUNDLED, text, null);
      }
      return folder.resolve(new URI(null, null, text, null));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static URI checked(URI uri) {
    if (uri.getScheme().toLowerCase(Locale.ROOT).equals("http")) {
      throw new IllegalArgumentException("http: is not encrypted; use https:");
    }
    if (uri.getScheme().equals("https")
        && (uri.getHost() == null || uri.getRawUserInfo() != null)) {
      throw new IllegalArgumentException("https: needs a host, and takes no user name or password");
    }
    return uri;
  }

  /** A stream of the model's bytes; the caller closes it. */
  static InputStream open(ModelFile file, Configuration hadoop, HttpsDownload https)
      throws IOException {
    URI source = file.source();
    switch (source.getScheme()) {
      case BUNDLED:
        String name = source.getSchemeSpecificPart();
        InputStream bundled = ModelSource.class.getResourceAsStream(BUNDLED_FOLDER + name);
        if (bundled == null) {
          throw new UserError(
              "Model "
                  + file.id()
                  + " has no file in this build ("
                  + name
                  + "). Copy its card into a folder of models.path and set the source to your file"
                  + " there.");
        }
        return bundled;
      case "https":
        return https.open(file.id(), source);
      case "file":
        return openLocal(file, Path.of(source));
      default:
        return openHadoop(file, hadoop);
    }
  }

  private static InputStream openLocal(ModelFile file, Path path) throws IOException {
    try {
      return Files.newInputStream(path);
    } catch (NoSuchFileException e) {
      throw missing(file, e);
    }
  }

  private static InputStream openHadoop(ModelFile file, Configuration hadoop) throws IOException {
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.source());
      return path.getFileSystem(hadoop).open(path);
    } catch (FileNotFoundException e) {
      throw missing(file, e);
    }
  }

  static UserError missing(ModelFile file, Exception e) {
    return new UserError(
        "Model "
            + file.id()
            + ": there is no file at "
            + file.source()
            + ". Mend the card's source, or put the file there.",
        e);
  }
}
