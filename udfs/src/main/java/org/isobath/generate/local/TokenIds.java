package org.isobath.generate.local;

import java.util.Arrays;
import org.isobath.onnx.Tensor;

/**
 * A prompt as the two text encoders of a FLUX pipeline take it. The lengths are part of the
 * picture: neither encoder nor transformer gets a mask, so padding takes part in both.
 *
 * @param clip of {@code text_encoder}: begin, at most 75 tokens, end, then the end repeated
 * @param t5 of {@code text_encoder_2}: pieces, end, then 0
 */
public record TokenIds(long[] clip, long[] t5) {
  /** Ids as floats, which hold them exactly; the graph gets the type that it declares. */
  static Tensor tensor(long[] ids) {
    Tensor tensor = Tensor.allocate(1, ids.length);
    for (int i = 0; i < ids.length; i++) {
      tensor.data().put(i, ids[i]);
    }
    return tensor;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenIds that
        && Arrays.equals(clip, that.clip)
        && Arrays.equals(t5, that.t5);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(clip) + Arrays.hashCode(t5);
  }

  @Override
  public String toString() {
    return "TokenIds[clip=" + Arrays.toString(clip) + ", t5=" + Arrays.toString(t5) + "]";
  }
}
