package org.isobath.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.isobath.UserError;

/** The texts in one folder of cards: local, on a Hadoop file system, or on the class path. */
public final class CardFolder {
  /** Base of bundled cards' relative sources. */
  static final URI BUNDLED = URI.create(ModelSource.BUNDLED + ":/");

  private CardFolder() {}

  /** A folder as the configuration names it: a URI, or a path on this machine. */
  public static URI uri(String text) {
    return text.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")
        ? URI.create(text)
        : Path.of(text).toAbsolutePath().normalize().toUri();
  }

  /**
   * File names and texts of the cards and locks of a folder, by name.
   *
   * @throws UserError when the folder cannot be read
   */
  public static Map<String, String> read(CardKind kind, URI folder, Configuration hadoop) {
    try {
      Path local = local(folder);
      return local != null ? readLocal(local) : readHadoop(folder, hadoop);
    } catch (IOException e) {
      throw new UserError(
          "Cannot read the folder of "
              + kind.name()
              + "s "
              + folder
              + " ("
              + kind.pathKey()
              + "): "
              + e.getMessage()
              + ".",
          e);
    }
  }

  /** The same of the bundled cards. */
  public static Map<String, String> readBundled(CardKind kind) {
    URL anchor = CardFolder.class.getResource(kind.bundled() + kind.anchor());
    if (anchor == null) {
      throw new IllegalStateException("the bundled " + kind.name() + "s are not on the class path");
    }
    try {
      if (anchor.getProtocol().equals("file")) {
        return readLocal(Path.of(URI.create(anchor.toString())).getParent());
      }
      return readJar(kind, ((JarURLConnection) anchor.openConnection()).getJarFileURL());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the bundled " + kind.name() + "s", e);
    }
  }

  static Map<String, String> readJar(CardKind kind, URL jar) throws IOException {
    String prefix = kind.bundled().substring(1);
    Map<String, String> texts = new TreeMap<>();
    try (JarFile file = new JarFile(Path.of(URI.create(jar.toString())).toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith(prefix) && relevant(name)) {
          try (InputStream in = file.getInputStream(entry)) {
            texts.put(
                name.substring(prefix.length()),
                new String(in.readAllBytes(), StandardCharsets.UTF_8));
          }
        }
      }
    }
    return texts;
  }

  private static Map<String, String> readLocal(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("no such folder");
    }
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(f -> relevant(f.getFileName().toString())).forEach(files::add);
    }
    Map<String, String> texts = new TreeMap<>();
    for (Path file : files) {
      texts.put(file.getFileName().toString(), Files.readString(file));
    }
    return texts;
  }

  private static Map<String, String> readHadoop(URI folder, Configuration hadoop)
      throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder);
    FileSystem files = path.getFileSystem(hadoop);
    Map<String, String> texts = new TreeMap<>();
    for (FileStatus status : files.listStatus(path)) {
      if (status.isFile() && relevant(status.getPath().getName())) {
        try (InputStream in = files.open(status.getPath())) {
          texts.put(
              status.getPath().getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return texts;
  }

  /**
   * Writes one small file into a folder, whole or not at all as seen by readers of local folders.
   */
  static void write(URI folder, String name, String text, Configuration hadoop) {
    try {
      Path local = local(folder);
      if (local != null) {
        Path part = Files.createTempFile(local, name, ".part");
        Files.writeString(part, text);
        Files.move(part, local.resolve(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return;
      }
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(slashed(folder).resolve(name));
      try (OutputStream out = path.getFileSystem(hadoop).create(path, true)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UserError(
          "Cannot write " + name + " into " + folder + ": " + e.getMessage() + ".", e);
    }
  }

  /** The folder with a slash at its end, as resolving against it needs. */
  static URI slashed(URI folder) {
    URI absolute =
        folder.getScheme() == null ? Path.of(folder.getPath()).toAbsolutePath().toUri() : folder;
    return absolute.toString().endsWith("/") ? absolute : URI.create(absolute + "/");
  }

  private static Path local(URI folder) {
    if (folder.getScheme() == null) {
      return Path.of(folder.getPath());
    }
    return folder.getScheme().equals("file") ? Path.of(folder.getPath()) : null;
  }

  private static boolean relevant(String name) {
    return name.endsWith(".conf") || name.endsWith(ModelLock.SUFFIX);
  }
}
