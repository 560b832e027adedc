package org.isobath.jobs.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.RowFactory;
import org.isobath.jobs.Conf;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Troubles that last: a worker that stands still for a minute, a picture that kills each executor
 * which reads it, a disk that is full. The job ends right, or stops with a word and goes on from
 * there.
 *
 * <pre>TroubleSoak FOLDER SPARK_JARS</pre>
 */
public final class TroubleSoak {
  private static final int PICTURES = 72;
  private static final int PAUSE_SECONDS = 60;
  private static final int MINUTES = 15;

  private final Path folder;
  private final PhotoFolder photos;
  private final List<String> undisturbed;
  private final List<String> faults = new ArrayList<>();

  private TroubleSoak(Path folder) throws Exception {
    this.folder = folder;
    this.photos = new PhotoFolder(folder, PICTURES);
    this.undisturbed = photos.undisturbed();
  }

  public static void main(String[] args) throws Exception {
    TroubleSoak soak = new TroubleSoak(Path.of(args[0]).toAbsolutePath());
    soak.fullDisk();
    try (Cluster cluster = new Cluster(soak.folder.resolve("cluster"), Path.of(args[1]))) {
      soak.killerPicture(cluster);
      soak.pausedWorker(cluster);
    }
    soak.faults.forEach(fault -> System.out.println("FAULT: " + fault));
    System.exit(soak.faults.isEmpty() ? 0 : 1);
  }

  private void require(boolean holds, String fault) {
    if (!holds) {
      faults.add(fault);
    }
  }

  private int exitCode(Process job) throws Exception {
    if (!job.waitFor(MINUTES, TimeUnit.MINUTES)) {
      job.destroyForcibly().waitFor();
      throw new IllegalStateException("hangs. See " + folder);
    }
    return job.exitValue();
  }

  private void pausedWorker(Cluster cluster) throws Exception {
    Path world = folder.resolve("paused");
    int again = 0;
    for (String verb : PhotoFolder.VERBS) {
      Process job = photos.start(verb, world, folder.resolve("run"), List.of(), cluster.settings());
      job.waitFor(10, TimeUnit.SECONDS);
      cluster.pauseWorker(0, PAUSE_SECONDS);
      while (exitCode(job) != 0) {
        again++;
        require(again < 3, verb + " does not get over a paused worker");
        job = photos.start(verb, world, folder.resolve("run"), List.of(), cluster.settings());
      }
    }
    String difference = PhotoFolder.difference(undisturbed, PhotoFolder.rows(world));
    require(difference.isEmpty(), "paused worker: " + difference);
    System.out.printf(
        "a worker paused for %d s in each verb, %d runs again: %s%n",
        PAUSE_SECONDS, again, difference.isEmpty() ? "equal" : difference);
  }

  private void killerPicture(Cluster cluster) throws Exception {
    Path world = folder.resolve("killer");
    Process ingest = photos.start("ingest", world, folder.resolve("run"), List.of());
    require(exitCode(ingest) == 0, "ingest for the killer picture failed");
    Tables tables =
        Tables.open(
            LocalSpark.session(), Conf.reference().with("warehouse", world.toUri().toString()));
    String id = "f".repeat(64);
    Object[] row =
        Arrays.stream(Table.IMAGES.schema().fieldNames())
            .map(
                column ->
                    switch (column) {
                      case "image_id" -> id;
                      case "uri" -> "killer:///picture.png";
                      default -> null;
                    })
            .toArray();
    tables.append(
        Table.IMAGES,
        LocalSpark.session()
            .createDataFrame(List.of(RowFactory.create(row)), Table.IMAGES.schema()),
        "soak");
    int runs = 0;
    int code;
    do {
      code =
          exitCode(
              photos.start(
                  "estimate", world, folder.resolve("run"), List.of(), cluster.settings()));
      runs++;
    } while (code != 0 && runs < 4);
    require(runs == 1, "the picture that kills executors took " + runs + " runs");
    List<String> rows = PhotoFolder.rows(world);
    List<String> verdict =
        rows.stream().filter(line -> line.contains(id) && line.contains("kills_executor")).toList();
    require(verdict.size() == 1, "verdicts on the picture that kills executors: " + verdict);
    rows.removeIf(line -> line.contains(id));
    String difference = PhotoFolder.difference(undisturbed, rows);
    require(difference.isEmpty(), "picture that kills executors: " + difference);
    System.out.printf(
        "a picture that kills executors: rejected in run %d, the others %s%n",
        runs, difference.isEmpty() ? "equal" : difference);
  }

  private void fullDisk() throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    if (run("mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", disk.toString()) != 0) {
      System.out.println("a full disk: skipped, this user may not mount a small one");
      return;
    }
    try {
      Path world = disk.resolve("warehouse");
      int stops = 0;
      for (String verb : PhotoFolder.VERBS) {
        while (true) {
          Path log = folder.resolve("run").resolve(verb + ".log");
          Files.deleteIfExists(log);
          int code = exitCode(photos.start(verb, world, folder.resolve("run"), List.of()));
          if (code == 0) {
            break;
          }
          stops++;
          require(
              code == 2 && Files.readString(log).contains("isobath: A disk is full"),
              verb + " on a full disk ended with " + code + " and no word of it");
          require(stops < 10, verb + " does not get over a full disk");
          if (run("mount", "-o", "remount,size=" + 1500 * (1 << stops) + "k", disk.toString())
              != 0) {
            throw new IOException("cannot make " + disk + " larger");
          }
        }
      }
      String difference = PhotoFolder.difference(undisturbed, PhotoFolder.rows(world));
      require(stops > 0, "the disk was never full");
      require(difference.isEmpty(), "full disk: " + difference);
      System.out.printf(
          "a full disk: stopped %d times, then %s%n",
          stops, difference.isEmpty() ? "equal" : difference);
    } finally {
      run("umount", "-l", disk.toString());
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
