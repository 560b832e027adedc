package org.isobath.generate.hosted;

import java.net.URI;
import java.util.Arrays;
import java.util.Objects;

/**
 * One picture as the provider hands it over: a place to fetch it from, or its bytes.
 *
 * @param url null where the bytes are given. A secret while it lives: never in a log or table
 * @param bytes null where a place is given
 */
public record Output(URI url, byte[] bytes) {
  @Override
  public boolean equals(Object other) {
    return other instanceof Output that
        && Objects.equals(url, that.url)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(url, Arrays.hashCode(bytes));
  }

  @Override
  public String toString() {
    return url != null ? "output at " + url.getHost() : "output of " + bytes.length + " bytes";
  }
}
