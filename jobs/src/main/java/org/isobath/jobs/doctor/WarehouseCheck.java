package org.isobath.jobs.doctor;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.isobath.jobs.Conf;
import org.isobath.jobs.HadoopSettings;
import org.isobath.jobs.Tables;

/** The place of the tables. */
final class WarehouseCheck {
  private WarehouseCheck() {}

  /** Writes a file, reads it back, removes it, and the folder too where there was none. */
  static Finding writable(Conf conf) {
    String place = Tables.warehouse(conf);
    try {
      Path folder = new Path(place);
      FileSystem files = folder.getFileSystem(HadoopSettings.of(conf));
      boolean there = files.exists(folder);
      Path probe = new Path(folder, "_probe-" + UUID.randomUUID());
      files.create(probe, false).close();
      files.delete(probe, false);
      if (!there) {
        files.delete(folder, false);
      }
      return Finding.ok(place + (there ? " can be written" : " can be made"));
    } catch (IOException | RuntimeException e) {
      return Finding.fail(
          place + " cannot be written: " + e,
          "Set warehouse to a folder or URI that this user may write to, and check its credentials.");
    }
  }
}
