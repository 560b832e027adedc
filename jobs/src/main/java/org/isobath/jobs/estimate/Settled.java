package org.isobath.jobs.estimate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * Two versions of which it was proven that every picture has its outcome. A version of a Delta
 * table never changes, so while both tables are where they were, a run has nothing to look for:
 * scheduled runs that find nothing new cost two looks at table logs. A file beside the {@link
 * Position}; one that cannot be read counts as none.
 *
 * @param images version of {@code images}, whose id is part of the folder's name
 * @param depthId Delta's own id of {@code depth}, another one when the table is made anew
 * @param depth version of {@code depth}
 * @param pictures rows of {@code images} at that version
 */
record Settled(long images, String depthId, long depth, long pictures) {
  private static final String FILE = "settled.json";

  /** Whether both tables are as they were. */
  boolean holds(Tables tables) {
    return tables.version(Table.IMAGES) == images
        && tables.version(Table.DEPTH) == depth
        && tables.id(Table.DEPTH).equals(depthId);
  }

  /** What is kept in {@code folder}; empty when there is nothing that can be read. */
  static Optional<Settled> read(FileSystem files, Path folder) throws IOException {
    return JsonFile.read(
        files,
        new Path(folder, FILE),
        node ->
            new Settled(
                node.required("images").longValue(),
                node.required("depth_id").textValue(),
                node.required("depth").longValue(),
                node.required("pictures").longValue()));
  }

  void write(FileSystem files, Path folder) throws IOException {
    ObjectNode node = JsonFile.object();
    node.put("images", images);
    node.put("depth_id", depthId);
    node.put("depth", depth);
    node.put("pictures", pictures);
    JsonFile.write(files, new Path(folder, FILE), node);
  }
}
