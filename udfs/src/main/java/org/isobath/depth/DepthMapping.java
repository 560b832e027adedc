package org.isobath.depth;

import java.util.LinkedHashMap;
import java.util.Map;
import org.isobath.Reason;
import org.isobath.Rejected;

/**
 * How 16-bit codes become depth values. Code {@link #INVALID} and {@link #INFINITE} are labels;
 * {@link #FIRST} to {@link #LAST} are values. Which form a map gets follows from its kind ({@link
 * #fit}): equal steps for relative kinds, whose zero means nothing, and equal ratios for metric
 * kinds, where a centimetre matters at one metre and not at fifty.
 *
 * <p>The numbers are stored twice, as columns and as PNG text ({@link #text()}), and are the same
 * doubles in both.
 */
public sealed interface DepthMapping {
  /** Code of {@link Float#NaN}: no measurement. */
  int INVALID = 0;

  /** Code of {@link Float#POSITIVE_INFINITY}: sky. */
  int INFINITE = 65535;

  /** The lowest code of a value. */
  int FIRST = 1;

  /** The highest code of a value. */
  int LAST = 65534;

  /** Number of steps from {@link #FIRST} to {@link #LAST}. */
  int STEPS = LAST - FIRST;

  /** Text key of {@link #label()}. */
  String KEY_MAPPING = "depth:mapping";

  /** {@code linear} or {@code log}, as in the {@code mapping} column. */
  String label();

  /**
   * Turns finite values into codes; made once per map, since its constants cost as much as a pixel.
   */
  interface Coder {
    /**
     * The code of a finite value: the nearest one, the end of the range for values beyond it.
     * {@link #INVALID} where the mapping has no place for the value at all.
     */
    int codeOf(float value);
  }

  /** The coder of this mapping. */
  Coder coder();

  /** The value of a code from {@link #FIRST} to {@link #LAST}. */
  double valueOf(int code);

  /** The mapping as PNG text; doubles are printed so that reading them back gives the same bits. */
  Map<String, String> text();

  /** Any of the 65536 codes as a map value, labels included. */
  default float decode(int code) {
    return switch (code) {
      case INVALID -> Float.NaN;
      case INFINITE -> Float.POSITIVE_INFINITY;
      default -> (float) valueOf(code);
    };
  }

  /**
   * {@code value = scale * code + offset}.
   *
   * @param scale value per code; 0 when the map is constant
   * @param offset value at code 0 (which is itself a label)
   */
  record Linear(double scale, double offset) implements DepthMapping {
    public Linear {
      if (!Double.isFinite(scale) || !Double.isFinite(offset)) {
        throw new IllegalArgumentException(
            "a linear mapping needs finite numbers: scale " + scale + ", offset " + offset);
      }
    }

    @Override
    public String label() {
      return "linear";
    }

    @Override
    public Coder coder() {
      return scale == 0 ? value -> FIRST : value -> clamp(Math.rint((value - offset) / scale));
    }

    @Override
    public double valueOf(int code) {
      return scale * code + offset;
    }

    @Override
    public Map<String, String> text() {
      Map<String, String> text = new LinkedHashMap<>();
      text.put(KEY_MAPPING, label());
      text.put("depth:scale", Double.toString(scale));
      text.put("depth:offset", Double.toString(offset));
      return text;
    }
  }

  /**
   * {@code code = 1 + 65533 * ln(value / near) / ln(far / near)}: the arithmetic and the text keys
   * that MoGe's depth files use. Values of zero or less have no logarithm and become {@link
   * #INVALID}.
   *
   * @param near the value of the nearest surface, code {@link #FIRST}; positive
   * @param far the value of the farthest surface, code {@link #LAST}; positive, below {@code near}
   *     for inverse kinds
   */
  record Log(double near, double far) implements DepthMapping {
    public Log {
      if (!(near > 0 && far > 0 && Double.isFinite(near) && Double.isFinite(far))) {
        throw new IllegalArgumentException(
            "a logarithmic mapping needs positive finite ends: near " + near + ", far " + far);
      }
    }

    @Override
    public String label() {
      return "log";
    }

    @Override
    public Coder coder() {
      double range = StrictMath.log(far / near);
      return value -> {
        if (!(value > 0)) {
          return INVALID;
        }
        if (range == 0) {
          return FIRST;
        }
        double ratio = value / near;
        double code = FIRST + STEPS * Math.log(ratio) / range;
        // Math.log may differ in the last bit between machines; only next to a rounding border can
        // that change the code
        if (Math.abs(code - Math.floor(code) - 0.5) < 1e-6) {
          code = FIRST + STEPS * StrictMath.log(ratio) / range;
        }
        return clamp(Math.rint(code));
      };
    }

    @Override
    public double valueOf(int code) {
      return near * StrictMath.exp((double) (code - FIRST) / STEPS * StrictMath.log(far / near));
    }

    @Override
    public Map<String, String> text() {
      Map<String, String> text = new LinkedHashMap<>();
      text.put(KEY_MAPPING, label());
      text.put("near", Double.toString(near));
      text.put("far", Double.toString(far));
      return text;
    }
  }

  /**
   * The mapping that spends all codes on the finite values of this map: linear for relative kinds,
   * logarithmic for metric kinds (over their positive values). A map without any value to encode
   * gets a mapping of constant 0 (linear) or 1 (log); a constant map one whose every code is that
   * constant.
   */
  static DepthMapping fit(DepthMap map) {
    boolean log = map.kind().metric();
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (float value : map.values()) {
      if (Float.isFinite(value) && (!log || value > 0)) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
    }
    boolean empty = min > max;
    if (log) {
      double low = empty ? 1 : min;
      double high = empty ? 1 : max;
      return map.kind().inverse() ? new Log(high, low) : new Log(low, high);
    }
    if (empty) {
      return new Linear(0, 0);
    }
    double scale = ((double) max - min) / STEPS;
    return new Linear(scale, min - scale * FIRST);
  }

  /** The mapping that {@link #text()} printed. */
  static DepthMapping ofText(Map<String, String> text) throws Rejected {
    String label = text.get(KEY_MAPPING);
    try {
      if ("linear".equals(label)) {
        return new Linear(number(text, "depth:scale"), number(text, "depth:offset"));
      }
      if ("log".equals(label)) {
        return new Log(number(text, "near"), number(text, "far"));
      }
    } catch (IllegalArgumentException e) {
      throw new Rejected(Reason.BAD_HEADER, "Cannot read depth mapping: " + e.getMessage(), e);
    }
    throw new Rejected(
        Reason.BAD_HEADER,
        "Cannot read depth mapping: text key "
            + KEY_MAPPING
            + " should be linear or log, found "
            + label);
  }

  private static double number(Map<String, String> text, String key) {
    String value = text.get(key);
    if (value == null) {
      throw new IllegalArgumentException("text key " + key + " is missing");
    }
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("text key " + key + " is not a number: " + value, e);
    }
  }

  private static int clamp(double code) {
    return (int) Math.max(FIRST, Math.min(LAST, code));
  }
}
