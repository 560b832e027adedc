package org.isobath.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigMemorySize;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.isobath.UserError;

/**
 * The configuration of a run: {@code conf/isobath.conf} with the user's files and {@code --set}
 * values over it. The reference file is the one declaration of every key (default, unit,
 * consequence); a key that is not in it, or whose type differs from its default's, is the user's
 * mistake and is reported with its place and the nearest key.
 */
public final class Conf {
  static final String REFERENCE = "org/isobath/conf/isobath.conf";

  /** Keys whose children are the user's own names. */
  private static final List<String> OPEN = List.of("spark.conf", "curate.splits");

  private static final Pattern SECRET =
      Pattern.compile("(?i).*(secret|token|password|passwd|credential|api-?key|access-?key).*");

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
   * @param sets {@code key=value} pairs over all files
   */
  public static Conf load(List<String> files, List<String> sets) {
    Config reference = ConfigFactory.parseResources(Conf.class.getClassLoader(), REFERENCE);
    Config user = ConfigFactory.empty();
    for (String file : files) {
      user = parse(file).withFallback(user);
    }
    for (String set : sets) {
      user = parseSet(set).withFallback(user);
    }
    return new Conf(layer(reference, user));
  }

  private static Config layer(Config reference, Config user) {
    try {
      Config resolved = user.resolve();
      check(reference.root(), resolved.root(), List.of(), knownPaths(reference));
      return resolved.withFallback(reference).resolve();
    } catch (ConfigException e) {
      throw new UserError("The configuration does not resolve: " + e.getMessage(), e);
    }
  }

  /** This configuration with {@code overrides} (HOCON) on top, checked like a user's file. */
  public Conf with(String overrides) {
    Config reference = ConfigFactory.parseResources(Conf.class.getClassLoader(), REFERENCE);
    return new Conf(
        layer(reference, ConfigFactory.parseString(overrides).resolve().withFallback(config)));
  }

  /** This configuration with one key replaced. */
  public Conf with(String key, Object value) {
    return new Conf(config.withValue(key, ConfigValueFactory.fromAnyRef(value)));
  }

  private static Config parse(String file) {
    try (Reader reader = open(file)) {
      return ConfigFactory.parseReader(
          reader, com.typesafe.config.ConfigParseOptions.defaults().setOriginDescription(file));
    } catch (IOException e) {
      throw new UserError(
          "Cannot read the configuration file "
              + file
              + ": "
              + e
              + ". Check the path given to --config.",
          e);
    } catch (ConfigException e) {
      throw new UserError("The configuration file is not valid HOCON: " + e.getMessage(), e);
    }
  }

  private static Reader open(String file) throws IOException {
    if (!file.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")) {
      return Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
    }
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(URI.create(file));
    FileSystem fs = path.getFileSystem(new Configuration());
    return new InputStreamReader(fs.open(path), StandardCharsets.UTF_8);
  }

  private static Config parseSet(String set) {
    int eq = set.indexOf('=');
    if (eq < 1) {
      throw new UserError(
          "--set takes KEY=VALUE, for example --set estimate.device=cpu. Found: " + set + ".");
    }
    String key = set.substring(0, eq).trim();
    String value = set.substring(eq + 1);
    try {
      return ConfigFactory.parseString(key + " = " + value).withOnlyPath(key);
    } catch (ConfigException e) {
      // a value that is not HOCON as it stands (a path, a colour) is meant as text
      return ConfigFactory.empty()
          .withValue(key, ConfigValueFactory.fromAnyRef(value, "--set " + key));
    }
  }

  private static void check(
      ConfigObject reference, ConfigObject user, List<String> at, List<String> known) {
    for (Map.Entry<String, ConfigValue> entry : user.entrySet()) {
      List<String> path = new ArrayList<>(at);
      path.add(entry.getKey());
      String key = ConfigUtil.joinPath(path);
      ConfigValue declared = reference.get(entry.getKey());
      if (declared == null) {
        throw new UserError(
            "Unknown configuration key: "
                + key
                + " ("
                + entry.getValue().origin().description()
                + "). Did you mean "
                + Nearest.of(key, known)
                + "?");
      }
      if (OPEN.contains(key)) {
        continue;
      }
      if (declared.valueType() == ConfigValueType.OBJECT) {
        if (!(entry.getValue() instanceof ConfigObject object)) {
          throw wrongType(key, "a section { … }", entry.getValue());
        }
        check((ConfigObject) declared, object, path, known);
      } else if (declared instanceof ConfigList != entry.getValue() instanceof ConfigList
          || entry.getValue() instanceof ConfigObject) {
        throw wrongType(
            key,
            declared instanceof ConfigList ? "a list [ … ]" : "a single value",
            entry.getValue());
      }
    }
  }

  private static UserError wrongType(String key, String wanted, ConfigValue found) {
    return new UserError(
        key
            + " must be "
            + wanted
            + ", found "
            + found.render(ConfigRenderOptions.concise())
            + " ("
            + found.origin().description()
            + ").");
  }

  private static List<String> knownPaths(Config reference) {
    List<String> paths = new ArrayList<>();
    collect(reference.root(), List.of(), paths);
    return paths;
  }

  private static void collect(ConfigObject object, List<String> at, List<String> into) {
    object.forEach(
        (name, value) -> {
          List<String> path = new ArrayList<>(at);
          path.add(name);
          into.add(ConfigUtil.joinPath(path));
          if (value instanceof ConfigObject child) {
            collect(child, path, into);
          }
        });
  }

  /** Every key of the reference configuration that holds a value, sorted. */
  public static List<String> keys() {
    return ConfigFactory.parseResources(Conf.class.getClassLoader(), REFERENCE).entrySet().stream()
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
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
    int value = get(key, config::getInt);
    if (value < min || value > max) {
      throw invalid(key, "a whole number from " + min + " to " + max);
    }
    return value;
  }

  /** A whole number from {@code min} to {@code max}. */
  public long wholeNumber(String key, long min, long max) {
    long value = get(key, config::getLong);
    if (value < min || value > max) {
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

  /** The error for a value of {@code key} that is of the right type and cannot be used. */
  public UserError invalid(String key, String wanted) {
    return wrongType(key, wanted, config.getValue(key));
  }

  private <T> T get(String key, Function<String, T> reader) {
    try {
      return reader.apply(key);
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      throw new UserError("Cannot use " + key + ": " + e.getMessage() + ".", e);
    }
  }

  /**
   * What differs from the reference or is read from it, as one line of JSON, with values of
   * secret-looking keys masked.
   */
  public String redacted() {
    return redact(config.root()).render(ConfigRenderOptions.concise());
  }

  private static ConfigObject redact(ConfigObject object) {
    ConfigObject result = object;
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      if (entry.getValue() instanceof ConfigObject child) {
        result = result.withValue(entry.getKey(), redact(child));
      } else if (SECRET.matcher(entry.getKey()).matches()) {
        result = result.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef("***"));
      }
    }
    return result;
  }
}
