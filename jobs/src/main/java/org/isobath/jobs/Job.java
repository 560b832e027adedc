package org.isobath.jobs;

import java.util.List;

/**
 * One verb of the command line: reads tables, writes tables, says what it did. Jobs meet in tables
 * only and never call each other; {@link Main} holds the list of them. An implementation keeps no
 * state between runs.
 */
public interface Job {
  /** The word on the command line, and the value of {@code runs.verb}. */
  String verb();

  /** One line for {@code --help}. */
  String summary();

  /** Words that may follow the verb, for {@code --help}; empty when none may. */
  default String arguments() {
    return "";
  }

  /** Options that only this job has. A chain of jobs such as {@code run} does not take them. */
  default List<JobOption> options() {
    return List.of();
  }

  /** True when a run with these options changes tables, and so is a row of {@code runs}. */
  default boolean writes(Options options) {
    return needsSpark() && !options.dryRun();
  }

  /** False for a verb that needs neither Spark nor tables; its {@link Run} has none. */
  default boolean needsSpark() {
    return true;
  }

  /**
   * Checks what can be checked before Spark starts.
   *
   * @throws org.isobath.UserError with the problem, the value and the remedy
   */
  default void check(Conf conf, Options options) {}

  /**
   * Does the work. Inputs that cannot be used become rejected rows, not exceptions.
   *
   * @throws org.isobath.UserError for a mistake of the user that concerns the whole run
   */
  Outcome run(Run run) throws Exception;
}
