package org.isobath.generate.local;

/**
 * The normal numbers of PyTorch's CPU generator, {@code torch.Generator().manual_seed(seed)} and
 * {@code torch.randn} in float32, bit for bit. Seeds mean the same noise here and in diffusers,
 * which draws on the CPU wherever the rest runs.
 *
 * <p>Equal to PyTorch 2.13 on x86 with AVX2 or AVX-512; its other builds differ from that by up to
 * 1e-6. A draw in bfloat16 or float16 is this one rounded. CUDA generators are others altogether.
 * One instance is for one thread.
 */
public final class TorchRandom {
  private static final int WORDS = 624;
  private static final int MIDDLE = 397;

  /** Draws of at least so many numbers are made in blocks of so many. */
  private static final int BLOCK = 16;

  private static final float TWO_PI = (float) (2 * Math.PI);

  /** Coefficients of the logarithm, from the highest power; Cephes, {@code logf}. */
  private static final float[] LOG = {
    -1.1514610310e-1f,
    1.1676998740e-1f,
    -1.2420140846e-1f,
    1.4249322787e-1f,
    -1.6668057665e-1f,
    2.0000714765e-1f,
    -2.4999993993e-1f,
    3.3333331174e-1f
  };

  private final int[] state = new int[WORDS];
  private int next = WORDS;
  private double spare;
  private boolean hasSpare;

  /**
   * @param seed of which PyTorch uses the lower 32 bits
   */
  public TorchRandom(long seed) {
    state[0] = (int) seed;
    for (int i = 1; i < WORDS; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /**
   * The next numbers of mean 0 and deviation 1. One draw of 32 numbers differs from two draws of
   * 16, where a draw is shorter than 16 or no multiple of it.
   */
  public float[] normal(int count) {
    float[] values = new float[count];
    if (count < BLOCK) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) single();
      }
      return values;
    }
    for (int i = 0; i < count; i++) {
      values[i] = uniform();
    }
    for (int i = 0; i + BLOCK <= count; i += BLOCK) {
      toNormal(values, i);
    }
    if (count % BLOCK != 0) {
      for (int i = count - BLOCK; i < count; i++) {
        values[i] = uniform();
      }
      toNormal(values, count - BLOCK);
    }
    return values;
  }

  /** Box and Muller in double precision, which gives two at a time. */
  private double single() {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    double u1 = uniformDouble();
    double u2 = uniformDouble();
    double radius = Math.sqrt(-2 * StrictMath.log1p(-u2));
    double angle = 2 * Math.PI * u1;
    spare = radius * StrictMath.sin(angle);
    hasSpare = true;
    return radius * StrictMath.cos(angle);
  }

  /** Box and Muller over a block: its first half are radii, its second angles. */
  private static void toNormal(float[] values, int from) {
    for (int i = from; i < from + BLOCK / 2; i++) {
      float radius = (float) Math.sqrt(-2f * log(1 - values[i]));
      polar(radius, TWO_PI * values[i + BLOCK / 2], values, i);
    }
  }

  /**
   * Natural logarithm as PyTorch's vector code has it (Cephes in single precision, multiplications
   * and additions fused); other libraries differ in the last bits.
   *
   * @param x positive and normal
   */
  static float log(float x) {
    int bits = Float.floatToRawIntBits(x);
    float e = (bits >>> 23) - 126;
    float m = Float.intBitsToFloat((bits & 0x007fffff) | 0x3f000000);
    if (m < 0.707106781186547524f) {
      e -= 1;
      m = m - 1 + m;
    } else {
      m = m - 1;
    }
    float z = m * m;
    float p = 7.0376836292e-2f;
    for (float coefficient : LOG) {
      p = Math.fma(p, m, coefficient);
    }
    p = p * m;
    p = Math.fma(p, z, e * -2.12194440e-4f);
    p = p - 0.5f * z;
    return m + p + e * 0.693359375f;
  }

  /**
   * {@code radius * cos(angle)} and, half a block further, {@code radius * sin(angle)}; by the same
   * code as {@link #log}.
   *
   * @param angle at least 0
   */
  private static void polar(float radius, float angle, float[] into, int at) {
    int octant = ((int) (angle * 1.27323954473516f) + 1) & ~1;
    float q = octant;
    float x = Math.fma(q, -0.78515625f, angle);
    x = Math.fma(q, -2.4187564849853515625e-4f, x);
    x = Math.fma(q, -3.77489497744594108e-8f, x);
    float z = x * x;
    float c = 2.443315711809948e-5f;
    c = Math.fma(c, z, -1.388731625493765e-3f);
    c = Math.fma(c, z, 4.166664568298827e-2f);
    c = c * z;
    c = Math.fma(c, z, -(0.5f * z));
    c = c + 1;
    float s = -1.9515295891e-4f;
    s = Math.fma(s, z, 8.3321608736e-3f);
    s = Math.fma(s, z, -1.6666654611e-1f);
    s = s * z;
    s = Math.fma(s, x, x);
    boolean swap = (octant & 2) != 0;
    float sin = swap ? c : s;
    float cos = swap ? s : c;
    into[at] = radius * (((octant - 2) & 4) == 0 ? -cos : cos);
    into[at + BLOCK / 2] = radius * ((octant & 4) != 0 ? -sin : sin);
  }

  private float uniform() {
    return (word() & 0xffffff) * 0x1p-24f;
  }

  private double uniformDouble() {
    long high = word();
    long bits = (high << 32) | (word() & 0xffffffffL);
    return (bits & ((1L << 53) - 1)) * 0x1p-53;
  }

  /** The Mersenne twister MT19937. */
  private int word() {
    if (next == WORDS) {
      twist();
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int i = 0; i < WORDS; i++) {
      int y = (state[i] & 0x80000000) | (state[(i + 1) % WORDS] & 0x7fffffff);
      state[i] = state[(i + MIDDLE) % WORDS] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
    }
  }
}
