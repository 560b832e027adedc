package org.isobath.generate.hosted;

import java.net.URI;

/**
 * Where a provider may call back.
 *
 * @param url with the request in its query, so that a call that comes before the answer to the
 *     create call can be matched
 * @param secret by which a call back proves itself, where the protocol lets the caller choose it
 */
public record Webhook(URI url, String secret) {
  @Override
  public String toString() {
    return "webhook at " + url.getHost();
  }
}
