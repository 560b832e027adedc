package org.isobath.generate.local;

import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.ConditioningRecipe;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthResize;
import org.isobath.image.Image;
import org.isobath.image.Interpolation;
import org.isobath.image.Resize;

/**
 * Makes the control of a picture of a given size. Where the shapes differ, the middle of the source
 * is used and nothing is distorted; where the sides differ, it is resized by area when it shrinks
 * and linearly when it grows. A source of exactly the size stays as it is, value by value: there
 * the result is what diffusers makes, which resizes in another way (Lanczos, and the shape
 * ignored).
 */
public final class ControlRecipe {
  private ControlRecipe() {}

  /**
   * The control of a depth map: cut and resized as depth, then turned into grey by the recipe.
   *
   * @throws Rejected {@code model_limits} for a map with invalid values: black would say that they
   *     are far
   */
  public static Image of(DepthMap map, ConditioningRecipe recipe, PictureSize size)
      throws Rejected {
    requireValid(map);
    DepthMap cut = CentreCrop.of(map.width(), map.height(), size).of(map);
    Interpolation interpolation = interpolation(cut.width(), cut.height(), size);
    return recipe.render(DepthResize.apply(cut, size.width(), size.height(), interpolation, false));
  }

  /** The control of a picture that is one already. */
  public static Image of(Image picture, PictureSize size) {
    Image cut = CentreCrop.of(picture.width(), picture.height(), size).of(picture);
    Interpolation interpolation = interpolation(cut.width(), cut.height(), size);
    return Resize.apply(cut, size.width(), size.height(), interpolation);
  }

  private static Interpolation interpolation(int width, int height, PictureSize size) {
    return width >= size.width() && height >= size.height()
        ? Interpolation.AREA
        : Interpolation.LINEAR;
  }

  /**
   * Looks for depth at every pixel.
   *
   * @throws Rejected {@code model_limits} where there is none: black would say that it is far
   */
  public static void requireValid(DepthMap map) throws Rejected {
    int invalid = 0;
    int first = 0;
    for (int i = map.values().length - 1; i >= 0; i--) {
      if (Float.isNaN(map.values()[i])) {
        invalid++;
        first = i;
      }
    }
    if (invalid > 0) {
      throw new Rejected(
          Reason.MODEL_LIMITS,
          "the control has no depth (NaN) at "
              + invalid
              + " of "
              + map.values().length
              + " pixels, the first at column "
              + first % map.width()
              + ", row "
              + first / map.width()
              + "; use a model's depth, which is everywhere");
    }
  }
}
