package org.isobath.depth;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.isobath.UserError;

/**
 * What the numbers of a depth map mean. Carried with every map, stored with every row, never
 * guessed.
 */
public enum DepthKind {
  /**
   * Inverse depth up to an unknown scale and shift (MiDaS, Depth Anything V1 and V2); larger is
   * nearer.
   */
  INVERSE_RELATIVE("none", true),
  /** Depth up to an unknown scale (Depth Anything 3 mono); larger is farther. */
  RELATIVE("none", false),
  /** Depth along the optical axis in metres; larger is farther. */
  METRIC("m", false),
  /** One over depth in metres; larger is nearer. */
  INVERSE_METRIC("1/m", true);

  private final String unit;
  private final boolean inverse;

  DepthKind(String unit, boolean inverse) {
    this.unit = unit;
    this.inverse = inverse;
  }

  /** The name in tables, cards and PNG text: lower case with underscores. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@code m}, {@code 1/m} or {@code none}. */
  public String unit() {
    return unit;
  }

  /** True when larger values are nearer. */
  public boolean inverse() {
    return inverse;
  }

  public boolean metric() {
    return this == METRIC || this == INVERSE_METRIC;
  }

  /** The kind with this {@link #label()}. */
  public static DepthKind of(String label) {
    for (DepthKind kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new UserError(
        "Unknown depth kind: "
            + label
            + ". Use one of "
            + Arrays.stream(values()).map(DepthKind::label).collect(Collectors.joining(", "))
            + ".");
  }
}
