package org.isobath.jobs.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Outage;

/**
 * The files beside a picture of the same name: {@code .txt} is its caption; {@code .json} is an
 * object whose {@code caption} and {@code license} are those (a {@code .txt} wins), and whose other
 * fields become attributes: text as it is, anything else as JSON. One that cannot be read costs
 * nothing but itself: the attribute {@value #ERROR} says why.
 */
final class SideCar {
  /** Attribute that holds what was wrong with a side-car. */
  static final String ERROR = "sidecar_error";

  /** A longer one is not a caption. */
  private static final int MAX_BYTES = 1 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  private SideCar() {}

  static Annotation read(Item item, Configuration hadoop) {
    Map<String, String> fields = new TreeMap<>();
    if (item.json() != null) {
      try {
        parse(text(item.json(), hadoop), fields);
      } catch (IOException e) {
        Outage.check(e);
        fields.put(ERROR, ".json: " + words(e));
      }
    }
    if (item.text() != null) {
      try {
        String caption = text(item.text(), hadoop).strip();
        if (!caption.isEmpty()) {
          fields.put("caption", caption);
        }
      } catch (IOException e) {
        Outage.check(e);
        fields.merge(ERROR, ".txt: " + words(e), (a, b) -> a + "; " + b);
      }
    }
    String caption = fields.remove("caption");
    String license = fields.remove("license");
    return Annotation.of(caption, license, fields);
  }

  /**
   * Puts the fields of the object {@code text} into {@code fields}; nulls and empty texts are left
   * out.
   */
  static void parse(String text, Map<String, String> fields) throws IOException {
    JsonNode root = JSON.readTree(text);
    if (root == null || !root.isObject()) {
      throw new IOException("not a JSON object");
    }
    root.fields()
        .forEachRemaining(
            field -> {
              JsonNode value = field.getValue();
              String written = value.isTextual() ? value.textValue().strip() : value.toString();
              if (!value.isNull() && !written.isEmpty()) {
                fields.put(field.getKey(), written);
              }
            });
  }

  private static String text(String uri, Configuration hadoop) throws IOException {
    byte[] bytes = Originals.read(uri, hadoop, MAX_BYTES);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("longer than " + MAX_BYTES + " bytes");
    }
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static String words(IOException e) {
    String message = e.toString();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
