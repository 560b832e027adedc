package org.isobath.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What is held against pictures: empty files {@code <image_id>.<sign>} in a folder of the
 * warehouse, where the next executor and the next driver find them.
 */
final class Marks {
  /** Sign of a picture that was one of several in hand when a JVM died. */
  static final String AMONG_OTHERS = "among-others";

  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.(.+)");

  private final FileSystem files;
  private final Path folder;

  Marks(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  static Marks at(String folder, Configuration hadoop) throws IOException {
    Path path = new Path(folder);
    return new Marks(path.getFileSystem(hadoop), path);
  }

  /** The signs that each picture has. */
  Map<String, List<String>> read() throws IOException {
    Map<String, List<String>> signs = new HashMap<>();
    try {
      for (FileStatus status : files.listStatus(folder)) {
        Matcher name = NAME.matcher(status.getPath().getName());
        if (name.matches()) {
          signs.computeIfAbsent(name.group(1), id -> new ArrayList<>()).add(name.group(2));
        }
      }
    } catch (FileNotFoundException none) {
      return signs;
    }
    return signs;
  }

  void add(String id, String sign) throws IOException {
    files.create(new Path(folder, id + "." + sign), true).close();
  }

  void remove(String id, String sign) throws IOException {
    files.delete(new Path(folder, id + "." + sign), false);
  }

  /** Removes all of them, and the folder above when nothing else is in it. */
  void clear() throws IOException {
    if (!files.delete(folder, true)) {
      return;
    }
    try {
      if (files.listStatus(folder.getParent()).length == 0) {
        files.delete(folder.getParent(), false);
      }
    } catch (FileNotFoundException none) {
      // an object store has no empty folders
      return;
    }
  }
}
