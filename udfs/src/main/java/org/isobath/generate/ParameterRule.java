package org.isobath.generate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How one generator takes one parameter.
 *
 * @param wire the API's name of it
 * @param byDefault what is sent when nothing is asked, in the neutral spelling: every value is sent
 *     explicitly, because defaults of APIs change
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
    Map<String, String> values) {
  public ParameterRule {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** What the API is sent for a neutral value that the rule allows. */
  public Object sent(Object value) {
    if (value instanceof Boolean && values.containsKey(value.toString())) {
      return Boolean.valueOf(values.get(value.toString()));
    }
    return value instanceof String text ? values.getOrDefault(text, text) : value;
  }
}
