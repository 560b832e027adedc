package org.isobath.model;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import org.isobath.UserError;

/**
 * Refuses {@code include}: a card travels to every executor as one text, and what it includes would
 * not.
 */
final class NoIncludes implements ConfigIncluder {
  private final String file;

  NoIncludes(String file) {
    this.file = file;
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    throw new UserError(
        "Model card "
            + file
            + " includes "
            + what
            + ". A card is one file: copy the keys into it.");
  }
}
