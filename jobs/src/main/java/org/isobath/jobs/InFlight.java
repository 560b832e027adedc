package org.isobath.jobs;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pictures that this JVM has in hand, in a small file that outlives it: a line for each, blank
 * again once it is done. Writing a line reaches the memory of the operating system and no disk, so
 * it survives the death of the process, not that of the machine, and costs some microseconds.
 */
final class InFlight implements Closeable {
  private static final int DIGITS = 64;

  private static final Map<Path, InFlight> OPEN = new ConcurrentHashMap<>();

  private final Path path;
  // unlike a channel it stays open when a thread is interrupted that writes
  private final RandomAccessFile file;
  private final Deque<Integer> free = new ArrayDeque<>();
  private int lines;

  private InFlight(Path path) throws IOException {
    this.path = path;
    Files.createDirectories(path.getParent());
    Files.deleteIfExists(path);
    this.file = new RandomAccessFile(path.toFile(), "rw");
  }

  /** Begins an empty file at {@code path}, to be found by the tasks of this JVM. */
  static InFlight open(Path path) throws IOException {
    InFlight opened = new InFlight(path);
    OPEN.put(path, opened);
    return opened;
  }

  /** The one that this JVM has opened at {@code path}; null when it has none. */
  static InFlight at(Path path) {
    return OPEN.get(path);
  }

  /** Ids of the pictures that a JVM had in hand when it left the file behind. */
  static List<String> left(Path path) throws IOException {
    try {
      String all = Files.readString(path, StandardCharsets.US_ASCII);
      return all.lines().filter(line -> line.matches("[0-9a-f]{" + DIGITS + "}")).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  /** Notes a picture; the number of its line is for {@link #leave}. */
  synchronized int enter(String id) {
    int line = free.isEmpty() ? lines++ : free.pop();
    write(line, id);
    return line;
  }

  synchronized void leave(int line) {
    write(line, " ".repeat(DIGITS));
    free.push(line);
  }

  private void write(int line, String text) {
    try {
      file.seek((long) line * (DIGITS + 1));
      file.write((text + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot note a picture in " + path, e);
    }
  }

  /** Removes the file. */
  @Override
  public synchronized void close() throws IOException {
    OPEN.remove(path, this);
    file.close();
    Files.deleteIfExists(path);
  }
}
