package org.isobath.jobs.estimate;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a streaming checkpoint says about itself, read before Spark trusts it. Spark restarts from
 * the beginning, under the same query id, when offsets are gone, and under a new query id when the
 * metadata is: the first would leave rows out, the second write rows twice.
 *
 * @param queryId under which the stream's commits stand in the target's log; empty when unreadable
 * @param lastBatch the highest batch that was planned, -1 for none
 */
record Checkpoint(Optional<String> queryId, long lastBatch) {

  static Checkpoint read(FileSystem files, Path folder) throws IOException {
    return new Checkpoint(queryId(files, folder), lastBatch(files, folder));
  }

  /**
   * True when the stream can go on from here without leaving out or repeating what stands in the
   * target.
   *
   * @param committed the last batch of this query in the target, -1 for none
   */
  boolean continues(long committed) {
    return queryId.isPresent() && lastBatch >= committed;
  }

  private static Optional<String> queryId(FileSystem files, Path folder) throws IOException {
    Path file = new Path(folder, "metadata");
    if (!files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream in = files.open(file)) {
      String id = new ObjectMapper().readTree(in).path("id").asText("");
      return id.isEmpty() ? Optional.empty() : Optional.of(id);
    } catch (IOException e) {
      // not JSON, or bytes that fail their checksum: no identity either way
      return Optional.empty();
    }
  }

  private static long lastBatch(FileSystem files, Path folder) throws IOException {
    Path offsets = new Path(folder, "offsets");
    long last = -1;
    if (files.exists(offsets)) {
      for (FileStatus status : files.listStatus(offsets)) {
        String name = status.getPath().getName();
        if (name.matches("[0-9]{1,18}")) {
          last = Math.max(last, Long.parseLong(name));
        }
      }
    }
    return last;
  }
}
