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
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
    String sha256 = card.requireHash();
    Path file = cache.resolve(sha256 + ".onnx");
    synchronized (MONITORS.computeIfAbsent(file, f -> new Object())) {
      try {
        if (isVerified(file, sha256)) {
          return file;
        }
        makeCache();
        try (FileChannel channel = lockFile(sha256);
            FileLock lock = tryLock(channel)) {
          if (!isVerified(file, sha256)) {
            ModelLock found = download(card, hadoop, file);
            LOG.info(
                "fetched model {}: {} bytes from {} into {}",
                card.id(),
                found.bytes(),
                card.source(),
                file);
          }
          return file;
        }
      } catch (IOException e) {
        throw unreadable(card, e);
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
    try {
      makeCache();
      return download(card, hadoop, null);
    } catch (IOException e) {
      throw unreadable(card, e);
    }
  }

  /**
   * Fetches where necessary and hashes the file on disk again, whatever this JVM remembers.
   *
   * @throws UserError as {@link #fetch}
   */
  public Path verify(ModelCard card, Configuration hadoop) {
    VERIFIED.remove(cache.resolve(card.requireHash() + ".onnx"));
    return fetch(card, hadoop);
  }

  /** True when the card's file is here, without reading it. */
  public boolean isCached(ModelCard card) {
    return card.hash().isPresent() && Files.isRegularFile(cache.resolve(card.sha256() + ".onnx"));
  }

  private boolean isVerified(Path file, String sha256) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    Stamp known = VERIFIED.get(file);
    if (known != null && known.equals(stamp(file, sha256))) {
      return true;
    }
    String actual;
    try (InputStream in = Files.newInputStream(file)) {
      actual =
          HexFormat.of()
              .formatHex(copy(in, OutputStream.nullOutputStream(), Long.MAX_VALUE, null).digest);
    }
    if (!actual.equals(sha256)) {
      LOG.warn("{} does not have its hash any more (found {}); fetching it again", file, actual);
      return false;
    }
    VERIFIED.put(file, stamp(file, sha256));
    return true;
  }

  private static Stamp stamp(Path file, String sha256) throws IOException {
    return new Stamp(Files.size(file), Files.getLastModifiedTime(file), sha256);
  }

  /**
   * @param file null to take whatever hash is found
   */
  private ModelLock download(ModelCard card, Configuration hadoop, Path file) throws IOException {
    Path part = cache.resolve(card.id() + "-" + UUID.randomUUID() + PART);
    try {
      Copied copied;
      try (InputStream in = ModelSource.open(card, hadoop, https);
          OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
        copied = copy(in, out, card.bytes() > 0 ? card.bytes() : maxBytes, card);
      }
      String actual = HexFormat.of().formatHex(copied.digest);
      if (card.bytes() > 0 && copied.bytes != card.bytes()) {
        throw new UserError(
            "Model "
                + card.id()
                + ": "
                + card.source()
                + " has "
                + copied.bytes
                + " bytes, the card says "
                + card.bytes()
                + ". The file is incomplete or another one.");
      }
      if (card.sha256() != null && !actual.equals(card.sha256())) {
        throw new UserError(
            "Model "
                + card.id()
                + ": "
                + card.source()
                + " has sha256 "
                + actual
                + ", the card says "
                + card.sha256()
                + ". It is another file than the one that was locked; nothing was kept. If you trust it, remove the"
                + " hash and run: isobath models lock "
                + card.id());
      }
      Path target = file != null ? file : cache.resolve(actual + ".onnx");
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      VERIFIED.put(target, stamp(target, actual));
      return new ModelLock(card.id(), card.source(), actual, copied.bytes);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private record Copied(long bytes, byte[] digest) {}

  private static Copied copy(InputStream in, OutputStream out, long limit, ModelCard card)
      throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      bytes += n;
      if (bytes > limit) {
        throw new UserError(
            "Model "
                + card.id()
                + ": "
                + card.source()
                + " has more than "
                + limit
                + " bytes, "
                + (card.bytes() > 0
                    ? "the length the card says."
                    : "the limit (models.max-bytes)."));
      }
      digest.update(buffer, 0, n);
      out.write(buffer, 0, n);
    }
    return new Copied(bytes, digest.digest());
  }

  private static MessageDigest sha256() {
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
          Files.deleteIfExists(part);
        }
      }
    }
  }

  private static UserError unreadable(ModelCard card, IOException e) {
    return new UserError(
        "Model "
            + card.id()
            + " cannot be read from "
            + card.source()
            + ": "
            + e
            + ". Check the source, or download the file and set the card's source to its path.",
        e);
  }
}
