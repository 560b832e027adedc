package org.isobath.jobs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.isobath.image.DecodeOptions;
import org.isobath.model.CrossCheck;
import org.isobath.model.Fusion;
import org.isobath.model.ModelCard;
import org.isobath.model.OutputSize;
import org.isobath.model.Tiling;

/** The values of {@code depth.params_hash}. */
public final class ParamsHash {
  private ParamsHash() {}

  /**
   * The card's hash, as it is under the usual matte: another matte gives other pixels to pictures
   * with alpha, so it counts as another parameter, and so do tiles and the looks that are fused.
   * Second looks and another model beside it change no pixel, but what a row says: with others it
   * is another outcome, and a run that asks for more of them finds which pictures lack it. Limits
   * do not count: they decide whether there is a depth map, not which.
   *
   * @param matteRgb 0xRRGGBB
   */
  public static String of(
      ModelCard card,
      OutputSize size,
      int matteRgb,
      Tiling tiling,
      Fusion fusion,
      CrossCheck crossCheck) {
    return of(card.paramsHash(size), matteRgb, tiling, fusion, crossCheck);
  }

  /** The hash of the depth that {@code estimate} makes with this card as it is configured. */
  public static String of(Conf conf, ModelCard card) {
    boolean image = conf.oneOf("estimate.size", "network", "image").equals("image");
    return of(
        card,
        image ? OutputSize.IMAGE : OutputSize.NETWORK,
        DecodeSettings.of(conf).matteRgb(),
        TilingSettings.of(conf),
        FusionSettings.of(conf),
        CrossCheckSettings.of(conf));
  }

  /**
   * Every hash that the card gives as it is now: at either size, under the usual matte and under
   * {@code matteRgb}, looked at once and in these tiles, not fused and fused, without and with this
   * cross-check. The card must be locked.
   */
  public static Set<String> all(
      ModelCard card, int matteRgb, Tiling tiling, Fusion fusion, CrossCheck crossCheck) {
    Set<String> all = new LinkedHashSet<>();
    for (OutputSize size : OutputSize.values()) {
      for (int matte : new int[] {DecodeOptions.DEFAULT.matteRgb(), matteRgb}) {
        for (Tiling tiles : List.of(Tiling.NONE, tiling)) {
          for (Fusion fused : List.of(Fusion.NONE, fusion)) {
            all.add(of(card, size, matte, tiles, fused, CrossCheck.NONE));
            all.add(of(card, size, matte, tiles, fused, crossCheck));
          }
        }
      }
    }
    return all;
  }

  static String of(
      String ofCard, int matteRgb, Tiling tiling, Fusion fusion, CrossCheck crossCheck) {
    String text = ofCard;
    if (matteRgb != DecodeOptions.DEFAULT.matteRgb()) {
      text += "\nmatte %06x".formatted(matteRgb);
    }
    if (!tiling.equals(Tiling.NONE)) {
      text += "\ntiles %d overlap %s".formatted(tiling.most(), tiling.overlap());
    }
    if (fusion.further() > 0) {
      text += "\nfuse " + fusion.text();
    }
    text += crossCheck.text();
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
