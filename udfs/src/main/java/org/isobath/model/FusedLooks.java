package org.isobath.model;

import java.util.ArrayList;
import java.util.List;
import org.isobath.depth.DepthFusion;
import org.isobath.depth.DepthMap;
import org.isobath.depth.Quantiles;
import org.isobath.image.ImageEncoder;

/**
 * Depth that several looks were fused to.
 *
 * @param depth of the size of the first look
 * @param used how many looks took part
 * @param spread median over the pixels of how far the looks are apart, a share of the range of
 *     inverse depth; {@code NaN} where no pixel was seen twice
 * @param confidence one level per pixel as an 8-bit grey PNG: 255 where all looks agree, down to 0
 *     where they are as far apart as the range, or only one has a say
 */
record FusedLooks(DepthMap depth, int used, double spread, byte[] confidence) {
  /**
   * @param first the model's look at the picture as it is
   * @param looks what the further maps are of
   * @param maps one per look, then those of other models
   */
  static FusedLooks of(DepthMap first, List<Look> looks, List<DepthMap> maps) {
    List<DepthMap> members = new ArrayList<>();
    members.add(first);
    for (int i = 0; i < maps.size(); i++) {
      members.add(
          i < looks.size()
              ? looks.get(i).back(maps.get(i), first.width(), first.height())
              : maps.get(i));
    }
    DepthFusion.Fused fused = DepthFusion.fuse(members);
    return new FusedLooks(
        fused.depth(),
        (int) fused.members().stream().filter(DepthFusion.Member::used).count(),
        Quantiles.of(fused.spread()).at(0.5),
        ImageEncoder.greyPng(first.width(), first.height(), levels(fused.spread())));
  }

  private static byte[] levels(float[] spread) {
    byte[] levels = new byte[spread.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Float.isNaN(spread[i]) ? 0 : (byte) Math.round(255 * (1 - spread[i]));
    }
    return levels;
  }
}
