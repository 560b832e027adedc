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
import java.util.function.Function;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One small JSON object in a file, which may be lost: one that cannot be read counts as none. */
final class JsonFile {
  private static final Logger LOG = LoggerFactory.getLogger(JsonFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonFile() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /**
   * @param parse may throw {@link IllegalArgumentException} where something is missing
   */
  static <T> Optional<T> read(FileSystem files, Path file, Function<JsonNode, T> parse)
      throws IOException {
    if (!files.exists(file)) {
      return Optional.empty();
    }
    String text;
    try (InputStream in = files.open(file)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try {
      return Optional.of(parse.apply(JSON.readTree(text)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      LOG.warn("{} is not readable and is ignored: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  static void write(FileSystem files, Path file, ObjectNode node) throws IOException {
    try (OutputStream out = files.create(file, true)) {
      out.write(JSON.writeValueAsBytes(node));
    }
  }
}
