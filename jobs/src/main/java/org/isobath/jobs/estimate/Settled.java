package org.isobath.jobs.estimate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger(Settled.class);
  private static final String FILE = "settled.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether both tables are as they were. */
  boolean holds(Tables tables) {
    return tables.version(Table.IMAGES) == images
        && tables.version(Table.DEPTH) == depth
        && tables.id(Table.DEPTH).equals(depthId);
  }

  /** What is kept in {@code folder}; empty when there is nothing that can be read. */
  static Optional<Settled> read(FileSystem files, Path folder) throws IOException {
    Path file = new Path(folder, FILE);
    if (!files.exists(file)) {
      return Optional.empty();
    }
    String text;
    try (InputStream in = files.open(file)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try {
      JsonNode node = JSON.readTree(text);
      return Optional.of(
          new Settled(
              node.required("images").longValue(),
              node.required("depth_id").textValue(),
              node.required("depth").longValue(),
              node.required("pictures").longValue()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      LOG.warn("{} is not readable and is ignored: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  void write(FileSystem files, Path folder) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("images", images);
    node.put("depth_id", depthId);
    node.put("depth", depth);
    node.put("pictures", pictures);
    try (OutputStream out = files.create(new Path(folder, FILE), true)) {
      out.write(JSON.writeValueAsBytes(node));
    }
  }
}
