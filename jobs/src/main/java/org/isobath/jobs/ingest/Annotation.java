package org.isobath.jobs.ingest;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stands beside a picture, not in it.
 *
 * @param caption null when there is none
 * @param license null when there is none
 * @param attributes further fields; may be empty
 */
record Annotation(String caption, String license, TreeMap<String, String> attributes)
    implements Serializable {

  static Annotation none() {
    return new Annotation(null, null, new TreeMap<>());
  }

  static Annotation of(String caption, String license, Map<String, String> attributes) {
    return new Annotation(caption, license, new TreeMap<>(attributes));
  }

  /** This one with {@code otherwise} where it has no license. */
  Annotation orLicense(String otherwise) {
    return license == null ? new Annotation(caption, otherwise, attributes) : this;
  }
}
