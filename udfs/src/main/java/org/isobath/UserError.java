package org.isobath;

/**
 * The user's mistake: a configuration, path, card or input that cannot work as given. Throw it when
 * the person who started the command can mend the cause; the command line prints the message alone
 * and exits with 2. Anything that is our fault stays an ordinary exception, with its stack trace
 * and exit code 1.
 *
 * <p>A message says the problem, the value and the remedy: {@code "estimate.device = cuda, but this
 * build carries the CPU runtime only. Build with mvn -Pgpu package, or set estimate.device =
 * auto."}
 */
public class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
