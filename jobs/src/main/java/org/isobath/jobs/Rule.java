package org.isobath.jobs;

/**
 * One line of a policy: an SQL predicate over the columns of {@code images} and {@code depth}. A
 * predicate that is NULL for a row says nothing about it, so the rule does not apply: a metric that
 * is not defined for a picture is no evidence against it. Whoever wants the opposite writes {@code
 * coalesce} or {@code IS NOT NULL}.
 *
 * @param name unique in its policy
 * @param predicate SQL, true, false or NULL for a row
 * @param keep true: the rule says no to rows for which the predicate is false; false: to those for
 *     which it is true
 * @param reason what {@code pairs.reasons} or {@code pairs.warnings} holds for such a row; rules
 *     may share one
 * @param severity whether such a row is dropped
 */
public record Rule(String name, String predicate, boolean keep, String reason, Severity severity) {
  /** A rule that drops. */
  public Rule(String name, String predicate, boolean keep, String reason) {
    this(name, predicate, keep, reason, Severity.DROP);
  }

  /** SQL that is true for the rows this rule says no to, false for all others, never NULL. */
  public String saysNo() {
    return keep
        ? "coalesce(NOT (" + predicate + "), false)"
        : "coalesce((" + predicate + "), false)";
  }

  /** SQL that is true for the rows this rule does not apply to. */
  public String undefined() {
    return "(" + predicate + ") IS NULL";
  }
}
