package org.isobath.jobs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What stands on the command line beside the configuration.
 *
 * @param arguments words after the verb
 * @param limit at most so many new inputs
 * @param dryRun say what would be done and write nothing
 * @param json end standard output with one JSON object
 * @param retryRejects take up again what earlier runs rejected
 * @param own the job's own options that were given, by name; the value of a flag is empty
 */
public record Options(
    List<String> arguments,
    OptionalLong limit,
    boolean dryRun,
    boolean json,
    boolean retryRejects,
    Map<String, String> own) {
  public static final Options NONE =
      new Options(List.of(), OptionalLong.empty(), false, false, false);

  /** Without options of a job's own. */
  public Options(
      List<String> arguments,
      OptionalLong limit,
      boolean dryRun,
      boolean json,
      boolean retryRejects) {
    this(arguments, limit, dryRun, json, retryRejects, Map.of());
  }

  /** These and one of the job's own; {@code value} is empty for a flag. */
  public Options with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(own);
    more.put(name, value);
    return new Options(arguments, limit, dryRun, json, retryRejects, Map.copyOf(more));
  }

  /** The value of one of the {@linkplain Job#options job's own} options, when it was given. */
  public Optional<String> own(String name) {
    return Optional.ofNullable(own.get(name));
  }

  /** {@link #limit()} or the largest long. */
  public long limitOrAll() {
    return limit.orElse(Long.MAX_VALUE);
  }
}
