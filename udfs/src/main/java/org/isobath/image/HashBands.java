package org.isobath.image;

/**
 * The 64 bits of a hash cut into {@code radius + 1} disjoint bands of as equal width as can be. Two
 * hashes that differ in at most {@code radius} bits agree in all bits of at least one band, for the
 * differing bits cannot touch every one (pigeonhole principle); so whoever compares the hashes that
 * agree in a band, for each band in turn, misses none.
 *
 * <p>What it costs: each hash is filed under {@code radius + 1} keys, and with n unrelated hashes
 * about {@code n / 2^width} share a key. Radius 3 has four bands of 16 bits, good for hundreds of
 * millions; radius 6 seven of 9 or 10, good for a million or so.
 *
 * @param radius largest number of differing bits, 0 to {@value #MAX_RADIUS}
 */
public record HashBands(int radius) {
  /** With wider radius the bands are too narrow to tell anything apart. */
  public static final int MAX_RADIUS = 10;

  public HashBands {
    if (radius < 0 || radius > MAX_RADIUS) {
      throw new IllegalArgumentException("radius is 0 to " + MAX_RADIUS + ", not " + radius);
    }
  }

  public int count() {
    return radius + 1;
  }

  /** Place of the lowest bit of a band, counted from the least significant bit of the hash. */
  public int shift(int band) {
    return Long.SIZE * band / count();
  }

  /** Bits of a band. */
  public int width(int band) {
    return shift(band + 1) - shift(band);
  }

  /** The bits of a band in their place. */
  public long mask(int band) {
    return -1L >>> (Long.SIZE - width(band)) << shift(band);
  }

  /** The bits of {@code hash} in a band, moved to the lowest place. */
  public long key(long hash, int band) {
    return (hash & mask(band)) >>> shift(band);
  }
}
