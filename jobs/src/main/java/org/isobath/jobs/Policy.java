package org.isobath.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Nearest;
import org.isobath.UserError;

/**
 * The rules of {@code curate.policy}, in the order of the file.
 *
 * @param origin the file, for messages
 * @param rules may be empty: then only duplicates are dropped
 */
public record Policy(String origin, List<Rule> rules) {
  /** The policy that is used when {@code curate.policy} is empty. */
  static final String BUNDLED = "org/isobath/conf/policy.conf";

  private static final List<String> KEYS = List.of("name", "keep-when", "drop-when", "reason");
  private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9_-]*");

  /** The policy that {@code conf} names. */
  public static Policy load(Conf conf) {
    String file = conf.string("curate.policy");
    return file.isBlank() ? parse(bundled(), "the bundled policy") : parse(read(file), file);
  }

  /**
   * @param text HOCON: {@code rules = [ { name, keep-when or drop-when, reason } ]}
   * @throws UserError for anything else
   */
  public static Policy parse(String text, String origin) {
    Config config;
    try {
      config =
          ConfigFactory.parseString(
              text,
              ConfigParseOptions.defaults().setOriginDescription(origin).setIncluder(NO_INCLUDES));
    } catch (ConfigException e) {
      throw new UserError("The policy is not valid HOCON: " + e.getMessage(), e);
    }
    for (String key : config.root().keySet()) {
      if (!key.equals("rules")) {
        throw new UserError(
            "Unknown key in the policy "
                + origin
                + ": "
                + key
                + ". A policy holds rules = [ … ] only.");
      }
    }
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try {
      for (Config entry : config.getConfigList("rules")) {
        Rule rule = rule(entry, origin);
        if (!names.add(rule.name())) {
          throw new UserError(
              "Two rules of the policy " + origin + " are named " + rule.name() + ". Rename one.");
        }
        rules.add(rule);
      }
    } catch (ConfigException e) {
      throw new UserError(
          "The policy "
              + origin
              + " must hold rules = [ { name, keep-when or drop-when, reason } ]: "
              + e.getMessage(),
          e);
    }
    return new Policy(origin, List.copyOf(rules));
  }

  private static Rule rule(Config entry, String origin) {
    ConfigObject fields = entry.root();
    for (String key : fields.keySet()) {
      if (!KEYS.contains(key)) {
        throw new UserError(
            "Unknown key in a rule of the policy "
                + origin
                + ": "
                + key
                + ". Did you mean "
                + Nearest.of(key, KEYS)
                + "?");
      }
    }
    String name = slug(entry.getString("name"), "name", origin);
    boolean keep = entry.hasPath("keep-when");
    if (keep == entry.hasPath("drop-when")) {
      throw new UserError(
          "Rule "
              + name
              + " of the policy "
              + origin
              + " needs either keep-when or drop-when, an SQL predicate such as blur >= 20.");
    }
    String predicate = entry.getString(keep ? "keep-when" : "drop-when").strip();
    String reason =
        entry.hasPath("reason") ? slug(entry.getString("reason"), "reason", origin) : name;
    return new Rule(name, predicate, keep, reason);
  }

  private static String slug(String text, String what, String origin) {
    if (!SLUG.matcher(text).matches()) {
      throw new UserError(
          "The "
              + what
              + " of a rule is a word of lower-case letters, digits, - and _ that is counted and"
              + " searched for. Found in the policy "
              + origin
              + ": "
              + text
              + ".");
    }
    return text;
  }

  /**
   * SHA-256 over what the rules say, hex: two files that differ in comments and layout only have
   * the same one.
   */
  public String hash() {
    StringBuilder text = new StringBuilder();
    for (Rule rule : rules) {
      for (String field :
          List.of(rule.name(), rule.keep() ? "keep" : "drop", rule.predicate(), rule.reason())) {
        text.append(field.length()).append(':').append(field).append('\n');
      }
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String bundled() {
    try (InputStream in = Policy.class.getClassLoader().getResourceAsStream(BUNDLED)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("the bundled policy cannot be read", e);
    }
  }

  private static String read(String file) {
    try {
      if (!file.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")) {
        return Files.readString(Path.of(file));
      }
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(URI.create(file));
      try (InputStream in = path.getFileSystem(new Configuration()).open(path)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "Cannot read the policy " + file + ": " + e + ". Check curate.policy.", e);
    }
  }

  /** A policy is one file: what it includes would change it without changing the file. */
  private static final ConfigIncluder NO_INCLUDES =
      new ConfigIncluder() {
        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
          return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
          throw new UserError(
              "A policy cannot include another file: " + what + ". Copy its rules.");
        }
      };
}
