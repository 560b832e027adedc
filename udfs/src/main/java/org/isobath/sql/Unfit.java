package org.isobath.sql;

/**
 * The values of one row do not go together, such as a position outside of the depth map: its {@code
 * try_} variant gives NULL. For a mistake in the query itself there is {@link
 * org.isobath.UserError}, which no variant hides.
 */
final class Unfit extends Exception {
  private static final long serialVersionUID = 1L;

  Unfit(String message) {
    super(message);
  }
}
