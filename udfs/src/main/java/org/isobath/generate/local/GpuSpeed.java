package org.isobath.generate.local;

/**
 * What makers state for dense matrices of 16-bit numbers with sums of 32 bits: the ground of an
 * estimate of time, where nothing was measured.
 */
public enum GpuSpeed {
  A100("A100", 312e12),
  L40S("L40S", 362e12),
  /** H200 has the same arithmetic and more memory. */
  H100("H100 SXM", 989e12);

  private final String title;
  private final double flops;

  GpuSpeed(String title, double flops) {
    this.title = title;
    this.flops = flops;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** Operations a second, at best. */
  public double flops() {
    return flops;
  }
}
