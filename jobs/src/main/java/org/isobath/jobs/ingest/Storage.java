package org.isobath.jobs.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Timestamp;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/** Lists folders by uri: local ones through Java, all others through Hadoop. */
interface Storage {
  /**
   * A member of a folder, or the target of a link.
   *
   * @param uri percent-encoded, so that any name survives; opens with {@code Originals}
   * @param length null for folders and where unknown
   * @param modifiedAt null where unknown
   * @param problem why it is no usable file; null when it is
   */
  record Child(
      String name, String uri, boolean folder, Long length, Timestamp modifiedAt, String problem) {}

  /** What is at {@code uri}; null when nothing is. */
  Child find(String uri) throws IOException;

  /** All members of the folder at {@code uri}, in no order. */
  List<Child> list(String uri) throws IOException;

  /** The storage that holds {@code uri}. */
  static Storage of(String uri, Configuration hadoop) {
    return uri.startsWith("file:") ? new Local() : new Remote(hadoop);
  }

  /**
   * Local files. Java's own API, because it opens names in any encoding whatever the locale, tells
   * links, and says why a member cannot be used where Hadoop's leaves it out.
   */
  final class Local implements Storage {
    @Override
    public Child find(String uri) {
      Path path = Path.of(URI.create(uri));
      return Files.exists(path) ? child(path) : null;
    }

    @Override
    public List<Child> list(String uri) throws IOException {
      List<Child> children = new ArrayList<>();
      try (DirectoryStream<Path> members = Files.newDirectoryStream(Path.of(URI.create(uri)))) {
        for (Path member : members) {
          children.add(child(member));
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      return children;
    }

    private static Child child(Path path) {
      String name = path.getFileName() == null ? "" : path.getFileName().toString();
      try {
        BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
        String problem = null;
        if (file.isOther()) {
          // opening a pipe would wait for a writer for ever
          problem = "neither a file nor a folder";
        } else if (file.isDirectory() && loops(path)) {
          problem = "a link to a folder that holds it";
        }
        return new Child(
            name,
            path.toUri().toString(),
            file.isDirectory() && problem == null,
            file.isDirectory() ? null : (Long) file.size(),
            Timestamp.from(file.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.MICROS)),
            problem);
      } catch (IOException e) {
        String problem = Files.isSymbolicLink(path) ? "a link to nothing: " + e : e.toString();
        return new Child(name, path.toUri().toString(), false, null, null, problem);
      }
    }

    private static boolean loops(Path folder) throws IOException {
      return Files.isSymbolicLink(folder)
          && folder.toAbsolutePath().getParent().toRealPath().startsWith(folder.toRealPath());
    }
  }

  /** Any Hadoop file system. */
  final class Remote implements Storage {
    private final Configuration hadoop;

    Remote(Configuration hadoop) {
      this.hadoop = hadoop;
    }

    @Override
    public Child find(String uri) throws IOException {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(URI.create(uri));
      try {
        return child(path.getFileSystem(hadoop).getFileStatus(path));
      } catch (java.io.FileNotFoundException e) {
        return null;
      }
    }

    @Override
    public List<Child> list(String uri) throws IOException {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(URI.create(uri));
      FileSystem files = path.getFileSystem(hadoop);
      List<Child> children = new ArrayList<>();
      try {
        RemoteIterator<FileStatus> members = files.listStatusIterator(path);
        while (members.hasNext()) {
          children.add(child(members.next()));
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      return children;
    }

    private static Child child(FileStatus status) {
      // not toASCIIString, which would change decomposed accents into composed ones
      return new Child(
          status.getPath().getName(),
          status.getPath().toUri().toString(),
          status.isDirectory(),
          status.isDirectory() ? null : (Long) status.getLen(),
          new Timestamp(status.getModificationTime()),
          null);
    }
  }
}
