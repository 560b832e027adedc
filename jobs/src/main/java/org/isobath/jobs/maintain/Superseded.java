package org.isobath.jobs.maintain;

import java.util.Arrays;
import java.util.Locale;
import org.isobath.jobs.Conf;

/** What becomes of superseded depth: {@code maintain.superseded}. */
enum Superseded {
  /** It stays, and is counted. */
  KEEP,
  /** Dropped, unless a kept pair names some of it. */
  UNPAIRED,
  /** Dropped in any case. */
  ALL;

  static Superseded of(Conf conf) {
    String label =
        conf.oneOf(
            "maintain.superseded",
            Arrays.stream(values()).map(Superseded::label).toArray(String[]::new));
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
