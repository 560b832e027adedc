package org.isobath.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.isobath.Nearest;
import org.isobath.UserError;

/**
 * One section of a list of sections, such as {@code ingest.sources}, read with checks that name the
 * key and its place.
 */
public final class Entry {
  private final String at;
  private final Config config;

  /**
   * @param at where it stands, for example {@code ingest.sources[0]}
   */
  public Entry(String at, Config config) {
    this.at = at;
    this.config = config;
  }

  /** Refuses keys that are not in {@code known}, naming the nearest. */
  public void requireKnown(List<String> known) {
    for (String key : config.root().keySet()) {
      if (!known.contains(key)) {
        throw new UserError(
            "Unknown key in %s: %s (%s). Did you mean %s? Known here: %s."
                .formatted(
                    at,
                    key,
                    config.root().get(key).origin().description(),
                    Nearest.of(key, known),
                    String.join(", ", known)));
      }
    }
  }

  /** The text of {@code key}, which must be there. */
  public String string(String key) {
    String value = string(key, null);
    if (value == null) {
      throw new UserError(at + " needs " + key + ". Found: " + describe() + ".");
    }
    return value;
  }

  /** The text of {@code key}, or {@code otherwise} when it is absent. */
  public String string(String key, String otherwise) {
    String value = config.hasPath(key) ? get(key, config::getString) : otherwise;
    if (value != null && value.isBlank()) {
      throw new UserError(at + "." + key + " is empty. Give it a value or leave it out.");
    }
    return value;
  }

  /** The texts of the list {@code key}; none when it is absent. */
  public List<String> strings(String key) {
    return config.hasPath(key) ? new ArrayList<>(get(key, config::getStringList)) : List.of();
  }

  /** A whole number from {@code min} to {@code max}, or {@code otherwise} when it is absent. */
  public long wholeNumber(String key, long otherwise, long min, long max) {
    long value = config.hasPath(key) ? get(key, config::getLong) : otherwise;
    if (value < min || value > max) {
      throw invalid(key, "must be a whole number from " + min + " to " + max + ", found " + value);
    }
    return value;
  }

  /** The error for a value of {@code key} that cannot be used; {@code problem} follows the key. */
  public UserError invalid(String key, String problem) {
    return new UserError(at + "." + key + " " + problem + ".");
  }

  private <T> T get(String key, Function<String, T> reader) {
    try {
      return reader.apply(key);
    } catch (ConfigException e) {
      throw new UserError("Cannot use " + at + "." + key + ": " + e.getMessage() + ".", e);
    }
  }

  private String describe() {
    return config.root().render(com.typesafe.config.ConfigRenderOptions.concise().setJson(false));
  }
}
