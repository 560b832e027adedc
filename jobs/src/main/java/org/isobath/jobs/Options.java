package org.isobath.jobs;

import java.util.List;
import java.util.OptionalLong;

/**
 * What stands on the command line beside the configuration.
 *
 * @param arguments words after the verb
 * @param limit at most so many new inputs
 * @param dryRun say what would be done and write nothing
 * @param json end standard output with one JSON object
 * @param retryRejects take up again what earlier runs rejected
 */
public record Options(
    List<String> arguments,
    OptionalLong limit,
    boolean dryRun,
    boolean json,
    boolean retryRejects) {
  public static final Options NONE =
      new Options(List.of(), OptionalLong.empty(), false, false, false);

  /** {@link #limit()} or the largest long. */
  public long limitOrAll() {
    return limit.orElse(Long.MAX_VALUE);
  }
}
