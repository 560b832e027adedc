package org.isobath.jobs;

/**
 * One line of a policy: an SQL predicate over the columns of {@code images} and {@code depth}. A
 * predicate that is NULL for a row says nothing about it, so the rule does not apply: a metric that
 * is not defined for a picture is no evidence against it. Whoever wants the opposite writes {@code
 * coalesce} or {@code IS NOT NULL}.
 *
 * @param name unique in its policy
 * @param predicate SQL, true, false or NULL for a row
 * @param keep true: rows for which the predicate is false are dropped; false: rows for which it is
 *     true are
 * @param reason what {@code pairs.reasons} holds for a dropped row; rules may share one
 */
public record Rule(String name, String predicate, boolean keep, String reason) {
  /** SQL that is true for the rows this rule drops, false for all others, never NULL. */
  public String drops() {
    return keep
        ? "coalesce(NOT (" + predicate + "), false)"
        : "coalesce((" + predicate + "), false)";
  }
}
