package org.isobath.jobs.curate;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the licences of pictures ask for, from most to least restrictive: the one order in which the
 * licences of several sources are compared. It reads the spellings that data sets use (SPDX names,
 * "CC BY-NC 4.0", addresses of the Creative Commons deeds) and is no legal advice.
 */
enum LicenseTerms {
  /** A source that states none: nothing is known to be allowed. */
  NOT_STATED("^$"),
  ALL_RIGHTS_RESERVED("all-rights|proprietary|copyrighted|no-licen[cs]e"),
  RESEARCH_ONLY("research|academic|evaluation"),
  NON_COMMERCIAL_NO_DERIVATIVES("nc-nd|non-?commercial-no-?deriv"),
  NON_COMMERCIAL_SHARE_ALIKE("nc-sa|non-?commercial-share-?alike"),
  NON_COMMERCIAL("by-nc|non-?commercial"),
  NO_DERIVATIVES("by-nd|no-?deriv"),
  SHARE_ALIKE("by-sa|gpl|odbl|share-?alike"),
  ATTRIBUTION("cc-by|^by(-|$)|licenses-by|attribution|odc-by"),
  PERMISSIVE("^(mit|isc|bsd|apache|cdla-permissive|unsplash|pexels|pixabay)(-|$)"),
  PUBLIC_DOMAIN("cc0|public-?domain|pddl|^pd(-|$)|unlicense|no-known-copyright");

  /**
   * A text that matches nothing stands here: after nothing stated, before all that is understood.
   */
  private static final double UNKNOWN = 0.5;

  private final Pattern pattern;

  LicenseTerms(String pattern) {
    this.pattern = Pattern.compile(pattern);
  }

  /**
   * The place of a licence in the order, 0 for the most restrictive.
   *
   * @param license as stated by a source; null or blank when it states none
   */
  static double rank(String license) {
    String text =
        license == null
            ? ""
            : license
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s_/]+", "-")
                .replaceAll("^https?:-*", "");
    for (LicenseTerms terms : values()) {
      if (terms.pattern.matcher(text).find()) {
        return terms.ordinal();
      }
    }
    return UNKNOWN;
  }

  /**
   * Whether a licence is known to allow commercial use: neither nothing stated nor a text that is
   * not understood does.
   *
   * @param license as in {@link #rank}
   */
  static boolean commercial(String license) {
    return rank(license) > NON_COMMERCIAL.ordinal();
  }
}
