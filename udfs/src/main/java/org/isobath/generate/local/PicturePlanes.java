package org.isobath.generate.local;

import java.nio.FloatBuffer;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.Image;

/**
 * Pictures as networks have them: three planes red, green, blue, for the autoencoder from -1 to 1,
 * as diffusers' {@code VaeImageProcessor} makes and reads them.
 */
final class PicturePlanes {
  private PicturePlanes() {}

  /** Writes {@code 2 * (byte / 255) - 1}. */
  static void write(Image image, FloatBuffer planes) {
    int pixels = image.width() * image.height();
    for (int i = 0; i < pixels; i++) {
      for (int c = 0; c < 3; c++) {
        planes.put(c * pixels + i, 2 * ((image.rgb()[3 * i + c] & 0xff) / 255f) - 1);
      }
    }
  }

  /** Writes {@code byte / 255}, from 0 to 1, as ControlNets take their control. */
  static void writeUnit(Image image, FloatBuffer planes, int at) {
    int pixels = image.width() * image.height();
    for (int i = 0; i < pixels; i++) {
      for (int c = 0; c < 3; c++) {
        planes.put(at + c * pixels + i, (image.rgb()[3 * i + c] & 0xff) / 255f);
      }
    }
  }

  /**
   * From 0 to 1, what lies outside cut off, times 255, to the nearest and from the middle to the
   * even one. The code of the model's authors rounds down instead, and so is one level below at
   * most.
   *
   * @param planes three of {@code width * height} numbers
   * @throws Rejected {@code inference_failed} where a number is none
   */
  static Image read(FloatBuffer planes, int width, int height) throws Rejected {
    int pixels = width * height;
    byte[] rgb = new byte[3 * pixels];
    for (int i = 0; i < pixels; i++) {
      for (int c = 0; c < 3; c++) {
        float value = unit(planes.get(c * pixels + i));
        if (Float.isNaN(value)) {
          throw new Rejected(
              Reason.INFERENCE_FAILED,
              "the picture came out with no number at column "
                  + i % width
                  + ", row "
                  + i / width
                  + "; 16-bit floats overflow there, 32-bit ones or bfloat16 do not");
        }
        rgb[3 * i + c] = (byte) Math.rint(255 * value);
      }
    }
    return new Image(width, height, rgb);
  }

  /** From -1 … 1 to 0 … 1. */
  static float unit(float value) {
    return Math.max(0, Math.min(1, value * 0.5f + 0.5f));
  }
}
