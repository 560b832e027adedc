package org.isobath.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Model files on this machine: each is read from its card's source once, checked against the card's
 * hash, and kept in a folder under the name of its hash. What does not have the hash is never kept,
 * so never loaded. Any number of threads and JVMs may fetch into one folder: they wait for each
 * other where the file system has locks, and where it has none they write files of their own and
 * the last atomic move wins, with equal content.
 */
public final class ModelStore {
  private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);
  private static final String PART = ".part";

  /** What this JVM has hashed already, so that every task does not read the file again. */
  private static final ConcurrentHashMap<Path, Stamp> VERIFIED = new ConcurrentHashMap<>();

  /** File locks exclude other JVMs only; these exclude threads. */
  private static final ConcurrentHashMap<Path, Object> MONITORS = new ConcurrentHashMap<>();

  private record Stamp(long bytes, FileTime modified, String sha256) {}

  private final Path cache;
  private final long maxBytes;
  private final HttpsDownload https;

  /**
   * @param cache folder for model files; made when it is not there
   * @param hosts that https sources and their redirects may name; {@code *.example.org} allows all
   *     below
   * @param maxBytes the largest file that is read, where a card does not say its length
   * @param timeout for one https download
   */
  public ModelStore(Path cache, List<String> hosts, long maxBytes, Duration timeout) {
    this(cache, hosts, maxBytes, timeout, HttpsDownload.client());
  }

  ModelStore(Path cache, List<String> hosts, long maxBytes, Duration timeout, HttpClient client) {
    this.cache = cache.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.https = new HttpsDownload(client, hosts, timeout);
  }

  /**
   * The card's model file on this machine, verified in this JVM.
   *
   * @throws UserError when the card has no hash, the source cannot be read, or its bytes are others
   *     than the card says
   */
  public Path fetch(ModelCard card, Configuration hadoop) {
    card.requireHash();
    return fetch(ModelFile.of(card), hadoop);
  }

  /**
   * The files of a folder on this machine, under their names, all verified in this JVM. A folder
   * that is on this machine anyway is used where it is; any other one is copied file by file, so
   * that an interrupted fetch goes on where it was, and appears when it is whole.
   *
   * @return the folder
   * @throws UserError when a file cannot be read or kept, or its bytes are others than the card
   *     says
   */
  public Path fetch(ModelFolder folder, Configuration hadoop) {
    if (folder.source().getScheme().equals("file")) {
      Path here = Path.of(folder.source());
      folder
          .files()
          .forEach(entry -> verifyInPlace(folder.file(entry), here.resolve(entry.name())));
      return here;
    }
    makeCache();
    checkSpace(folder);
    Path target = cache.resolve(folder.key());
    Map<String, Path> files = new LinkedHashMap<>();
    folder.files().forEach(entry -> files.put(entry.name(), fetch(folder.file(entry), hadoop)));
    try {
      if (!whole(folder, target)) {
        delete(target);
        assemble(files, target);
      }
      return target;
    } catch (IOException e) {
      throw unwritable(folder.id(), e);
    }
  }

  private void verifyInPlace(ModelFile file, Path path) {
    try {
      if (!Files.isRegularFile(path)) {
        throw ModelSource.missing(file, null);
      }
      if (Files.size(path) != file.bytes()) {
        throw wrongLength(file, Files.size(path));
      }
      Stamp known = VERIFIED.get(path);
      if (known == null || !known.equals(stamp(path, file.sha256()))) {
        String actual = hash(path);
        if (!actual.equals(file.sha256())) {
          throw wrongHash(file, actual);
        }
        VERIFIED.put(path, stamp(path, actual));
      }
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** Says so before hours of copying, not after them. */
  private void checkSpace(ModelFolder folder) {
    long missing =
        folder.files().stream()
            .filter(entry -> !Files.isRegularFile(cached(entry.sha256())))
            .mapToLong(ModelFolder.Entry::bytes)
            .sum();
    try {
      long free = Files.getFileStore(cache).getUsableSpace();
      if (free < missing) {
        throw new UserError(
            folder.id()
                + " needs "
                + missing
                + " bytes in "
                + cache
                + ", where "
                + free
                + " are free. Free some, or set models.cache to a larger disk.");
      }
    } catch (IOException e) {
      LOG.debug("cannot tell the free space of {}: {}", cache, e.getMessage());
    }
  }

  /** False also for a folder that still has a file which was found rotten and fetched again. */
  private boolean whole(ModelFolder folder, Path target) throws IOException {
    for (ModelFolder.Entry entry : folder.files()) {
      Path file = target.resolve(entry.name());
      if (!Files.isRegularFile(file)
          || !Files.isSameFile(file, cached(entry.sha256())) && !isVerified(file, entry.sha256())) {
        return false;
      }
    }
    return true;
  }

  /** Second names for files of the cache, in a folder that appears whole or not at all. */
  private void assemble(Map<String, Path> files, Path target) throws IOException {
    Path part = cache.resolve(target.getFileName() + "-" + UUID.randomUUID() + PART);
    try {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        Path name = part.resolve(file.getKey());
        Files.createDirectories(name.getParent());
        try {
          Files.createLink(name, file.getValue());
        } catch (UnsupportedOperationException e) {
          Files.copy(file.getValue(), name);
        }
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // another JVM was faster, with equal content
      if (!Files.isDirectory(target)) {
        throw e;
      }
    } finally {
      delete(part);
    }
  }

  private Path cached(String sha256) {
    return cache.resolve(sha256 + ".onnx");
  }

  private Path fetch(ModelFile wanted, Configuration hadoop) {
    String sha256 = wanted.sha256();
    Path file = cached(sha256);
    synchronized (MONITORS.computeIfAbsent(file, f -> new Object())) {
      try {
        if (isVerified(file, sha256)) {
          return file;
        }
        makeCache();
        try (FileChannel channel = lockFile(sha256);
            FileLock lock = tryLock(channel)) {
          if (!isVerified(file, sha256)) {
            ModelLock found = download(wanted, hadoop, file);
            LOG.info(
                "fetched model {}: {} bytes from {} into {}",
                wanted.id(),
                found.bytes(),
                wanted.source(),
                file);
          }
          return file;
        }
      } catch (IOException e) {
        throw unreadable(wanted, e);
      }
    }
  }

  /**
   * Reads the source once, trusting it, and tells what was found. For {@code models lock}: the
   * person who runs it says "this is the file I mean".
   *
   * @throws UserError when the card is locked already and the source now has other bytes
   */
  public ModelLock lock(ModelCard card, Configuration hadoop) {
    ModelFile file = ModelFile.of(card);
    try {
      makeCache();
      return download(file, hadoop, null);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Fetches where necessary and hashes the file on disk again, whatever this JVM remembers.
   *
   * @throws UserError as {@link #fetch}
   */
  public Path verify(ModelCard card, Configuration hadoop) {
    VERIFIED.remove(cached(card.requireHash()));
    return fetch(card, hadoop);
  }

  /** True when the card's file is here, without reading it. */
  public boolean isCached(ModelCard card) {
    return card.hash().isPresent() && Files.isRegularFile(cached(card.sha256()));
  }

  /** True when all files of the folder are here, without reading them. */
  public boolean isCached(ModelFolder folder) {
    Path here =
        folder.source().getScheme().equals("file")
            ? Path.of(folder.source())
            : cache.resolve(folder.key());
    return folder.files().stream()
        .allMatch(entry -> Files.isRegularFile(here.resolve(entry.name())));
  }

  private boolean isVerified(Path file, String sha256) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    Stamp known = VERIFIED.get(file);
    if (known != null && known.equals(stamp(file, sha256))) {
      return true;
    }
    String actual = hash(file);
    if (!actual.equals(sha256)) {
      LOG.warn("{} does not have its hash any more (found {}); fetching it again", file, actual);
      return false;
    }
    VERIFIED.put(file, stamp(file, sha256));
    return true;
  }

  private static String hash(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = sha256();
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  private static Stamp stamp(Path file, String sha256) throws IOException {
    return new Stamp(Files.size(file), Files.getLastModifiedTime(file), sha256);
  }

  /**
   * @param file null to take whatever hash is found
   */
  private ModelLock download(ModelFile wanted, Configuration hadoop, Path file) throws IOException {
    Path part = cache.resolve(UUID.randomUUID() + PART);
    try {
      Copied copied;
      try (InputStream in = ModelSource.open(wanted, hadoop, https);
          OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
        copied = copy(in, out, wanted.bytes() > 0 ? wanted.bytes() : maxBytes, wanted);
      }
      String actual = HexFormat.of().formatHex(copied.digest);
      if (wanted.bytes() > 0 && copied.bytes != wanted.bytes()) {
        throw wrongLength(wanted, copied.bytes);
      }
      if (wanted.sha256() != null && !actual.equals(wanted.sha256())) {
        throw wrongHash(wanted, actual);
      }
      Path target = file != null ? file : cached(actual);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      VERIFIED.put(target, stamp(target, actual));
      return new ModelLock(wanted.id(), wanted.source(), actual, copied.bytes);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static UserError wrongLength(ModelFile file, long bytes) {
    return new UserError(
        "Model "
            + file.id()
            + ": "
            + file.source()
            + " has "
            + bytes
            + " bytes, the card says "
            + file.bytes()
            + ". The file is incomplete or another one.");
  }

  private static UserError wrongHash(ModelFile file, String actual) {
    return new UserError(
        "Model "
            + file.id()
            + ": "
            + file.source()
            + " has sha256 "
            + actual
            + ", the card says "
            + file.sha256()
            + ". It is another file than the one that was locked; nothing was kept. If you trust"
            + " it, "
            + file.relock());
  }

  private record Copied(long bytes, byte[] digest) {}

  private Copied copy(InputStream in, OutputStream out, long limit, ModelFile file)
      throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      bytes += n;
      if (bytes > limit) {
        throw new UserError(
            "Model "
                + file.id()
                + ": "
                + file.source()
                + " has more than "
                + limit
                + " bytes, "
                + (file.bytes() > 0
                    ? "the length the card says."
                    : "the limit (models.max-bytes)."));
      }
      digest.update(buffer, 0, n);
      try {
        out.write(buffer, 0, n);
      } catch (IOException e) {
        throw unwritable("Model " + file.id(), e);
      }
    }
    return new Copied(bytes, digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private FileChannel lockFile(String sha256) throws IOException {
    return FileChannel.open(
        cache.resolve(sha256 + ".onnx.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static FileLock tryLock(FileChannel channel) {
    try {
      return channel.lock();
    } catch (IOException e) {
      LOG.debug("no file locks here, going on without: {}", e.getMessage());
      return null;
    }
  }

  private void makeCache() {
    try {
      Files.createDirectories(cache);
      removeOldParts();
    } catch (IOException e) {
      throw new UserError(
          "Cannot use "
              + cache
              + " for model files: "
              + e
              + ". Set models.cache to a folder that can be written.",
          e);
    }
  }

  /** What a killed JVM left behind; a day is longer than any download may take. */
  private void removeOldParts() throws IOException {
    Instant old = Instant.now().minus(Duration.ofDays(1));
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(cache, "*" + PART)) {
      for (Path part : parts) {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(old)) {
          delete(part);
        }
      }
    }
  }

  /** A file, or a folder with all that is in it. */
  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(path)) {
      all = new ArrayList<>(found.toList());
    }
    Collections.reverse(all);
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }

  private UserError unwritable(String what, IOException e) {
    return new UserError(
        what
            + " cannot be kept in "
            + cache
            + ": "
            + e.getMessage()
            + ". Nothing half-written was left. Free some space, or set models.cache to a larger"
            + " disk.",
        e);
  }

  private static UserError unreadable(ModelFile file, IOException e) {
    return new UserError(
        "Model "
            + file.id()
            + " cannot be read from "
            + file.source()
            + ": "
            + e
            + ". Check the source, or download the file and set the card's source to its path.",
        e);
  }
}
