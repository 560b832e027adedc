package org.isobath.model;

import java.nio.FloatBuffer;
import java.util.List;
import org.isobath.image.Image;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;

/**
 * From picture to input tensor, in the order of the reference code of Depth Anything V2 and MiDaS:
 * scale to the unit of mean and deviation, resize, normalise, planes. Scaling commutes with
 * resizing, so here it is one multiplication with the division by the deviation; the result differs
 * from the reference by single-precision rounding alone.
 */
final class Preprocess {
  private Preprocess() {}

  /**
   * Writes one picture into {@code 3 * frame.height * frame.width} floats from {@code offset}.
   *
   * @param frame from {@link SizeRule#frame} for this picture
   */
  static void apply(Image image, InputRule rule, NetworkFrame frame, FloatBuffer into, int offset) {
    Planes planes = new Planes(rule, frame, into, offset);
    if (frame.padded()) {
      planes.fill(rule.size().padRgb());
    }
    int w = frame.innerWidth();
    int h = frame.innerHeight();
    Interpolation kernel = rule.interpolation().kernel(image.width(), image.height(), w, h);
    boolean resizes = image.width() != w || image.height() != h;
    if (rule.resizeOn() == InputRule.ResizeOn.UINT8 && resizes) {
      Image resized =
          rule.antialias() == InputRule.Antialias.PILLOW
              ? PillowResize.apply(image, w, h, kernel)
              : Resize.apply(image, w, h, kernel);
      FloatResize.apply(resized.rgb(), w, h, w, h, Interpolation.NEAREST, planes);
    } else if (kernel == Interpolation.AREA) {
      float[] resized =
          Resize.floats(floats(image.rgb()), image.width(), image.height(), 3, w, h, kernel);
      float[] row = new float[3 * w];
      for (int y = 0; y < h; y++) {
        System.arraycopy(resized, 3 * w * y, row, 0, row.length);
        planes.row(y, row);
      }
    } else {
      FloatResize.apply(image.rgb(), image.width(), image.height(), w, h, kernel, planes);
    }
  }

  private static float[] floats(byte[] rgb) {
    float[] floats = new float[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      floats[i] = rgb[i] & 0xff;
    }
    return floats;
  }

  /** Normalises interleaved rows into the tensor's planes. */
  private static final class Planes implements FloatResize.RowSink {
    private final NetworkFrame frame;
    private final FloatBuffer into;
    private final int offset;
    private final float[] factor = new float[3];
    private final float[] shift = new float[3];
    private final int[] source = new int[3];
    private final float[] line;

    Planes(InputRule rule, NetworkFrame frame, FloatBuffer into, int offset) {
      this.frame = frame;
      this.into = into;
      this.offset = offset;
      this.line = new float[frame.innerWidth()];
      for (int c = 0; c < 3; c++) {
        factor[c] = (float) (rule.scale() / rule.std().get(c));
        shift[c] = (float) (-rule.mean().get(c) / rule.std().get(c));
        source[c] = rule.channels() == InputRule.Channels.RGB ? c : 2 - c;
      }
    }

    void fill(List<Double> rgb) {
      int plane = frame.width() * frame.height();
      for (int c = 0; c < 3; c++) {
        float value = (float) (rgb.get(source[c]) * factor[c] + shift[c]);
        for (int i = 0; i < plane; i++) {
          into.put(offset + c * plane + i, value);
        }
      }
    }

    @Override
    public void row(int y, float[] rgb) {
      int plane = frame.width() * frame.height();
      int start = offset + (frame.top() + y) * frame.width() + frame.left();
      for (int c = 0; c < 3; c++) {
        for (int x = 0, i = source[c]; x < line.length; x++, i += 3) {
          line[x] = rgb[i] * factor[c] + shift[c];
        }
        into.put(start + c * plane, line);
      }
    }
  }
}
