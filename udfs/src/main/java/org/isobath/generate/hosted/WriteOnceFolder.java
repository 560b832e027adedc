package org.isobath.generate.hosted;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.isobath.UserError;

/**
 * Write-once objects as files of a local folder. A file is written beside the others, made durable,
 * and only then linked to its name: a link fails where a name is taken, so that of several creators
 * one wins, and a name never stands for half an object. Needs a file system with hard links.
 */
public final class WriteOnceFolder implements WriteOnce {
  /** Where files wait for their names; what a killed process leaves here is nothing. */
  private static final String UNNAMED = ".unnamed";

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  private final Path root;
  private final Path unnamed;

  private WriteOnceFolder(Path root) {
    this.root = root;
    this.unnamed = root.resolve(UNNAMED);
  }

  /** The objects of a folder, which is made with its first object where there is none. */
  public static WriteOnceFolder at(Path folder) {
    return new WriteOnceFolder(folder);
  }

  @Override
  public boolean create(String name, byte[] bytes) throws IOException {
    Path file = path(name);
    if (Files.exists(file)) {
      return false;
    }
    Files.createDirectories(unnamed);
    Path written = unnamed.resolve(UUID.randomUUID().toString());
    try {
      try (FileChannel out =
          FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      makeFolder(file.getParent());
      try {
        Files.createLink(file, written);
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (UnsupportedOperationException e) {
        throw new UserError(
            root
                + " is on a file system without hard links, on which nothing can be written"
                + " exactly once. Put the ledger on a local disk or an object store.",
            e);
      }
      force(file.getParent());
      return true;
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(path(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    Path folder = prefix.isEmpty() ? root : path(prefix.substring(0, prefix.length() - 1));
    List<String> names = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return names;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path name = root.relativize(file);
        if (!name.toString().startsWith(".") && Files.isRegularFile(file)) {
          names.add(name.toString().replace('\\', '/'));
        }
      }
    }
    names.sort(null);
    return names;
  }

  /** Makes a folder whose name survives the machine: each new one is in its parent for good. */
  private void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    makeFolder(folder.getParent());
    Files.createDirectories(folder);
    force(folder.getParent());
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  private Path path(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of an object: " + name);
    }
    return root.resolve(name);
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
