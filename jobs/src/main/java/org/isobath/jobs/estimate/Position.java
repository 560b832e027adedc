package org.isobath.jobs.estimate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * How far a model has come through {@code images}: which checkpoint the stream uses and from where
 * it reads. One small file, so that giving up a checkpoint is the deletion of that file and cannot
 * be caught half-way; each new checkpoint is a new folder beside it. A file that cannot be read
 * counts as none, which costs one comparison of keys.
 *
 * @param checkpoint name of the checkpoint folder beside the file
 * @param start first version of {@code images} that the stream reads; {@link #SNAPSHOT} to begin
 *     with all that is there
 * @param started true once the stream may have written into its checkpoint
 * @param verified version of {@code images} up to which nothing but the stream's own work is
 *     missing
 */
record Position(String checkpoint, long start, boolean started, long verified) {
  /** {@link #start} of a stream that begins with the whole table. */
  static final long SNAPSHOT = -1;

  private static final String FILE = "position.json";

  /** A stream over the whole table, which is at {@code version}. */
  static Position ofAll(long version) {
    return new Position(newName(), SNAPSHOT, false, version);
  }

  /** A stream over what comes after {@code version}. */
  static Position after(long version) {
    return new Position(newName(), version + 1, false, version);
  }

  private static String newName() {
    return "checkpoint-" + UUID.randomUUID();
  }

  Position asStarted() {
    return new Position(checkpoint, start, true, verified);
  }

  Position verifiedTo(long version) {
    return new Position(checkpoint, start, started, version);
  }

  /** The position kept in {@code folder}; empty when there is none that can be read. */
  static Optional<Position> read(FileSystem files, Path folder) throws IOException {
    return JsonFile.read(
        files,
        new Path(folder, FILE),
        node ->
            new Position(
                node.required("checkpoint").textValue(),
                node.required("start").longValue(),
                node.required("started").booleanValue(),
                node.required("verified").longValue()));
  }

  void write(FileSystem files, Path folder) throws IOException {
    ObjectNode node = JsonFile.object();
    node.put("checkpoint", checkpoint);
    node.put("start", start);
    node.put("started", started);
    node.put("verified", verified);
    JsonFile.write(files, new Path(folder, FILE), node);
  }

  /**
   * Gives up the stream of {@code folder}. The checkpoints go too, as far as they let themselves.
   */
  static void drop(FileSystem files, Path folder) throws IOException {
    files.delete(new Path(folder, FILE), false);
    files.delete(folder, true);
  }

  Path checkpointIn(Path folder) {
    return new Path(folder, checkpoint);
  }
}
