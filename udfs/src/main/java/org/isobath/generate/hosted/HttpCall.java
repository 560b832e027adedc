package org.isobath.generate.hosted;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * One HTTP call, without the key: the transport adds it under the card's header when {@code
 * authorised}, and refuses where the host is not one of the card's. Redirects are never followed.
 *
 * @param method GET, POST or PUT
 * @param headers beside the key's
 * @param body empty for none
 * @param authorised whether the key goes with it
 * @param timeout for the whole exchange
 */
public record HttpCall(
    String method,
    URI uri,
    Map<String, String> headers,
    byte[] body,
    boolean authorised,
    Duration timeout) {
  public HttpCall {
    headers = Map.copyOf(headers);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HttpCall that
        && method.equals(that.method)
        && uri.equals(that.uri)
        && headers.equals(that.headers)
        && Arrays.equals(body, that.body)
        && authorised == that.authorised
        && timeout.equals(that.timeout);
  }

  @Override
  public int hashCode() {
    return Objects.hash(method, uri, headers, Arrays.hashCode(body), authorised, timeout);
  }

  /** Method and place without query or body: URLs of providers are secrets while they live. */
  @Override
  public String toString() {
    return method + " " + uri.getHost() + uri.getPath();
  }
}
