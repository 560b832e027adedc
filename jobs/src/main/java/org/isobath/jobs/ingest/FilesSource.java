package org.isobath.jobs.ingest;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.jobs.Entry;
import org.isobath.jobs.Originals;

/**
 * A file, a folder with everything below it, or a {@link Glob}, on this machine or any Hadoop file
 * system. The path is taken as it is written, not percent-decoded, as Hadoop does. A path that
 * exists is itself even when it holds characters of a pattern.
 */
final class FilesSource implements Source {
  /** Folders that the first task lists alone: most collections need no more. */
  private static final int FIRST_BUDGET = 64;

  /** Folders per task and round after that, so that one deep branch does not hold up the rest. */
  private static final int BUDGET = 1000;

  private final Entry entry;
  private final String name;
  private final String license;
  private final String path;

  /** Where {@link #path} points, with what to take below it: null for a single file. */
  private record Root(String uri, Glob glob) {}

  private FilesSource(Entry entry, String name) {
    this.entry = entry;
    this.name = name;
    this.license = entry.string("license", null);
    this.path = absolute(entry.string("path"));
  }

  static Source of(Entry entry, String name) {
    return new FilesSource(entry, name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String license() {
    return license;
  }

  @Override
  public String describe() {
    return path;
  }

  @Override
  public boolean canBeReferenced() {
    return true;
  }

  @Override
  public void check() {
    if (path.startsWith("file:")) {
      root(new Configuration());
    }
  }

  @Override
  public Listing list(SparkSession spark) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Root root = root(hadoop);
    if (root.glob() == null) {
      return single(spark, root, hadoop);
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> shared =
        context.broadcast(new SerializableConfiguration(hadoop));
    List<JavaRDD<FolderWalk.Found>> rounds = new ArrayList<>();
    List<FolderWalk.Folder> folders =
        List.of(new FolderWalk.Folder(root.uri(), root.glob().start()));
    while (!folders.isEmpty()) {
      int tasks = Math.min(folders.size(), 4 * context.defaultParallelism());
      JavaRDD<FolderWalk.Found> round =
          walk(context.parallelize(folders, tasks), root, shared, rounds.isEmpty());
      rounds.add(round.persist(StorageLevel.DISK_ONLY()));
      folders =
          round.filter(found -> found.folder() != null).map(FolderWalk.Found::folder).collect();
    }
    JavaRDD<FolderWalk.Found> all =
        rounds.size() == 1 ? rounds.get(0) : context.union(rounds.toArray(JavaRDD[]::new));
    return new Listing(
        spark.createDataFrame(
            all.filter(found -> found.item() != null).map(found -> found.item().toRow()),
            Item.SCHEMA),
        () -> rounds.forEach(round -> round.unpersist(false)));
  }

  private static JavaRDD<FolderWalk.Found> walk(
      JavaRDD<FolderWalk.Folder> folders,
      Root root,
      Broadcast<SerializableConfiguration> hadoop,
      boolean first) {
    Glob glob = root.glob();
    String uri = root.uri();
    int budget = first ? FIRST_BUDGET : BUDGET;
    return folders.mapPartitions(
        start ->
            new FolderWalk(Storage.of(uri, hadoop.value().value()), glob, () -> start, budget));
  }

  private static Listing single(SparkSession spark, Root root, Configuration hadoop) {
    try {
      Storage storage = Storage.of(root.uri(), hadoop);
      Storage.Child file = storage.find(root.uri());
      Map<String, Storage.Child> sideCars = new HashMap<>();
      String stem = root.uri().replaceFirst("\\.[^./]*$", "");
      String nameStem = file.name().replaceFirst("\\.[^.]*$", "");
      for (String extension : List.of(".txt", ".json")) {
        Storage.Child beside = storage.find(stem + extension);
        if (beside != null && !beside.uri().equals(file.uri())) {
          sideCars.put(nameStem + extension, beside);
        }
      }
      return new Listing(
          spark.createDataFrame(List.of(FolderWalk.item(file, sideCars).toRow()), Item.SCHEMA),
          () -> {});
    } catch (IOException e) {
      throw new UserError("Cannot read " + root.uri() + ": " + e + ".", e);
    }
  }

  @Override
  public Batch load(SparkSession spark, List<Item> items, Reading reading) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<List<Item>> bins = Bins.of(items, reading.partitionBytes(), context.defaultParallelism());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
    long maxBytes = reading.maxBytes();
    return Batch.of(
        context
            .parallelize(bins, bins.size())
            .flatMap(List::iterator)
            .map(item -> read(item, hadoop.value().value(), maxBytes)),
        items);
  }

  private static Loaded read(Item item, Configuration hadoop, long maxBytes) {
    if (item.problem() != null) {
      return Loaded.rejected(item, Originals.unreadable(new IOException(item.problem())));
    }
    try {
      // of a file that is too long by its listing, one byte is as good as all
      byte[] bytes =
          item.length() != null && item.length() > maxBytes
              ? new byte[0]
              : DecodeGate.jvm()
                  .read(item.weight(), () -> Originals.read(item.uri(), hadoop, maxBytes));
      return Loaded.of(item, bytes, SideCar.read(item, hadoop));
    } catch (InterruptedIOException | ClosedByInterruptException e) {
      // the task is being stopped; the input is not at fault
      throw new UncheckedIOException(e);
    } catch (UserError e) {
      // the storage fails; the input is not at fault
      throw e;
    } catch (Rejected e) {
      return Loaded.rejected(item, e);
    } catch (IOException e) {
      return Loaded.rejected(item, Originals.unreadable(e));
    } catch (RuntimeException e) {
      // what a storage's client throws for one file has nothing to do with the others
      return Loaded.rejected(item, Originals.unreadable(new IOException(e.toString(), e)));
    }
  }

  /** {@code path} with a scheme; one without is of this machine. */
  static String absolute(String path) {
    if (path.startsWith("file:")) {
      return path.replaceFirst("^file:/+", "file:///");
    }
    return path.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")
        ? path
        : "file://" + Paths.get("").toAbsolutePath().resolve(path);
  }

  private Root root(Configuration hadoop) {
    try {
      Root whole = existing(path, null, hadoop);
      if (whole != null) {
        return whole;
      }
      List<String> parts = new ArrayList<>(List.of(path.split("/")));
      int first = path.contains("://") ? 3 : 1;
      while (first < parts.size() && !Glob.hasWildcard(parts.get(first))) {
        first++;
      }
      if (first >= parts.size()) {
        throw missing(path);
      }
      Glob glob = glob(parts.subList(first, parts.size()));
      String folder = String.join("/", parts.subList(0, first)) + "/";
      Root root = existing(folder, glob, hadoop);
      if (root == null || root.glob() == null) {
        throw missing(folder);
      }
      return root;
    } catch (IOException e) {
      throw new UserError(
          entry.invalid("path", "= " + path + " cannot be read: " + e).getMessage(), e);
    }
  }

  private Glob glob(List<String> segments) {
    try {
      return new Glob(segments.stream().filter(segment -> !segment.isEmpty()).toList());
    } catch (IllegalArgumentException e) {
      throw entry.invalid("path", "= " + path + ": " + e.getMessage());
    }
  }

  /** The file or folder that {@code text} names literally; null when there is none. */
  private static Root existing(String text, Glob glob, Configuration hadoop) throws IOException {
    String uri = uri(text);
    Storage.Child found = Storage.of(uri, hadoop).find(uri);
    if (found == null) {
      return null;
    }
    return new Root(found.uri(), found.folder() ? (glob == null ? Glob.ALL : glob) : null);
  }

  static String uri(String text) {
    return text.startsWith("file:")
        ? Paths.get(text.substring("file://".length())).toUri().toString()
        : new org.apache.hadoop.fs.Path(text).toUri().toString();
  }

  private UserError missing(String folder) {
    return entry.invalid(
        "path",
        "= "
            + path
            + ": there is no "
            + (folder.equals(path) ? "such file or folder" : "folder " + folder)
            + ". Check the path; ** stands for any folders, * for a part of one name");
  }
}
