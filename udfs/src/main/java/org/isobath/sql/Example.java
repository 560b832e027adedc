package org.isobath.sql;

/**
 * A query that a test runs, and what it gives, as spark-sql prints it.
 *
 * @param around SQL around the call, which stands for {@code %s}
 */
record Example(String around, String result) {
  /** The query for this call. */
  String query(String call) {
    return "SELECT " + around.formatted(call);
  }
}
