package org.isobath.quality;

/**
 * What is said about a score wherever it appears: as a column, in documentation, as a heading. A
 * score is a {@code double}; {@link Double#NaN} means that it is not defined for this input, and
 * becomes SQL NULL. Degenerate inputs (constant, all invalid, all infinite, one pixel) have a
 * defined score or none, never an exception.
 */
public interface Metric {
  /** Column name, SQL suffix and report heading: lower case with underscores. */
  String label();

  /** What it measures, its formula, and when it is not defined. */
  String description();

  /** Who defined it so. */
  String source();

  /** Unit of the value; {@code 1} for a pure number. */
  String unit();

  /** Every defined score lies in it. */
  Range range();

  /** Which way is good. */
  Better better();

  /**
   * Milliseconds of one core for a picture or map of 1 megapixel, beyond what its list shares
   * (shrunk copies, an alignment) and as if alone: gradients that two of them use count twice.
   * Measured, and rounded up; a guide to what a run will cost.
   */
  double cost();
}
