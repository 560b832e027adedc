package org.isobath.generate.hosted;

import java.util.regex.Pattern;

/** Texts from outside, as they may stand in tables and logs. */
final class PlainText {
  private static final Pattern URL =
      Pattern.compile("(https?://)(?:[^/\\s@\"]*@)?([^/?#\\s\"'<>]*)[^\\s\"'<>]*");
  private static final int LONGEST = 400;

  private PlainText() {}

  /** One line of at most 400 characters; of URLs, which are secrets while they live, the host. */
  static String of(String text) {
    String line =
        URL.matcher(String.valueOf(text))
            .replaceAll("$1$2/…")
            .replaceAll("[\\s\\p{Cntrl}]+", " ")
            .strip();
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
