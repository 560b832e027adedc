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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.isobath.Nearest;
import org.isobath.UserError;

/** Reads the HOCON of a policy. What it must hold is said in {@code conf/policy.conf}. */
final class PolicyFile {
  /** Where the policies are that are used when no file is named. */
  private static final String BUNDLED = "org/isobath/conf/";

  private static final List<String> KEYS = List.of("name", "commercial", "rules", "select");
  private static final List<String> RULE_KEYS =
      List.of("name", "keep-when", "drop-when", "reason", "severity");
  private static final List<String> SELECT_KEYS = List.of("by", "at-most", "seed");
  private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9_-]*");

  private final String origin;

  private PolicyFile(String origin) {
    this.origin = origin;
  }

  /**
   * @param file under {@code conf}
   * @param name of the policy
   * @param origin what messages call it
   */
  static Policy bundled(String file, String name, String origin) {
    try (InputStream in = PolicyFile.class.getClassLoader().getResourceAsStream(BUNDLED + file)) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), origin, name);
    } catch (IOException e) {
      throw new IllegalStateException(origin + " cannot be read", e);
    }
  }

  /**
   * @param stem the name of a policy that gives itself none
   */
  static Policy parse(String text, String origin, String stem) {
    Config config;
    try {
      config =
          ConfigFactory.parseString(
              text,
              ConfigParseOptions.defaults().setOriginDescription(origin).setIncluder(NO_INCLUDES));
    } catch (ConfigException e) {
      throw new UserError("The policy is not valid HOCON: " + e.getMessage(), e);
    }
    PolicyFile file = new PolicyFile(origin);
    file.known(config.root(), "the policy", KEYS);
    try {
      return new Policy(
          origin,
          file.slug(
              config.hasPath("name") ? config.getString("name") : stem, "The name of a policy"),
          config.hasPath("commercial") && config.getBoolean("commercial"),
          file.rules(config.getConfigList("rules")),
          config.hasPath("select")
              ? Optional.of(file.selection(config.getConfig("select")))
              : Optional.empty());
    } catch (ConfigException e) {
      throw new UserError(
          "The policy "
              + origin
              + " must hold rules = [ { name, keep-when or drop-when, reason, severity } ] and may hold name,"
              + " commercial = true or false and select { by = [ … ], at-most, seed }: "
              + e.getMessage(),
          e);
    }
  }

  private List<Rule> rules(List<? extends Config> entries) {
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Config entry : entries) {
      Rule rule = rule(entry);
      if (!names.add(rule.name())) {
        throw new UserError(
            "Two rules of the policy " + origin + " are named " + rule.name() + ". Rename one.");
      }
      rules.add(rule);
    }
    return List.copyOf(rules);
  }

  private Rule rule(Config entry) {
    known(entry.root(), "a rule of the policy", RULE_KEYS);
    String name = slug(entry.getString("name"), "The name of a rule");
    boolean keep = entry.hasPath("keep-when");
    if (keep == entry.hasPath("drop-when")) {
      throw new UserError(
          "Rule "
              + name
              + " of the policy "
              + origin
              + " needs either keep-when or drop-when, an SQL predicate such as blur >= 20.");
    }
    return new Rule(
        name,
        entry.getString(keep ? "keep-when" : "drop-when").strip(),
        keep,
        entry.hasPath("reason") ? slug(entry.getString("reason"), "The reason of a rule") : name,
        entry.hasPath("severity") ? severity(name, entry.getString("severity")) : Severity.DROP);
  }

  private Severity severity(String rule, String text) {
    return Arrays.stream(Severity.values())
        .filter(severity -> severity.label().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "Rule "
                        + rule
                        + " of the policy "
                        + origin
                        + " has severity "
                        + text
                        + ". It is drop or warn."));
  }

  private Selection selection(Config select) {
    known(select.root(), "select of the policy", SELECT_KEYS);
    long atMost = select.getLong("at-most");
    if (atMost < 1 || atMost > Integer.MAX_VALUE || select.getDouble("at-most") != atMost) {
      throw new UserError(
          "select.at-most of the policy "
              + origin
              + " must be a whole number from 1, found "
              + select.getValue("at-most").render()
              + ".");
    }
    return new Selection(
        select.hasPath("by") ? select.getStringList("by") : List.of(),
        (int) atMost,
        select.hasPath("seed") ? select.getLong("seed") : 0);
  }

  private void known(ConfigObject object, String where, List<String> keys) {
    for (String key : object.keySet()) {
      if (!keys.contains(key)) {
        throw new UserError(
            "Unknown key in "
                + where
                + " "
                + origin
                + ": "
                + key
                + ". Did you mean "
                + Nearest.of(key, keys)
                + "?");
      }
    }
  }

  private String slug(String text, String what) {
    if (!SLUG.matcher(text).matches()) {
      throw new UserError(
          what
              + " is a word of lower-case letters, digits, - and _ that is counted and searched for."
              + " Found in the policy "
              + origin
              + ": "
              + text
              + ".");
    }
    return text;
  }

  /** The last part of a path or URI without its ending, as a name may be written. */
  static String stem(String file) {
    String last = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
    return last.toLowerCase(Locale.ROOT)
        .replaceAll("%[0-9a-f]{2}|[^a-z0-9_-]", "-")
        .replaceFirst("^[_-]+", "");
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
