package org.isobath.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a driver leaves that was killed while it created a table, where a commit is a file that is
 * renamed into place: folders, and files on their way. Delta takes that for a table when it looks,
 * for none when it reads, and for somebody's data when it is to create one.
 */
final class UnbornTable {
  private static final String ON_ITS_WAY = "\\..*\\.tmp(\\.crc)?";

  private UnbornTable() {}

  /**
   * Removes it. A folder that holds anything else stays as it is, and so does a commit that appears
   * meanwhile.
   */
  static void remove(FileSystem files, Path folder) {
    try {
      List<Path> found = new ArrayList<>();
      if (collect(files, folder, found)) {
        // folders after what is in them, and none that has got something else in it
        for (Path path : found) {
          files.delete(path, false);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove what is left of a table in " + folder, e);
    }
  }

  /** False when there is something else. */
  private static boolean collect(FileSystem files, Path folder, List<Path> found)
      throws IOException {
    for (FileStatus status : files.listStatus(folder)) {
      Path path = status.getPath();
      if (status.isDirectory()) {
        if (!path.getName().matches("_delta_log|_staged_commits") || !collect(files, path, found)) {
          return false;
        }
      } else if (path.getName().matches(ON_ITS_WAY)) {
        found.add(path);
      } else {
        return false;
      }
    }
    found.add(folder);
    return true;
  }
}
