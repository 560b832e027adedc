package org.isobath.jobs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import org.isobath.image.DecodeOptions;
import org.isobath.model.ModelCard;
import org.isobath.model.OutputSize;
import org.isobath.model.Tiling;

/** The values of {@code depth.params_hash}. */
public final class ParamsHash {
  private ParamsHash() {}

  /**
   * The card's hash, as it is under the usual matte: another matte gives other pixels to pictures
   * with alpha, so it counts as another parameter, and so do tiles. Limits do not: they decide
   * whether there is a depth map, not which.
   *
   * @param matteRgb 0xRRGGBB
   */
  public static String of(ModelCard card, OutputSize size, int matteRgb, Tiling tiling) {
    return of(card.paramsHash(size), matteRgb, tiling);
  }

  /**
   * Every hash that the card gives as it is now: at either size, under the usual matte and under
   * {@code matteRgb}, looked at once and in these tiles. The card must be locked.
   */
  public static Set<String> all(ModelCard card, int matteRgb, Tiling tiling) {
    Set<String> all = new LinkedHashSet<>();
    for (OutputSize size : OutputSize.values()) {
      for (int matte : new int[] {DecodeOptions.DEFAULT.matteRgb(), matteRgb}) {
        all.add(of(card, size, matte, Tiling.NONE));
        all.add(of(card, size, matte, tiling));
      }
    }
    return all;
  }

  static String of(String ofCard, int matteRgb, Tiling tiling) {
    String text = ofCard;
    if (matteRgb != DecodeOptions.DEFAULT.matteRgb()) {
      text += "\nmatte %06x".formatted(matteRgb);
    }
    if (!tiling.equals(Tiling.NONE)) {
      text += "\ntiles %d overlap %s".formatted(tiling.most(), tiling.overlap());
    }
    if (text.equals(ofCard)) {
      return ofCard;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
