package org.isobath.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueFactory;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.isobath.UserError;

/** Reads what the user configured: files of {@code --config}, pairs of {@code --set}. */
final class ConfSources {
  private static final Pattern URI_LIKE = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:/.*");

  private ConfSources() {}

  /** All of them in one, unresolved; later files win, {@code sets} win over files. */
  static Config read(List<String> files, List<String> sets) {
    Config user = ConfigFactory.empty();
    for (String file : files) {
      user = file(file).withFallback(user);
    }
    for (String set : sets) {
      user = set(set).withFallback(user);
    }
    return user;
  }

  private static Config file(String file) {
    try {
      return URI_LIKE.matcher(file).matches() ? remote(file) : local(file);
    } catch (IOException | IllegalArgumentException e) {
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

  private static Config local(String name) throws IOException {
    File file = new File(name);
    // says plainly that the file is missing, a folder or not readable
    Files.newInputStream(file.toPath()).close();
    if (file.isDirectory()) {
      throw new IOException("is a folder");
    }
    return ConfigFactory.parseFile(file, ConfigParseOptions.defaults().setAllowMissing(false));
  }

  private static Config remote(String uri) throws IOException {
    Path path = new Path(URI.create(uri));
    FileSystem fs = path.getFileSystem(HadoopSettings.outside());
    try (Reader reader = new InputStreamReader(fs.open(path), StandardCharsets.UTF_8)) {
      return ConfigFactory.parseReader(
          reader,
          ConfigParseOptions.defaults().setOriginDescription(uri).setIncluder(new NoIncludes(uri)));
    }
  }

  /** HOCON drops an include silently that it cannot find, and beside a stream it finds none. */
  private record NoIncludes(String uri) implements ConfigIncluder {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      throw new UserError(
          uri
              + " includes "
              + what
              + ", which only works in local files. Give both files with --config.");
    }
  }

  private static Config set(String set) {
    int eq = set.indexOf('=');
    if (eq < 1) {
      throw new UserError(
          "--set takes KEY=VALUE, for example --set estimate.device=cpu. Found: " + set + ".");
    }
    String key = set.substring(0, eq).trim();
    String value = set.substring(eq + 1);
    try {
      ConfigUtil.splitPath(key);
      return structured(value)
          ? ConfigFactory.parseString(
                  key + " = " + value,
                  ConfigParseOptions.defaults().setOriginDescription("--set " + key))
              .withOnlyPath(key)
          : ConfigFactory.empty()
              .withValue(key, ConfigValueFactory.fromAnyRef(value, "--set " + key));
    } catch (ConfigException e) {
      throw new UserError("Cannot use --set " + set + ": " + e.getMessage(), e);
    }
  }

  /**
   * Only lists, sections, quoted texts and substitutions are HOCON. Everything else is text as it
   * stands: in HOCON a path would end at its first {@code //} or {@code #}.
   */
  private static boolean structured(String value) {
    return value.startsWith("[")
        || value.startsWith("{")
        || value.startsWith("\"")
        || value.contains("${");
  }
}
