package org.isobath.jobs.ingest;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.GlobPattern;

/**
 * Which files under a folder are meant: a path relative to it, segment by segment. {@code *},
 * {@code ?}, {@code [a-z]} and <code>{a,b}</code> stand for parts of one name, {@code **} for any
 * number of folders (as the last segment: for every file below). A name that begins with a dot is
 * matched only by a segment that begins with a dot, as shells do: the hidden folders of viewers and
 * version control hold no photographs. A name that begins with an underscore is ordinary: cameras
 * write such names.
 *
 * <p>Matching goes down folder by folder with a set of segments as state (bit i: segment i comes
 * next), so that folders which cannot hold a match are never listed.
 *
 * @param segments of the pattern, at most {@value #MAX_SEGMENTS}
 */
record Glob(List<String> segments) implements Serializable {
  static final int MAX_SEGMENTS = 60;

  private static final String ANY_FOLDERS = "**";

  /** Every file below. */
  static final Glob ALL = new Glob(List.of(ANY_FOLDERS));

  Glob {
    segments = new ArrayList<>(segments);
    if (segments.isEmpty() || segments.size() > MAX_SEGMENTS) {
      throw new IllegalArgumentException("a pattern has 1 to " + MAX_SEGMENTS + " segments");
    }
    for (String segment : segments) {
      if (segment.chars().filter(c -> c == '{').count()
          != segment.chars().filter(c -> c == '}').count()) {
        throw new IllegalArgumentException(
            "braces must open and close within one name, found " + segment);
      }
      try {
        new GlobPattern(segment);
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(segment + " is not a pattern: " + e.getMessage(), e);
      }
    }
  }

  /** True when {@code segment} stands for more than itself. */
  static boolean hasWildcard(String segment) {
    return segment.chars().anyMatch(c -> "*?[{\\".indexOf(c) >= 0);
  }

  /** The state at the folder that the pattern is relative to. */
  long start() {
    return closed(1);
  }

  /**
   * The state in the folder {@code name} of a folder in {@code state}; 0 when nothing in it can
   * match.
   */
  long enter(long state, String name) {
    long next = 0;
    for (int i = 0; i < segments.size(); i++) {
      if ((state & 1L << i) != 0 && matches(i, name)) {
        // the last segment names files, unless it goes down without end
        if (segments.get(i).equals(ANY_FOLDERS)) {
          next |= 1L << i;
        } else if (i + 1 < segments.size()) {
          next |= 1L << i + 1;
        }
      }
    }
    return closed(next);
  }

  /** True when the file {@code name} of a folder in {@code state} is meant. */
  boolean takes(long state, String name) {
    int last = segments.size() - 1;
    return (state & 1L << last) != 0 && matches(last, name);
  }

  private boolean matches(int i, String name) {
    String segment = segments.get(i);
    if (name.startsWith(".") && !segment.startsWith(".")) {
      return false;
    }
    return segment.equals(ANY_FOLDERS) || new GlobPattern(segment).matches(name);
  }

  /** {@code **} may stand for no folder at all. */
  private long closed(long state) {
    long closed = state;
    for (int i = 0; i + 1 < segments.size(); i++) {
      if ((closed & 1L << i) != 0 && segments.get(i).equals(ANY_FOLDERS)) {
        closed |= 1L << i + 1;
      }
    }
    return closed;
  }
}
