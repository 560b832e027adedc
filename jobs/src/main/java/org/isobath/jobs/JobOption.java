package org.isobath.jobs;

/**
 * An option of the command line that belongs to one job alone, beside those that all share.
 *
 * @param name with its dashes, such as {@code --verify}
 * @param label what follows it, for {@code --help}; empty when nothing does
 * @param description one line for {@code --help}
 */
public record JobOption(String name, String label, String description) {
  /** An option that is there or not. */
  public static JobOption flag(String name, String description) {
    return new JobOption(name, "", description);
  }

  boolean takesValue() {
    return !label.isEmpty();
  }
}
