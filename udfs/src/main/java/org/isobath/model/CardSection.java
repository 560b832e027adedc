package org.isobath.model;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.isobath.Nearest;
import org.isobath.UserError;

/**
 * One object of a card with the keys it may have. Every getter checks the type, and every complaint
 * names file, line and key. The keys are checked when the section is made, so a misspelt required
 * key is reported as misspelt and not as missing.
 */
final class CardSection {
  private final String file;
  private final String path;
  private final ConfigObject object;
  private final List<String> keys;

  CardSection(String file, String path, ConfigObject object, List<String> keys) {
    this.file = file;
    this.path = path;
    this.object = object;
    this.keys = keys;
    for (String key : object.keySet()) {
      if (!keys.contains(key)) {
        throw error(
            object.get(key),
            "unknown key "
                + path
                + key
                + ". Did you mean "
                + Nearest.of(key, keys)
                + "? Known here: "
                + String.join(", ", keys)
                + ".");
      }
    }
  }

  boolean has(String key) {
    return value(key) != null;
  }

  CardSection section(String key, List<String> known) {
    ConfigValue value = value(key);
    if (value == null) {
      throw missing(key);
    }
    if (value instanceof ConfigObject child) {
      return new CardSection(file, path + key + ".", child, known);
    }
    throw wrong(key, "a section { ... }");
  }

  String text(String key) {
    if (!has(key)) {
      throw missing(key);
    }
    return text(key, null);
  }

  String text(String key, String absent) {
    return has(key) ? typed(key, ConfigValueType.STRING, String.class, "text") : absent;
  }

  boolean flag(String key) {
    if (!has(key)) {
      throw missing(key);
    }
    return flag(key, false);
  }

  boolean flag(String key, boolean absent) {
    return has(key) ? typed(key, ConfigValueType.BOOLEAN, Boolean.class, "true or false") : absent;
  }

  double number(String key, double absent) {
    return has(key)
        ? typed(key, ConfigValueType.NUMBER, Number.class, "a number").doubleValue()
        : absent;
  }

  /** True where the key is given and is this text. */
  boolean is(String key, String text) {
    return has(key) && text.equals(value(key).unwrapped());
  }

  /** A number that must be above zero where it is given. */
  double positive(String key, double absent) {
    double number = number(key, absent);
    if (has(key) && !(number > 0 && Double.isFinite(number))) {
      throw wrong(key, "a number above zero");
    }
    return number;
  }

  int whole(String key, int absent) {
    long number = wholeLong(key, absent);
    if (number > Integer.MAX_VALUE) {
      throw wrong(key, "a whole number of at most " + Integer.MAX_VALUE);
    }
    return (int) number;
  }

  /** A whole number of at least 1. */
  long wholeLong(String key, long absent) {
    if (!has(key)) {
      return absent;
    }
    Number number = typed(key, ConfigValueType.NUMBER, Number.class, "a whole number");
    if (number.doubleValue() != number.longValue() || number.longValue() < 1) {
      throw wrong(key, "a whole number of at least 1");
    }
    return number.longValue();
  }

  int whole(String key) {
    if (!has(key)) {
      throw missing(key);
    }
    return whole(key, 0);
  }

  /** Three numbers. */
  List<Double> triple(String key, List<Double> absent) {
    if (!has(key)) {
      return absent;
    }
    List<?> list = typed(key, ConfigValueType.LIST, List.class, "a list of three numbers");
    List<Double> numbers = new ArrayList<>();
    for (Object item : list) {
      if (item instanceof Number number) {
        numbers.add(number.doubleValue());
      }
    }
    if (list.size() != 3 || numbers.size() != 3) {
      throw wrong(key, "a list of three numbers");
    }
    return List.copyOf(numbers);
  }

  /** Names of any kind, each with a whole number of at least 1; none when the key is absent. */
  Map<String, Long> wholes(String key) {
    if (!has(key)) {
      return Map.of();
    }
    List<String> names =
        value(key) instanceof ConfigObject given ? List.copyOf(given.keySet()) : List.of();
    CardSection child = section(key, names);
    Map<String, Long> numbers = new TreeMap<>();
    names.forEach(name -> numbers.put(name, child.wholeLong(name, 0)));
    return Collections.unmodifiableMap(numbers);
  }

  /** A constant of the enum by its name in lower case. */
  <E extends Enum<E>> E constant(String key, Class<E> type, E absent) {
    if (!has(key)) {
      if (absent == null) {
        throw missing(key);
      }
      return absent;
    }
    String text = text(key);
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    int index = names.indexOf(text);
    if (index < 0) {
      throw error(
          value(key),
          path
              + key
              + " = "
              + text
              + " is not known. Did you mean "
              + Nearest.of(text, names)
              + "? Use one of "
              + String.join(", ", names)
              + ".");
    }
    return type.getEnumConstants()[index];
  }

  /** A complaint about the value of a key: what was found, and what is expected. */
  UserError wrong(String key, String expected) {
    ConfigValue value = value(key);
    return error(
        value,
        path
            + key
            + " is "
            + value.render(ConfigRenderOptions.concise())
            + "; expected "
            + expected
            + ".");
  }

  private UserError missing(String key) {
    return error(object, "key " + path + key + " is missing.");
  }

  private UserError error(ConfigValue at, String message) {
    int line = at.origin().lineNumber();
    return new UserError(
        "Model card " + file + (line > 0 ? ", line " + line : "") + ": " + message);
  }

  private <T> T typed(String key, ConfigValueType type, Class<T> target, String expected) {
    ConfigValue value = value(key);
    if (value.valueType() != type) {
      throw wrong(key, expected);
    }
    return target.cast(value.unwrapped());
  }

  private ConfigValue value(String key) {
    if (!keys.contains(key)) {
      throw new IllegalArgumentException(
          "key " + path + key + " is not in the list of keys " + keys);
    }
    ConfigValue value = object.get(key);
    return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
  }
}
