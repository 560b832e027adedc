package org.isobath.jobs.maintain;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.isobath.jobs.Run;
import org.isobath.jobs.StreamFolder;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Stream positions of {@code estimate} that nobody will ask for again: their {@code images} has
 * been made anew, or there is no outcome of their model and parameters. A young one may belong to a
 * run that has just begun, so they have to be as old as files that are vacuumed. Losing one that is
 * wanted after all costs a comparison of keys.
 */
final class DeadCheckpoints {
  private DeadCheckpoints() {}

  /** Those that no run has written to for {@code idle}. */
  static List<StreamFolder> of(Run run, Duration idle) throws IOException {
    Tables tables = run.tables();
    List<StreamFolder> dead = new ArrayList<>();
    List<StreamFolder> all = StreamFolder.all(tables);
    if (all.isEmpty()) {
      return dead;
    }
    String images = tables.exists(Table.IMAGES) ? tables.id(Table.IMAGES) : "";
    Set<String> models = new HashSet<>();
    tables
        .read(Table.DEPTH)
        .select("model_id", "params_hash")
        .distinct()
        .collectAsList()
        .forEach(row -> models.add(row.getString(0) + "/" + row.getString(1)));
    long before = System.currentTimeMillis() - idle.toMillis();
    for (StreamFolder folder : all) {
      boolean asked =
          folder.imagesId().equals(images)
              && models.contains(folder.modelId() + "/" + folder.paramsHash());
      if (!asked && touched(tables.fileSystem(), folder.in(tables)) <= before) {
        dead.add(folder);
      }
    }
    return dead;
  }

  /** Removes them, and the folders above that are empty then. */
  static void remove(Tables tables, List<StreamFolder> folders) throws IOException {
    FileSystem files = tables.fileSystem();
    for (StreamFolder folder : folders) {
      Path path = folder.in(tables);
      files.delete(path, true);
      Path model = path.getParent();
      if (files.listStatus(model).length == 0) {
        files.delete(model, false);
        if (files.listStatus(model.getParent()).length == 0) {
          files.delete(model.getParent(), false);
        }
      }
    }
  }

  /** When the youngest file below {@code folder} was written, ms since 1970. */
  private static long touched(FileSystem files, Path folder) throws IOException {
    long last = 0;
    RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
    while (all.hasNext()) {
      last = Math.max(last, all.next().getModificationTime());
    }
    return last;
  }
}
