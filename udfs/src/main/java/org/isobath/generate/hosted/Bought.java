package org.isobath.generate.hosted;

import java.net.URI;

/**
 * A prediction that exists at the provider and is paid for, or will be.
 *
 * @param predictionId the provider's id; empty where it has none
 * @param pollUrl where to ask, when the provider says so itself; null otherwise. A secret while it
 *     lives: never in a log or table
 */
public record Bought(String predictionId, URI pollUrl) {
  @Override
  public String toString() {
    return "prediction " + predictionId;
  }
}
