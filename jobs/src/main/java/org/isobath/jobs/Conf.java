package org.isobath.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigMemorySize;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.isobath.UserError;

/**
 * The configuration of a run: {@code conf/isobath.conf} with the user's files and {@code --set}
 * values over it. The reference file is the one declaration of every key (default, unit,
 * consequence); a key that is not in it, or whose type differs from its default's, is the user's
 * mistake and is reported with its place and the nearest key.
 */
public final class Conf {
  static final String REFERENCE = "org/isobath/conf/isobath.conf";

  /** A section that the user gives whole: shares of other splits would be added to the user's. */
  private static final String WHOLE = "curate.splits";

  private final Config config;

  private Conf(Config config) {
    this.config = config;
  }

  /** The reference configuration alone. */
  public static Conf reference() {
    return load(List.of(), List.of());
  }

  /**
   * @param files HOCON files, later ones win: local paths or Hadoop URIs
   * @param sets {@code key=value} pairs over all files. A value that begins with a bracket, a brace
   *     or a quote, or holds {@code ${…}}, is HOCON; any other is text as it stands
   */
  public static Conf load(List<String> files, List<String> sets) {
    return layer(ConfSources.read(files, sets), declared());
  }

  private static Config declared() {
    return ConfigFactory.parseResources(Conf.class.getClassLoader(), REFERENCE);
  }

  private static Conf layer(Config user, Config below) {
    try {
      Config merged = user.withFallback(below.withoutPath(WHOLE)).resolve();
      ConfCheck.check(declared().root(), merged.root());
      return new Conf(merged.hasPath(WHOLE) ? merged : merged.withFallback(below));
    } catch (ConfigException e) {
      throw new UserError("The configuration does not resolve: " + e.getMessage(), e);
    }
  }

  /** This configuration with {@code overrides} (HOCON) on top, checked like a user's file. */
  public Conf with(String overrides) {
    return layer(ConfigFactory.parseString(overrides), config);
  }

  /** This configuration with one key replaced. */
  public Conf with(String key, Object value) {
    return layer(
        ConfigFactory.empty().withValue(key, ConfigValueFactory.fromAnyRef(value)), config);
  }

  /** Every key of the reference configuration that holds a value, sorted. */
  public static List<String> keys() {
    return declared().entrySet().stream().map(Map.Entry::getKey).sorted().toList();
  }

  public String string(String key) {
    return get(key, config::getString);
  }

  public List<String> strings(String key) {
    return get(key, config::getStringList);
  }

  /** The text of {@code key}, which must be one of {@code allowed}. */
  public String oneOf(String key, String... allowed) {
    String value = string(key);
    for (String one : allowed) {
      if (one.equals(value)) {
        return value;
      }
    }
    throw invalid(key, "one of " + String.join(", ", allowed));
  }

  /** A whole number from {@code min} to {@code max}. */
  public int integer(String key, int min, int max) {
    return (int) wholeNumber(key, min, max);
  }

  /** A whole number from {@code min} to {@code max}. */
  public long wholeNumber(String key, long min, long max) {
    double exact = get(key, config::getDouble);
    long value = get(key, config::getLong);
    // the reader would cut a fraction off
    if (exact != Math.rint(exact) || value < min || value > max) {
      throw invalid(key, "a whole number from " + min + " to " + max);
    }
    return value;
  }

  /** A number from {@code min} to {@code max}. */
  public double number(String key, double min, double max) {
    double value = get(key, config::getDouble);
    if (!(value >= min && value <= max)) {
      throw invalid(key, "a number from " + min + " to " + max);
    }
    return value;
  }

  /** A size in bytes above zero; the text may carry a unit such as {@code 64 MiB}. */
  public long bytes(String key) {
    ConfigMemorySize size = get(key, config::getMemorySize);
    if (size.toBytes() < 1) {
      throw invalid(key, "a size above zero such as 64 MiB");
    }
    return size.toBytes();
  }

  /** A time above zero; the text may carry a unit such as {@code 30 minutes}. */
  public Duration duration(String key) {
    Duration value = get(key, config::getDuration);
    if (value.isNegative() || value.isZero()) {
      throw invalid(key, "a time above zero such as 30 minutes");
    }
    return value;
  }

  /** A list of sections, for example {@code ingest.sources}. */
  public List<Config> sections(String key) {
    return get(key, k -> new ArrayList<>(config.getConfigList(k)));
  }

  /** The children of an open section as text, in the order of their names. */
  public Map<String, String> map(String key) {
    Map<String, String> map = new LinkedHashMap<>();
    get(key, config::getConfig).entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e ->
                map.put(
                    String.join(".", ConfigUtil.splitPath(e.getKey())),
                    String.valueOf(e.getValue().unwrapped())));
    return map;
  }

  /** These keys and sections as a configuration file of their own, secrets and all. */
  public String excerpt(List<String> keys) {
    Config excerpt = ConfigFactory.empty();
    for (String key : keys) {
      excerpt = excerpt.withValue(key, config.getValue(key));
    }
    return excerpt.root().render(ConfigRenderOptions.concise());
  }

  /**
   * The children of an open section as text, in the order of their names: those of a list, or one.
   */
  public Map<String, List<String>> choices(String key) {
    Map<String, List<String>> choices = new LinkedHashMap<>();
    get(key, config::getConfig).root().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e ->
                choices.put(
                    e.getKey(),
                    e.getValue() instanceof ConfigList list
                        ? list.unwrapped().stream().map(String::valueOf).toList()
                        : List.of(String.valueOf(e.getValue().unwrapped()))));
    return choices;
  }

  /** The error for a value of {@code key} that is of the right type and cannot be used. */
  public UserError invalid(String key, String wanted) {
    return ConfCheck.wrong(key, wanted, config.getValue(key));
  }

  private <T> T get(String key, Function<String, T> reader) {
    try {
      return reader.apply(key);
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      throw new UserError("Cannot use " + key + ": " + e.getMessage() + ".", e);
    }
  }

  /** All values as one line of JSON; secrets are masked. */
  public String redacted() {
    return new Redaction(config).configuration();
  }

  /** {@code text}, such as the message of an error, with every secret masked that it repeats. */
  public String redact(String text) {
    return new Redaction(config).text(text);
  }
}
