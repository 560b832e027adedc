package org.isobath.scene;

import java.util.Locale;
import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageEncoder;

/**
 * What goes wrong with a pair of picture and depth, as a list: three damages to the picture, and
 * two mistakes in where its depth comes from. For seeing whether metrics notice: strong enough that
 * depth suffers, which shrugs off a little of each. Which one a scene gets, and how strongly,
 * follows from its number alone.
 */
public enum Degradation {
  /** Gaussian, its deviation 5 to 20 % of the short side: far out of focus. */
  BLUR {
    @Override
    Image apply(Image image, SplitMix64 random) {
      int shortSide = Math.min(image.width(), image.height());
      return blurred(image, random.between(.05, .2) * shortSide);
    }
  },
  /** Gaussian in each channel, its deviation 60 to 150 of 255 levels: night. */
  NOISE {
    @Override
    Image apply(Image image, SplitMix64 random) {
      double deviation = random.between(60, 150);
      byte[] rgb = new byte[image.rgb().length];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = level((image.rgb()[i] & 0xff) + random.normal(0, deviation));
      }
      return new Image(image.width(), image.height(), rgb);
    }
  },
  /** JPEG of quality 1 to 3. */
  JPEG {
    @Override
    Image apply(Image image, SplitMix64 random) {
      byte[] file = ImageEncoder.jpeg(image, 1 + random.below(3));
      try {
        return ImageDecoder.decode(file, DecodeOptions.DEFAULT).image();
      } catch (Rejected e) {
        throw new IllegalStateException("a JPEG of our own cannot be decoded", e);
      }
    }
  },
  /** Depth by a model that is not made for the picture, or was not told how to read it. */
  WRONG_MODEL,
  /** Depth of another picture. */
  SHUFFLED_DEPTH;

  /** The one that the scene with this number gets; all are equally likely. */
  public static Degradation of(long seed) {
    return values()[new SplitMix64(SplitMix64.mix(seed + 0xDE64ADEL)).below(values().length)];
  }

  /** In names. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The picture as it becomes; the same one where the mistake is with its depth.
   *
   * @param seed decides the strength
   */
  public Image apply(Image image, long seed) {
    return apply(image, new SplitMix64(SplitMix64.mix(seed + 0x57E6L)));
  }

  Image apply(Image image, SplitMix64 random) {
    return image;
  }

  /** Separable, the kernel cut at three deviations, the edge pixels repeated outwards. */
  private static Image blurred(Image image, double deviation) {
    int radius = (int) Math.ceil(3 * deviation);
    double[] kernel = new double[2 * radius + 1];
    double sum = 0;
    for (int i = -radius; i <= radius; i++) {
      kernel[i + radius] = StrictMath.exp(-.5 * i * i / (deviation * deviation));
      sum += kernel[i + radius];
    }
    int width = image.width();
    int height = image.height();
    double[] rows = new double[image.rgb().length];
    for (int k = 0; k < rows.length; k++) {
      int x = k / 3 % width;
      double value = 0;
      for (int i = -radius; i <= radius; i++) {
        int from = Math.max(0, Math.min(width - 1, x + i));
        value += kernel[i + radius] * (image.rgb()[k + 3 * (from - x)] & 0xff);
      }
      rows[k] = value / sum;
    }
    byte[] rgb = new byte[rows.length];
    for (int k = 0; k < rgb.length; k++) {
      int y = k / (3 * width);
      double value = 0;
      for (int i = -radius; i <= radius; i++) {
        int from = Math.max(0, Math.min(height - 1, y + i));
        value += kernel[i + radius] * rows[k + 3 * width * (from - y)];
      }
      rgb[k] = level(value / sum);
    }
    return new Image(width, height, rgb);
  }

  private static byte level(double value) {
    return (byte) Math.max(0, Math.min(255, Math.rint(value)));
  }
}
