package org.isobath.depth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.UserError;

/**
 * Depth maps as 16-bit greyscale PNG files that say themselves what they mean, in text chunks:
 * {@code depth:kind}, {@code depth:mapping} with its numbers, {@code depth:unit}, {@code
 * depth:invalid} and {@code depth:infinite}. A value comes back within half a code ({@link
 * DepthMapping}), labels exactly.
 *
 * <p>Metric kinds hold positive numbers only: a {@link DepthKind#METRIC} value of zero or less is
 * no depth and becomes invalid; an {@link DepthKind#INVERSE_METRIC} zero is infinitely far, a
 * negative one invalid.
 *
 * <p>Not for pictures to look at ({@link DepthColor}) or to condition a generator with ({@link
 * ConditioningRecipe}).
 */
public final class DepthPng {
  private static final String KEY_KIND = "depth:kind";
  private static final String KEY_UNIT = "depth:unit";
  private static final String KEY_INVALID = "depth:invalid";
  private static final String KEY_INFINITE = "depth:infinite";

  private DepthPng() {}

  /**
   * A stored depth map.
   *
   * @param png the file
   * @param mapping what its codes mean; also in the file's text
   */
  public record EncodedDepth(byte[] png, DepthMapping mapping) {}

  /**
   * Encodes with the mapping that fits the map best.
   *
   * @param extraText further text chunks, such as {@code depth:model} or {@code depth:focal_px};
   *     keys of printable ASCII, none of those above
   */
  public static EncodedDepth encode(DepthMap map, Map<String, String> extraText) {
    DepthMapping mapping = DepthMapping.fit(map);
    Map<String, String> text = new LinkedHashMap<>();
    text.put(KEY_KIND, map.kind().label());
    text.putAll(mapping.text());
    text.put(KEY_UNIT, map.kind().unit());
    text.put(KEY_INVALID, Integer.toString(DepthMapping.INVALID));
    text.put(KEY_INFINITE, Integer.toString(DepthMapping.INFINITE));
    // sorted: the order of a Map.of differs between runs, and the same map is to give the same
    // bytes
    for (Map.Entry<String, String> entry : new TreeMap<>(extraText).entrySet()) {
      if (text.putIfAbsent(entry.getKey(), entry.getValue()) != null) {
        throw new IllegalArgumentException(
            "text key " + entry.getKey() + " is written by the codec itself");
      }
    }
    Grey16 picture = new Grey16(map.width(), map.height(), codes(map, mapping), text);
    return new EncodedDepth(Png16Writer.write(picture), mapping);
  }

  /** Reads a file that carries its own kind and mapping. */
  public static DepthMap decode(byte[] png) throws Rejected {
    Grey16 picture = Png16Reader.read(png);
    return values(picture, kind(picture.text()), DepthMapping.ofText(picture.text()));
  }

  /**
   * Reads a file whose kind and mapping are known from elsewhere, such as the columns beside it;
   * its text is ignored.
   */
  public static DepthMap decode(byte[] png, DepthKind kind, DepthMapping mapping) throws Rejected {
    return values(Png16Reader.read(png), kind, mapping);
  }

  /** The text chunks of a 16-bit greyscale PNG file, ours or any other. */
  public static Map<String, String> text(byte[] png) throws Rejected {
    return Png16Reader.read(png).text();
  }

  private static char[] codes(DepthMap map, DepthMapping mapping) {
    float[] values = map.values();
    boolean zeroIsFar = map.kind() == DepthKind.INVERSE_METRIC;
    DepthMapping.Coder coder = mapping.coder();
    char[] codes = new char[values.length];
    for (int i = 0; i < values.length; i++) {
      float value = values[i];
      int code;
      if (DepthMap.infinite(value) || zeroIsFar && value == 0) {
        code = DepthMapping.INFINITE;
      } else if (!DepthMap.finite(value)) {
        code = DepthMapping.INVALID;
      } else {
        code = coder.codeOf(value);
      }
      codes[i] = (char) code;
    }
    return codes;
  }

  private static DepthMap values(Grey16 picture, DepthKind kind, DepthMapping mapping) {
    char[] codes = picture.samples();
    float[] values = new float[codes.length];
    if (codes.length > DepthMapping.INFINITE) {
      float[] table = new float[DepthMapping.INFINITE + 1];
      for (int code = 0; code < table.length; code++) {
        table[code] = mapping.decode(code);
      }
      for (int i = 0; i < codes.length; i++) {
        values[i] = table[codes[i]];
      }
    } else {
      for (int i = 0; i < codes.length; i++) {
        values[i] = mapping.decode(codes[i]);
      }
    }
    return new DepthMap(picture.width(), picture.height(), values, kind);
  }

  private static DepthKind kind(Map<String, String> text) throws Rejected {
    String label = text.get(KEY_KIND);
    if (label == null) {
      throw new Rejected(
          Reason.BAD_HEADER,
          "Cannot read depth PNG: text key "
              + KEY_KIND
              + " is missing. For files of other programs give kind and mapping.");
    }
    try {
      return DepthKind.of(label);
    } catch (UserError e) {
      throw new Rejected(Reason.BAD_HEADER, "Cannot read depth PNG: " + e.getMessage(), e);
    }
  }
}
