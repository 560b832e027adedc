package org.isobath.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps credentials out of tables, logs and messages: values of keys that are named like a secret,
 * passwords inside URIs, signatures of signed URLs.
 */
final class Redaction {
  static final String MASK = "***";

  /** Matched against the whole path of a key, because Spark's names fall into many sections. */
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "(?i)secret|token|passw|credential|signature|"
              + "(api|access|account|encryption|private|shared|auth)[._-]?key");

  private static final Pattern PASSWORD_IN_URI =
      Pattern.compile("(?<=://)[^/@\\s\"':]*:[^/@\\s\"']+(?=@)");
  private static final Pattern SIGNED_URL =
      Pattern.compile(
          "(?i)(?<=[?&])([\\w-]*(?:signature|sig|token|credential|secret|password|key)=)[^&\\s\"']+");

  /** A shorter value would mask ordinary text wherever it occurs. */
  private static final int SHORTEST_SECRET = 6;

  private final String configuration;
  private final Set<String> secrets = new LinkedHashSet<>();

  Redaction(Config config) {
    configuration = value("", config.root()).render(ConfigRenderOptions.concise());
  }

  /** The configuration as one line of JSON without its secrets. */
  String configuration() {
    return configuration;
  }

  /** {@code text} without what the configuration holds as secret and without passwords in URIs. */
  String text(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return uris(masked);
  }

  private static String uris(String text) {
    String masked = PASSWORD_IN_URI.matcher(text).replaceAll(MASK);
    return SIGNED_URL.matcher(masked).replaceAll("$1" + MASK);
  }

  private ConfigValue value(String path, ConfigValue value) {
    if (value instanceof ConfigObject object) {
      ConfigObject result = object;
      for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
        String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
        result = result.withValue(entry.getKey(), value(key, entry.getValue()));
      }
      return result;
    }
    if (value instanceof ConfigList list) {
      List<Object> items = new ArrayList<>();
      list.forEach(item -> items.add(value(path, item).unwrapped()));
      return ConfigValueFactory.fromIterable(items);
    }
    String text = String.valueOf(value.unwrapped());
    if (SECRET_KEY.matcher(path).find() && !text.isEmpty()) {
      if (text.length() >= SHORTEST_SECRET) {
        secrets.add(text);
      }
      return ConfigValueFactory.fromAnyRef(MASK);
    }
    return value.valueType() == ConfigValueType.STRING
        ? ConfigValueFactory.fromAnyRef(uris(text))
        : value;
  }
}
