package org.isobath.jobs.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.isobath.jobs.Table;

/**
 * Kills executors, drivers and workers of a real cluster at moments that a seed chooses, until each
 * warehouse is complete all the same, and compares it with one that nobody disturbed.
 *
 * <pre>KillSoak FOLDER SPARK_JARS KILLS SEED</pre>
 */
public final class KillSoak {
  private static final int PICTURES = 72;

  /** Of one verb over one warehouse; then it is left to end. */
  private static final int KILLS_PER_VERB = 6;

  /** Between what a kill waits for and the kill. */
  private static final int MOST_MILLIS = 5_000;

  private static final int MINUTES = 10;

  private enum Victim {
    EXECUTOR,
    DRIVER,
    WORKER
  }

  private final Cluster cluster;
  private final PhotoFolder photos;
  private final Random random;
  private final int most;
  private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);
  private int restarts;

  private KillSoak(Cluster cluster, PhotoFolder photos, int most, long seed) {
    this.cluster = cluster;
    this.photos = photos;
    this.most = most;
    this.random = new Random(seed);
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    int kills = Integer.parseInt(args[2]);
    PhotoFolder photos = new PhotoFolder(folder, PICTURES);
    List<String> undisturbed = photos.undisturbed();
    int worlds = 0;
    boolean equal = true;
    long began = System.nanoTime();
    try (Cluster cluster = new Cluster(folder.resolve("cluster"), Path.of(args[1]))) {
      KillSoak soak = new KillSoak(cluster, photos, kills, Long.parseLong(args[3]));
      while (equal && soak.kills() < kills) {
        Path world = folder.resolve("world" + ++worlds);
        soak.complete(world);
        String difference = PhotoFolder.difference(undisturbed, PhotoFolder.rows(world));
        equal = difference.isEmpty();
        System.out.printf(
            "world %d after %d kills %s: %s%n",
            worlds, soak.kills(), soak.killed, equal ? "equal" : difference);
        if (equal) {
          delete(world);
          delete(folder.resolve(world.getFileName() + "-run"));
        }
      }
      System.out.printf(
          "%d kills %s, %d drivers started again, %d warehouses of %d rows, %.0f s: %s%n",
          soak.kills(),
          soak.killed,
          soak.restarts,
          worlds,
          undisturbed.size(),
          (System.nanoTime() - began) / 1e9,
          equal ? "all equal to the undisturbed one" : "NOT EQUAL");
    }
    System.exit(equal ? 0 : 1);
  }

  private int kills() {
    return killed.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** All verbs into one warehouse, disturbed, until each has ended well. */
  private void complete(Path world) throws Exception {
    Path scratch = world.resolveSibling(world.getFileName() + "-run");
    for (String verb : PhotoFolder.VERBS) {
      int left = Math.min(1 + random.nextInt(KILLS_PER_VERB), most - kills());
      int runs = 0;
      Process driver;
      do {
        runs++;
        driver = photos.start(verb, world, scratch, List.of(), cluster.settings());
        left -= disturb("run %d of %s".formatted(runs, verb), world, driver, left);
        if (!driver.waitFor(MINUTES, TimeUnit.MINUTES)) {
          driver.destroyForcibly().waitFor();
          throw new IllegalStateException(verb + " hangs. See " + scratch);
        }
        if (driver.exitValue() != 0 && runs > 3 * KILLS_PER_VERB) {
          throw new IllegalStateException(verb + " does not get anywhere. See " + scratch);
        }
      } while (driver.exitValue() != 0);
      restarts += runs - 1;
    }
  }

  /** Kills at most {@code left} times while the driver works; how often it did. */
  private int disturb(String run, Path world, Process driver, int left) throws Exception {
    Instant start = Instant.now();
    int done = 0;
    while (done < left) {
      // before a driver has executors there is little to disturb; half of the kills are to meet
      // batches at work, wherever that is
      long next = random.nextBoolean() ? commits(world) + 1 : 0;
      int millis = random.nextInt(MOST_MILLIS);
      Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
      while (cluster.executors(start).isEmpty() || commits(world) < next) {
        if (driver.waitFor(200, TimeUnit.MILLISECONDS)) {
          return done;
        }
      }
      if (driver.waitFor(millis, TimeUnit.MILLISECONDS)) {
        return done;
      }
      if (kill(victim, driver, start)) {
        done++;
        killed.merge(victim, 1, Integer::sum);
        System.out.printf(
            "kill %d: %s, %.1f s into %s, after %d commits%n",
            kills(),
            victim.name().toLowerCase(Locale.ROOT),
            Duration.between(start, Instant.now()).toMillis() / 1e3,
            run,
            commits(world));
      }
    }
    return done;
  }

  /** To all tables together. */
  private static long commits(Path world) throws IOException {
    long commits = 0;
    for (Table table : PhotoFolder.TABLES) {
      Path log = world.resolve(table.label()).resolve("_delta_log");
      if (Files.isDirectory(log)) {
        try (Stream<Path> files = Files.list(log)) {
          commits += files.filter(file -> file.toString().endsWith(".json")).count();
        }
      }
    }
    return commits;
  }

  private boolean kill(Victim victim, Process driver, Instant start) throws Exception {
    switch (victim) {
      case EXECUTOR -> {
        List<ProcessHandle> executors = cluster.executors(start);
        return !executors.isEmpty()
            && executors.get(random.nextInt(executors.size())).destroyForcibly();
      }
      case DRIVER -> driver.destroyForcibly().waitFor();
      default -> cluster.replaceWorker(random.nextInt(cluster.workers()));
    }
    return true;
  }

  private static void delete(Path folder) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : new ArrayList<>(all.sorted(Comparator.reverseOrder()).toList())) {
        Files.delete(path);
      }
    }
  }
}
