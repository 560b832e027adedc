package org.isobath.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where {@code estimate} keeps how far one model has come through {@code images}: {@code
 * <warehouse>/_checkpoints/estimate/<table id>/<model>/<parameters>}.
 *
 * @param imagesId Delta's own id of {@code images}, another one when the table is made anew
 */
public record StreamFolder(String imagesId, String modelId, String paramsHash) {
  private static final String ROOT = "_checkpoints/estimate";

  public Path in(Tables tables) {
    return tables.path("%s/%s/%s/%s".formatted(ROOT, imagesId, modelId, paramsHash));
  }

  /** Those that are there. */
  public static List<StreamFolder> all(Tables tables) throws IOException {
    FileSystem files = tables.fileSystem();
    List<StreamFolder> all = new ArrayList<>();
    for (Path table : folders(files, tables.path(ROOT))) {
      for (Path model : folders(files, table)) {
        for (Path parameters : folders(files, model)) {
          all.add(new StreamFolder(table.getName(), model.getName(), parameters.getName()));
        }
      }
    }
    return all;
  }

  private static List<Path> folders(FileSystem files, Path parent) throws IOException {
    List<Path> folders = new ArrayList<>();
    try {
      for (FileStatus status : files.listStatus(parent)) {
        if (status.isDirectory()) {
          folders.add(status.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    folders.sort(null);
    return folders;
  }
}
