package org.isobath.model;

import java.util.Arrays;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.onnx.Tensor;

/** Points as a graph gives them, as planes of x, y and z. */
final class PointPlanes {
  private PointPlanes() {}

  /** True for [N,H,W,3], false for [N,3,H,W]. */
  static boolean triples(Tensor points) {
    long[] shape = points.shape();
    return shape.length == 4 && shape[3] == 3 && shape[1] != 3;
  }

  /**
   * @param index of the picture in the batch
   * @param count pictures in the batch
   * @throws Rejected when the tensor has not three numbers for each pixel of each picture
   */
  static float[][] of(String cardId, String name, Tensor points, int index, int count)
      throws Rejected {
    long[] shape = points.shape();
    boolean triples = triples(points);
    if (shape.length != 4 || shape[0] != count || (!triples && shape[1] != 3)) {
      throw new Rejected(
          Reason.INFERENCE_FAILED,
          "model "
              + cardId
              + ": output "
              + name
              + " came out as "
              + Arrays.toString(shape)
              + ", where points [N,3,H,W] or [N,H,W,3] are expected");
    }
    int pixels = points.data().capacity() / (3 * count);
    float[][] xyz = new float[3][pixels];
    int start = index * 3 * pixels;
    for (int c = 0; c < 3; c++) {
      if (triples) {
        for (int i = 0; i < pixels; i++) {
          xyz[c][i] = points.data().get(start + 3 * i + c);
        }
      } else {
        points.data().get(start + c * pixels, xyz[c]);
      }
    }
    return xyz;
  }
}
