package org.isobath.jobs;

import java.util.Locale;

/** A number of bytes as a person reads it: {@code 12 B}, {@code 3.4 MiB}. Not for figures. */
public final class ByteSize {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private ByteSize() {}

  public static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit + 1 < UNITS.length) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
