package org.isobath.jobs.ingest;

import org.isobath.Rejected;

/**
 * An input with its bytes, on its way through one task.
 *
 * @param bytes null when it could not be read
 * @param focalPx focal length in pixels where the source knows it better than EXIF; else null
 * @param rejected why it could not be read; null when it was
 */
record Loaded(Item item, byte[] bytes, Annotation annotation, Double focalPx, Rejected rejected) {

  static Loaded of(Item item, byte[] bytes, Annotation annotation) {
    return new Loaded(item, bytes, annotation, null, null);
  }

  static Loaded rejected(Item item, Rejected rejected) {
    return new Loaded(item, null, Annotation.none(), null, rejected);
  }
}
