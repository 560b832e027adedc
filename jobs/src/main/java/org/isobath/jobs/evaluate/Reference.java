package org.isobath.jobs.evaluate;

import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Rejected;

/** Where the reference depth of a picture is found: one entry of {@code evaluate.references}. */
interface Reference extends Serializable {
  /** {@code evaluations.judge} of its rows. */
  String judge();

  /** The only {@code sources.source} whose pictures it is for; null for all. */
  String source();

  /**
   * Where the reference of a picture should be.
   *
   * @param uri of the picture, as in {@code sources}
   * @return null for a picture that it is not for
   */
  String locate(String uri);

  /**
   * Reads the reference of a picture that it is for.
   *
   * @param uri of the picture
   * @param maxBytes of a file
   * @return null when nothing is there: the picture has no reference
   * @throws Rejected when it is there and cannot be used
   */
  Truth read(String uri, Configuration hadoop, long maxBytes) throws Rejected;
}
