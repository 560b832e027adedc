package org.isobath.generate.sandbox;

import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageEncoder;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.isobath.scene.SplitMix64;

/**
 * Makes the pictures of a rehearsal. One that follows its control has the control's edges and
 * layout and other colours: luma on another tone curve, chroma turned, scaled and tinted, all by
 * the seed, so that depth estimated from it resembles the control's. One that ignores it is a
 * rendered scene of that seed.
 */
final class Painter {
  private static final int LEVELS = 256;

  private Painter() {}

  /** An encoded picture. */
  static byte[] picture(Draft draft, int index, ControlUse use, int longestSide) {
    long seed = draft.seed().orElse(draft.prompt().hashCode()) + index;
    OutputSize size = draft.size().within(longestSide);
    Image image =
        use == ControlUse.FOLLOWED && draft.control().there()
            ? toned(decoded(draft.control()), size, seed)
            : SceneRenderer.render(SceneGenerator.generate(seed), size.width(), size.height(), 1)
                .image();
    int quality = Math.max(1, draft.quality());
    return switch (draft.format()) {
      case "png" -> ImageEncoder.png(image);
      case "webp" -> ImageEncoder.webp(image, quality);
      default -> ImageEncoder.jpeg(image, quality);
    };
  }

  private static Image decoded(Control control) {
    try {
      return ImageDecoder.decode(control.bytes(), DecodeOptions.DEFAULT).image();
    } catch (Rejected e) {
      // its header was good; what follows it is not
      return new Image(1, 1, new byte[3]);
    }
  }

  /** The control in other colours. */
  static Image toned(Image control, OutputSize size, long seed) {
    Image image = Resize.apply(control, size.width(), size.height(), Interpolation.AREA);
    SplitMix64 random = new SplitMix64(SplitMix64.mix(seed));
    double[] tone = new double[LEVELS];
    double gamma = random.between(.85, 1.2);
    for (int i = 0; i < LEVELS; i++) {
      tone[i] = 255 * StrictMath.pow(i / 255.0, gamma);
    }
    double angle = random.between(-1, 1);
    double strength = random.between(.7, 1.2);
    double cos = strength * StrictMath.cos(angle);
    double sin = strength * StrictMath.sin(angle);
    double tintB = random.between(-18, 18);
    double tintR = random.between(-18, 18);
    byte[] from = image.rgb();
    byte[] to = new byte[from.length];
    for (int i = 0; i < from.length; i += 3) {
      int r = from[i] & 0xff;
      int g = from[i + 1] & 0xff;
      int b = from[i + 2] & 0xff;
      // BT.601, as JPEG has it
      double luma = .299 * r + .587 * g + .114 * b;
      double cb = .564 * (b - luma);
      double cr = .713 * (r - luma);
      double y = tone[(int) Math.rint(luma)];
      double blue = cos * cb - sin * cr + tintB;
      double red = sin * cb + cos * cr + tintR;
      to[i] = clipped(y + 1.402 * red);
      to[i + 1] = clipped(y - .344 * blue - .714 * red);
      to[i + 2] = clipped(y + 1.772 * blue);
    }
    return new Image(size.width(), size.height(), to);
  }

  private static byte clipped(double value) {
    return (byte) Math.rint(Math.min(255, Math.max(0, value)));
  }
}
