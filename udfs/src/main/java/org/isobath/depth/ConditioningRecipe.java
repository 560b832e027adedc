package org.isobath.depth;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.isobath.UserError;
import org.isobath.image.Image;

/**
 * Ways to turn a depth map into the picture that a depth-conditioned generator takes: 8 bits, three
 * equal channels, near = white, infinite and invalid = black. Generators were trained on one recipe
 * each and answer differently to another, so a conditioning picture always carries the name of its
 * recipe. A constant map is all black.
 *
 * <p>The picture has the map's own size; resize the map first ({@link DepthResize}), not the
 * picture after.
 */
public enum ConditioningRecipe {
  /**
   * What ControlNet's MiDaS annotator and the diffusers documentation of FLUX.1 Depth feed; one
   * outlier pixel shifts it all.
   */
  MINMAX(
      "minmax",
      "255 * (d - min d) / (max d - min d), d inverse depth",
      "ControlNet, annotator/midas; diffusers documentation of FLUX.1 Depth (image_gen_aux DepthPreprocessor)",
      map -> Nearness.ofInverse(map, 0, 1)),
  /** The default: as min-max, and no single pixel decides the rest. */
  PERCENTILE(
      "percentile_1_99",
      "255 * clip((d - p1) / (p99 - p1), 0, 1), d inverse depth, p its percentiles",
      "Isobath",
      map -> Nearness.ofInverse(map, 0.01, 0.99)),
  /** Linear in depth: keeps more relief in the distance, for metric maps of rooms and streets. */
  ZOE(
      "zoe_2_85",
      "255 * clip(1 - (z - p2) / (p85 - p2), 0, 1), z depth, p its percentiles;"
          + " relative inverse depth between its own p15 and p98",
      "ControlNet 1.1, annotator/zoe",
      map -> Nearness.ofDepth(map, 0.02, 0.85)),
  /** {@link #ZOE} with the optional gamma of the same source: darker distance. */
  ZOE_GAMMA(
      "zoe_2_85_gamma_2_2",
      "255 * x^2.2 with x the value of zoe_2_85 from 0 to 1",
      "ControlNet 1.1 and controlnet_aux, annotator/zoe (gamma_corrected)",
      map -> gamma(Nearness.ofDepth(map, 0.02, 0.85)));

  /** Turns a map into nearness from 0 to 1 with labels. */
  private interface Normalisation {
    float[] of(DepthMap map);
  }

  private final String label;
  private final String formula;
  private final String source;
  private final Normalisation normalisation;

  ConditioningRecipe(String label, String formula, String source, Normalisation normalisation) {
    this.label = label;
    this.formula = formula;
    this.source = source;
    this.normalisation = normalisation;
  }

  /** The name in configuration and tables. */
  public String label() {
    return label;
  }

  /** How a value becomes a grey level, before rounding to the nearest. */
  public String formula() {
    return formula;
  }

  /** Whose recipe it is. */
  public String source() {
    return source;
  }

  /** The conditioning picture of this map, of the same size. */
  public Image render(DepthMap map) {
    float[] nearness = normalisation.of(map);
    byte[] rgb = new byte[3 * nearness.length];
    for (int i = 0; i < nearness.length; i++) {
      if (DepthMap.finite(nearness[i])) {
        byte grey = (byte) Math.round(255 * nearness[i]);
        rgb[3 * i] = grey;
        rgb[3 * i + 1] = grey;
        rgb[3 * i + 2] = grey;
      }
    }
    return new Image(map.width(), map.height(), rgb);
  }

  /** The recipe with this {@link #label()}. */
  public static ConditioningRecipe of(String label) {
    for (ConditioningRecipe recipe : values()) {
      if (recipe.label.equals(label)) {
        return recipe;
      }
    }
    throw new UserError(
        "Unknown conditioning recipe: "
            + label
            + ". Use one of "
            + Arrays.stream(values())
                .map(ConditioningRecipe::label)
                .collect(Collectors.joining(", "))
            + ".");
  }

  private static float[] gamma(float[] nearness) {
    for (int i = 0; i < nearness.length; i++) {
      if (DepthMap.finite(nearness[i])) {
        nearness[i] = (float) StrictMath.pow(nearness[i], 2.2);
      }
    }
    return nearness;
  }
}
