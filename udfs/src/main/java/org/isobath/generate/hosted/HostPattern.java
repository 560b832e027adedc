package org.isobath.generate.hosted;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Hosts as a card lists them: {@code api.example.org}, or {@code *.example.org} for all below. */
final class HostPattern {
  private HostPattern() {}

  /** Whether one of the patterns is the host, or holds it. */
  static boolean matches(List<String> patterns, URI uri) {
    String host = uri.getHost();
    if (host == null) {
      return false;
    }
    String lower = host.toLowerCase(Locale.ROOT);
    return patterns.stream()
        .map(pattern -> pattern.toLowerCase(Locale.ROOT))
        .anyMatch(
            pattern ->
                pattern.startsWith("*.")
                    ? lower.endsWith(pattern.substring(1))
                    : lower.equals(pattern));
  }
}
