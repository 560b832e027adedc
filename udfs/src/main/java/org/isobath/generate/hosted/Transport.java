package org.isobath.generate.hosted;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * What carries calls. It adds the key where a call is authorised and its host may see it, follows
 * no redirect and sends nothing a second time.
 */
public interface Transport {
  /**
   * Sends a call.
   *
   * @return the answer, or failed with {@link NotSent} when the request certainly did not leave
   *     this machine whole, and with any other {@link IOException} when nobody knows
   */
  CompletableFuture<HttpReply> send(HttpCall call);

  /** The request did not reach the other side: no connection, no name, no TLS. */
  final class NotSent extends IOException {
    private static final long serialVersionUID = 1L;

    public NotSent(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
