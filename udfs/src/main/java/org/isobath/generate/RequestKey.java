package org.isobath.generate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The keys of controls and requests: SHA-256, in hex, over everything that changes the pictures and
 * nothing else. The text under the hash has a line for each field, its length in bytes of UTF-8, a
 * colon and the field, so that no two lists of fields are one text, and so that any program can
 * work the key out.
 */
public final class RequestKey {
  private RequestKey() {}

  /**
   * Of a control. A photograph is the same one whatever depth was estimated of it.
   *
   * @param modelId of the depth; not for a photograph
   * @param paramsHash of the depth; not for a photograph
   * @param recipe that turns depth into a conditioning picture; not for a photograph
   */
  public static String control(
      ControlKind kind, String imageId, String modelId, String paramsHash, String recipe) {
    return kind == ControlKind.PHOTO
        ? hash(List.of("isobath control 1", kind.label(), imageId))
        : hash(List.of("isobath control 1", kind.label(), imageId, modelId, paramsHash, recipe));
  }

  /**
   * Of a request.
   *
   * @param generator id of the card
   * @param model as the API calls it
   * @param parameters all that are sent
   * @param repeat tells requests apart that are alike otherwise, from 0
   * @param seed when it was chosen; else it follows from the key
   */
  public static String request(
      String controlId,
      ControlKind kind,
      String prompt,
      String generator,
      String model,
      Map<Parameter, Object> parameters,
      int repeat,
      OptionalLong seed) {
    List<String> fields =
        new ArrayList<>(
            List.of(
                "isobath request 1",
                controlId,
                kind.label(),
                prompt,
                generator,
                model,
                Integer.toString(repeat),
                seed.isPresent() ? Long.toString(seed.getAsLong()) : ""));
    Map<String, String> labels = new TreeMap<>();
    parameters.forEach((parameter, value) -> labels.put(parameter.label(), parameter.text(value)));
    labels.forEach(
        (label, text) -> {
          fields.add(label);
          fields.add(text);
        });
    return hash(fields);
  }

  /** The first 31 bits that follow the sign bit of a request's key: 0 to 2147483647. */
  public static long seed(String requestId) {
    return Long.parseLong(requestId.substring(0, 8), 16) & Integer.MAX_VALUE;
  }

  private static String hash(List<String> fields) {
    StringBuilder text = new StringBuilder();
    for (String field : fields) {
      int length = field.getBytes(StandardCharsets.UTF_8).length;
      text.append(length).append(':').append(field).append('\n');
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
