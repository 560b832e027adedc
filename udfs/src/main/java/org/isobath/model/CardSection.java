package org.isobath.model;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.isobath.Nearest;
import org.isobath.UserError;

/**
 * One object of a card with the keys it may have. Every getter checks the type, and every complaint
 * names file, line and key. The keys are checked when the section is made, so a misspelt required
 * key is reported as misspelt and not as missing.
 */
public final class CardSection {
  private final CardKind kind;
  private final String file;
  private final String path;
  private final ConfigObject object;
  private final List<String> keys;

  private CardSection(
      CardKind kind, String file, String path, ConfigObject object, List<String> keys) {
    this.kind = kind;
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

  /**
   * A whole card.
   *
   * @param hocon its text
   * @param file its name, for messages
   * @param keys that it may have at the top level
   * @throws UserError when it is no HOCON, or has another key
   */
  public static CardSection parse(CardKind kind, String hocon, String file, List<String> keys) {
    try {
      // a card says the same on every machine: no includes from the class path, no environment
      // variables
      Config config =
          ConfigFactory.parseString(
                  hocon,
                  ConfigParseOptions.defaults()
                      .setSyntax(ConfigSyntax.CONF)
                      .setOriginDescription(file)
                      .setIncluder(new NoIncludes(kind, file)))
              .resolve(ConfigResolveOptions.noSystem());
      return new CardSection(kind, file, "", config.root(), keys);
    } catch (ConfigException e) {
      throw new UserError(kind.title() + " " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The text of {@code id}: what names a card in configuration, tables and file names. */
  public String id() {
    String id = text("id");
    if (!id.matches("[a-z0-9][a-z0-9._-]*")) {
      throw wrong("id", "lower-case letters, digits, dots, dashes and underscores");
    }
    return id;
  }

  public boolean has(String key) {
    return value(key) != null;
  }

  public CardSection section(String key, List<String> known) {
    ConfigValue value = value(key);
    if (value == null) {
      throw missing(key);
    }
    if (value instanceof ConfigObject child) {
      return new CardSection(kind, file, path + key + ".", child, known);
    }
    throw wrong(key, "a section { ... }");
  }

  public String text(String key) {
    require(key);
    return text(key, null);
  }

  public String text(String key, String absent) {
    return has(key) ? typed(key, ConfigValueType.STRING, String.class, "text") : absent;
  }

  public boolean flag(String key) {
    require(key);
    return flag(key, false);
  }

  public boolean flag(String key, boolean absent) {
    return has(key) ? typed(key, ConfigValueType.BOOLEAN, Boolean.class, "true or false") : absent;
  }

  public double number(String key, double absent) {
    return has(key)
        ? typed(key, ConfigValueType.NUMBER, Number.class, "a number").doubleValue()
        : absent;
  }

  /** True where the key is given and is this text. */
  public boolean is(String key, String text) {
    return has(key) && text.equals(value(key).unwrapped());
  }

  /** A number that must be above zero where it is given. */
  public double positive(String key, double absent) {
    double number = number(key, absent);
    if (has(key) && !(number > 0 && Double.isFinite(number))) {
      throw wrong(key, "a number above zero");
    }
    return number;
  }

  /** A number above zero. */
  public double positive(String key) {
    require(key);
    return positive(key, 0);
  }

  public int whole(String key, int absent) {
    long number = wholeLong(key, absent);
    if (number > Integer.MAX_VALUE) {
      throw wrong(key, "a whole number of at most " + Integer.MAX_VALUE);
    }
    return (int) number;
  }

  /** A whole number of at least 1. */
  public long wholeLong(String key, long absent) {
    if (!has(key)) {
      return absent;
    }
    Number number = typed(key, ConfigValueType.NUMBER, Number.class, "a whole number");
    if (number.doubleValue() != number.longValue() || number.longValue() < 1) {
      throw wrong(key, "a whole number of at least 1");
    }
    return number.longValue();
  }

  public int whole(String key) {
    require(key);
    return whole(key, 0);
  }

  /** A number as it is written, as money must be; {@code absent} when the key is absent. */
  public BigDecimal decimal(String key, BigDecimal absent) {
    return has(key)
        // the shortest text that is this number: the one that stands in the card
        ? BigDecimal.valueOf(
            typed(key, ConfigValueType.NUMBER, Number.class, "a number").doubleValue())
        : absent;
  }

  /** A time above zero, with its unit. */
  public Duration duration(String key) {
    require(key);
    try {
      Duration duration = object.toConfig().getDuration(ConfigUtil.quoteString(key));
      if (!duration.isZero() && !duration.isNegative()) {
        return duration;
      }
    } catch (ConfigException e) {
      // said below
    }
    throw wrong(key, "a time above zero such as 10 minutes");
  }

  /** A size in bytes, 0 or more; the text may carry a unit. */
  public long bytes(String key) {
    require(key);
    try {
      long bytes = object.toConfig().getBytes(ConfigUtil.quoteString(key));
      if (bytes >= 0) {
        return bytes;
      }
    } catch (ConfigException e) {
      // said below
    }
    throw wrong(key, "a size such as 10 MiB");
  }

  /**
   * Where something is, as an absolute URI.
   *
   * @param folder of the card, which a relative path starts from; ends with a slash
   */
  public URI source(String key, URI folder) {
    try {
      return ModelSource.resolve(text(key), folder);
    } catch (IllegalArgumentException e) {
      throw wrong(
          key,
          "bundled:NAME, a path, a Hadoop URI (file:, s3a:, hdfs:) or https: ("
              + e.getMessage()
              + ")");
    }
  }

  /** A SHA-256; {@code absent} when the key is absent. */
  public String sha256(String key, String absent) {
    String sha256 = text(key, absent);
    if (has(key) && !sha256.matches("[0-9a-f]{64}")) {
      throw wrong(key, "64 lower-case hex digits");
    }
    return sha256;
  }

  /** Texts; {@code absent} when the key is absent. */
  public List<String> texts(String key, List<String> absent) {
    if (!has(key)) {
      return absent;
    }
    List<?> list = typed(key, ConfigValueType.LIST, List.class, "a list of texts");
    List<String> texts = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof String text)) {
        throw wrong(key, "a list of texts");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  /** The names in a section that the card gives, in no order; none when the key is absent. */
  public Set<String> names(String key) {
    return value(key) instanceof ConfigObject given ? given.keySet() : Set.of();
  }

  /** The value as it is: a text, a number or a flag; null when the key is absent. */
  public Object plain(String key) {
    if (!has(key)) {
      return null;
    }
    Object value = value(key).unwrapped();
    if (value instanceof List || value instanceof Map) {
      throw wrong(key, "a single value");
    }
    return value;
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
    List<String> names = List.copyOf(names(key));
    CardSection child = section(key, names);
    Map<String, Long> numbers = new TreeMap<>();
    names.forEach(name -> numbers.put(name, child.wholeLong(name, 0)));
    return Collections.unmodifiableMap(numbers);
  }

  /** A constant of the enum by its name in lower case. */
  public <E extends Enum<E>> E constant(String key, Class<E> type, E absent) {
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
  public UserError wrong(String key, String expected) {
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

  private void require(String key) {
    if (!has(key)) {
      throw missing(key);
    }
  }

  /** A complaint that does not repeat the value, which may be a secret in the wrong place. */
  public UserError wrongHidden(String key, String expected) {
    return error(value(key), path + key + " must be " + expected + ".");
  }

  /** The complaint that a key is not there. */
  public UserError missing(String key) {
    return error(object, "key " + path + key + " is missing.");
  }

  private UserError error(ConfigValue at, String message) {
    int line = at.origin().lineNumber();
    return new UserError(
        kind.title() + " " + file + (line > 0 ? ", line " + line : "") + ": " + message);
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
