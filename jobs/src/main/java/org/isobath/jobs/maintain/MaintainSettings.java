package org.isobath.jobs.maintain;

import java.time.Duration;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Options;

/**
 * The section {@code maintain} of the configuration.
 *
 * @param fileBytes of a data file after compaction, about
 * @param retention how old a file that no table names must be before it is deleted
 */
record MaintainSettings(long fileBytes, Duration retention, Superseded superseded) {
  /** Option of the command line without which files younger than a week are not touched. */
  static final String SHORT_RETENTION = "--short-retention";

  /** Delta's own default, below which it refuses to vacuum as well. */
  private static final Duration WEEK = Duration.ofDays(7);

  static MaintainSettings of(Conf conf, Options options) {
    Duration retention = conf.duration("maintain.retention");
    if (retention.compareTo(WEEK) < 0 && options.own(SHORT_RETENTION).isEmpty()) {
      throw new UserError(
          ("maintain.retention = %s is less than 7 days. Files that young may be in use: by a run that has not"
                  + " committed them yet, by a reader of an earlier version, by the stream of estimate, which has to"
                  + " compare keys when they are gone. Add %s if no other job runs on this warehouse.")
              .formatted(conf.string("maintain.retention"), SHORT_RETENTION));
    }
    return new MaintainSettings(conf.bytes("maintain.file-bytes"), retention, Superseded.of(conf));
  }

  /** True when files are deleted that another run might need. */
  boolean brief() {
    return retention.compareTo(WEEK) < 0;
  }
}
