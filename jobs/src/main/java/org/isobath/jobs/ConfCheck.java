package org.isobath.jobs;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.Nearest;
import org.isobath.UserError;

/** Compares what the user configured with the declaration of every key. */
final class ConfCheck {
  /** Keys whose children are the user's own names. */
  private static final Set<String> OPEN =
      Set.of("spark.conf", "curate.splits", "plan.parameters", "generate.budgets");

  private final List<String> known;

  private ConfCheck(List<String> known) {
    this.known = known;
  }

  /**
   * @throws UserError for a key that is not declared, or a value of another shape than its default,
   *     with the place where it stands
   */
  static void check(ConfigObject declared, ConfigObject user) {
    List<String> known = new ArrayList<>();
    collect(declared, List.of(), known);
    new ConfCheck(known).section(declared, user, List.of());
  }

  private static void collect(ConfigObject object, List<String> at, List<String> into) {
    object.forEach(
        (name, value) -> {
          List<String> path = append(at, name);
          into.add(ConfigUtil.joinPath(path));
          if (value instanceof ConfigObject child) {
            collect(child, path, into);
          }
        });
  }

  private void section(ConfigObject declared, ConfigObject user, List<String> at) {
    for (Map.Entry<String, ConfigValue> entry : user.entrySet()) {
      List<String> path = append(at, entry.getKey());
      String key = ConfigUtil.joinPath(path);
      ConfigValue found = entry.getValue();
      ConfigValue wanted = declared.get(entry.getKey());
      if (wanted == null) {
        throw new UserError(
            "Unknown configuration key: "
                + key
                + " ("
                + found.origin().description()
                + "). Did you mean "
                + Nearest.of(key, known)
                + "?");
      }
      if (wanted instanceof ConfigObject section) {
        if (!(found instanceof ConfigObject object)) {
          throw wrong(key, "a section { … }", found);
        }
        if (!OPEN.contains(key)) {
          section(section, object, path);
        }
      } else {
        value(key, wanted, found);
      }
    }
  }

  private static void value(String key, ConfigValue wanted, ConfigValue found) {
    if (wanted instanceof ConfigList) {
      if (!(found instanceof ConfigList)) {
        throw wrong(key, "a list [ … ]", found);
      }
    } else if (found instanceof ConfigList
        || found instanceof ConfigObject
        || found.valueType() == ConfigValueType.NULL) {
      throw wrong(key, "a single value", found);
    } else if (wanted.valueType() == ConfigValueType.NUMBER && !number(found)) {
      throw wrong(key, "a number", found);
    }
  }

  private static boolean number(ConfigValue value) {
    try {
      return !Double.isNaN(Double.parseDouble(String.valueOf(value.unwrapped())));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  static UserError wrong(String key, String wanted, ConfigValue found) {
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

  private static List<String> append(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return longer;
  }
}
