package org.isobath.image;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An embedded ICC profile and what it does to a picture. Most are sRGB under one of a dozen names;
 * whether a profile is sRGB is therefore decided by what it does to a grid of colours, not by its
 * name, once per distinct profile.
 */
final class ColourProfile {
  /**
   * No conversion: sRGB, or so close that no colour of the grid moves by more than {@link
   * #TOLERANCE}.
   */
  static final ColourProfile SRGB = new ColourProfile(null);

  /** Broken, for inks, or for another number of channels than the picture has. */
  static final ColourProfile UNUSABLE = new ColourProfile(null);

  private static final int TOLERANCE = 2;
  private static final int REMEMBERED = 256;

  private static final Map<String, ColourProfile> KNOWN =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ColourProfile> eldest) {
              return size() > REMEMBERED;
            }
          });

  private final ICC_Profile profile;

  private ColourProfile(ICC_Profile profile) {
    this.profile = profile;
  }

  /** The profile in these bytes (null: it did not unpack) for a picture with this header. */
  static ColourProfile of(byte[] icc, ImageHeader header) {
    if (icc == null || header.cmyk()) {
      return UNUSABLE;
    }
    boolean grey = header.channels() <= 2;
    return KNOWN.computeIfAbsent(sha256(icc), key -> judge(icc)).fit(grey);
  }

  private ColourProfile fit(boolean grey) {
    boolean forGrey = profile != null && profile.getColorSpaceType() == ColorSpace.TYPE_GRAY;
    return forGrey && !grey ? UNUSABLE : this;
  }

  private static ColourProfile judge(byte[] icc) {
    try {
      ICC_Profile parsed = ICC_Profile.getInstance(icc);
      int type = parsed.getColorSpaceType();
      if (type != ColorSpace.TYPE_RGB && type != ColorSpace.TYPE_GRAY) {
        return UNUSABLE;
      }
      ColourProfile profile = new ColourProfile(parsed);
      byte[] grid = type == ColorSpace.TYPE_RGB ? colourGrid() : greys();
      byte[] moved = profile.toSrgb(grid, grid.length / 3, 1);
      for (int i = 0; i < grid.length; i++) {
        if (Math.abs((grid[i] & 0xff) - (moved[i] & 0xff)) > TOLERANCE) {
          return profile;
        }
      }
      return SRGB;
    } catch (IllegalArgumentException | CMMException broken) {
      return UNUSABLE;
    }
  }

  /** The picture in sRGB, perceptual intent. Same size; the argument is not written to. */
  byte[] toSrgb(byte[] rgb, int width, int height) {
    boolean grey = profile.getColorSpaceType() == ColorSpace.TYPE_GRAY;
    ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
    ColorConvertOp op = new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null);
    byte[] out = new byte[rgb.length];
    WritableRaster to = raster(out, width, height, 3);
    op.filter(grey ? raster(everyThird(rgb), width, height, 1) : raster(rgb, width, height, 3), to);
    return out;
  }

  private static WritableRaster raster(byte[] samples, int width, int height, int channels) {
    int[] offsets = channels == 1 ? new int[] {0} : new int[] {0, 1, 2};
    DataBuffer buffer = new DataBufferByte(samples, samples.length);
    return Raster.createInterleavedRaster(
        buffer, width, height, width * channels, channels, offsets, null);
  }

  private static byte[] everyThird(byte[] rgb) {
    byte[] out = new byte[rgb.length / 3];
    for (int i = 0; i < out.length; i++) {
      out[i] = rgb[3 * i];
    }
    return out;
  }

  private static byte[] colourGrid() {
    int[] levels = {0, 32, 64, 128, 192, 255};
    byte[] grid = new byte[3 * levels.length * levels.length * levels.length];
    int at = 0;
    for (int r : levels) {
      for (int g : levels) {
        for (int b : levels) {
          grid[at++] = (byte) r;
          grid[at++] = (byte) g;
          grid[at++] = (byte) b;
        }
      }
    }
    return grid;
  }

  private static byte[] greys() {
    byte[] grid = new byte[3 * 256];
    for (int v = 0; v < 256; v++) {
      Arrays.fill(grid, 3 * v, 3 * v + 3, (byte) v);
    }
    return grid;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
