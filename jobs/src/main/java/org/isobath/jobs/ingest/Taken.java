package org.isobath.jobs.ingest;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.isobath.Reason;

/**
 * What became of one input in one task: kept on local disk until its batch is written.
 *
 * @param seen the keys
 * @param source its row of {@code sources}
 * @param image its row of {@code images}, bytes included; null when rejected
 */
record Taken(Seen seen, Row source, Row image) implements Serializable {

  /**
   * What the driver needs to know of an input to resolve duplicates: never its bytes.
   *
   * @param imageId null when rejected
   * @param reason null when accepted
   * @param length bytes read
   */
  record Seen(String uri, String imageId, Reason reason, long length) implements Serializable {}
}
