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
  private final CardKind kind;
  private final String file;

  NoIncludes(CardKind kind, String file) {
    this.kind = kind;
    this.file = file;
  }

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    throw new UserError(
        kind.title()
            + " "
            + file
            + " includes "
            + what
            + ". A card is one file: copy the keys into it.");
  }
}
