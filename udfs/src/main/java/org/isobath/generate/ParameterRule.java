package org.isobath.generate;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How one generator takes one parameter.
 *
 * @param wire the API's name of it
 * @param byDefault what is sent when nothing is asked, in the neutral spelling: every value is sent
 *     explicitly, because defaults of APIs change. Null where the API has no value for what it does
 *     by itself, such as a size like the control's: then nothing is sent unless asked for
 * @param min least number, negative infinity for none
 * @param max largest number, infinity for none
 * @param multiple numbers are multiples of it; 1 for any whole number, 0 for any number
 * @param values for text: neutral value to what is sent, in the order for people; empty for any.
 *     For flags where the API means the opposite: {@code true = false, false = true}
 */
public record ParameterRule(
    String wire,
    Object byDefault,
    double min,
    double max,
    double multiple,
    Map<String, String> values)
    implements Serializable {
  public ParameterRule {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** What the API is sent for a neutral value that the rule allows. */
  public Object sent(Object value) {
    String as = values.get(value.toString());
    if (as == null || value instanceof Number) {
      return value;
    }
    return value instanceof Boolean ? Boolean.valueOf(as) : as;
  }

  /** What the rule allows, where it does not allow a neutral value; empty where it does. */
  public Optional<String> objection(Object value) {
    if (value instanceof Number number) {
      double x = number.doubleValue();
      boolean fits = x >= min && x <= max && (multiple == 0 || x % multiple == 0);
      return fits ? Optional.empty() : Optional.of(range());
    }
    return values.isEmpty() || values.containsKey(value.toString())
        ? Optional.empty()
        : Optional.of(String.join(", ", values.keySet()));
  }

  private String range() {
    String range =
        Double.isInfinite(max)
            ? Double.isInfinite(min) ? "" : plain(min) + " and more"
            : Double.isInfinite(min) ? "up to " + plain(max) : plain(min) + " to " + plain(max);
    return multiple > 1
        ? "multiples of " + plain(multiple) + (range.isEmpty() ? "" : ", " + range)
        : range;
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
