package org.isobath.jobs.report;

import java.util.Base64;
import java.util.Locale;

/** The only way for text and numbers into the page. */
final class Html {
  private Html() {}

  /**
   * Text for element content and quoted attributes: markup characters escaped, characters that a
   * page may not hold (controls, halves of surrogate pairs) replaced by U+FFFD.
   */
  static String text(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\n', '\t' -> safe.appendCodePoint(c);
                default -> safe.appendCodePoint(allowed(c) ? c : 0xfffd);
              }
            });
    return safe.toString();
  }

  private static boolean allowed(int c) {
    return !Character.isISOControl(c)
        && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        && (c & 0xfffe) != 0xfffe;
  }

  /**
   * Text of unknown direction and origin, isolated so that right-to-left letters in it do not turn
   * around what stands beside it, and cut after {@code most} characters.
   */
  static String foreign(String text, int most) {
    if (text == null) {
      return "";
    }
    boolean cut = text.codePointCount(0, text.length()) > most;
    String shown = cut ? text.substring(0, text.offsetByCodePoints(0, most)) + "…" : text;
    return "<bdi>" + text(shown) + "</bdi>";
  }

  /** A count with thin spaces between thousands. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count).replace(",", "&#8239;");
  }

  /** A measured number in at most four significant digits. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return Long.toString((long) value);
    }
    double size = Math.abs(value);
    if (size >= 1e6 || size < 1e-4) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  static String percent(long part, long whole) {
    return whole == 0 ? "–" : String.format(Locale.ROOT, "%.1f&#8239;%%", 100.0 * part / whole);
  }

  static String jpeg(byte[] bytes) {
    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes);
  }
}
