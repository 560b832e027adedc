package org.isobath.depth;

import java.util.Arrays;
import org.isobath.UserError;
import org.isobath.image.Image;

/**
 * Two views of a picture from a little to the left and a little to the right, by its depth: what a
 * parallax or a layered scene will look like, and where it must be filled in. A preview: nothing is
 * invented, and what one view cannot see stays a marked hole.
 *
 * <p>Pixels move along their row by half the disparity. Neighbours whose disparities differ by at
 * most one pixel are one surface, which stretches without cracks; between others the surface tears,
 * and each side keeps its half pixel. Of what lands in one place the nearest is seen. A pixel
 * without depth goes nowhere.
 *
 * @param left seen from the left: near things stand further to the right; black in holes
 * @param right seen from the right
 * @param leftHoles pixels of the left view that the picture does not show
 * @param rightHoles likewise of the right
 */
public record Parallax(Image left, Image right, boolean[] leftHoles, boolean[] rightHoles) {
  /** Greatest difference of disparity, in pixels, between neighbours on one surface. */
  private static final double TEAR = 1;

  /** Pixels outside of these quantiles of inverse depth move as much as those at them. */
  private static final double OUTSIDE = 0.01;

  private static final byte[] MARK = {(byte) 255, 0, (byte) 255};

  /**
   * For depth of any kind: the nearest pixels move by {@code shift} between the two views, the
   * farthest not at all, and those between linearly in inverse depth.
   *
   * @param picture of the map's size; resize the map by nearest neighbour where it has another, as
   *     other kernels put points between near and far at silhouettes
   * @param shift pixels, above 0; a fiftieth of the width is easy on the eye
   */
  public static Parallax of(Image picture, DepthMap map, double shift) {
    if (!(shift > 0 && Double.isFinite(shift))) {
      throw new UserError(
          "The shift between two views is a number of pixels above 0, not "
              + shift
              + ". A fiftieth of the width is easy on the eye.");
    }
    float[] disparity = Nearness.ofInverse(map, OUTSIDE, 1 - OUTSIDE);
    for (int i = 0; i < disparity.length; i++) {
      disparity[i] = DepthMap.infinite(disparity[i]) ? 0 : (float) (shift * disparity[i]);
    }
    return ofDisparity(picture, disparity);
  }

  /**
   * For disparities in pixels, such as {@code focal * baseline / depth}; larger is nearer.
   *
   * @param disparity one per pixel of the picture, {@code NaN} where unknown
   */
  public static Parallax ofDisparity(Image picture, float[] disparity) {
    if (disparity.length != picture.width() * picture.height()) {
      throw new IllegalArgumentException(
          "one disparity for each pixel: "
              + disparity.length
              + " for a picture of "
              + picture.width()
              + "x"
              + picture.height());
    }
    View left = new View(picture, disparity, 0.5);
    View right = new View(picture, disparity, -0.5);
    return new Parallax(left.image(), right.image(), left.holes(), right.holes());
  }

  /** A view with its holes in magenta. */
  public static Image marked(Image view, boolean[] holes) {
    byte[] rgb = view.rgb().clone();
    for (int i = 0; i < holes.length; i++) {
      if (holes[i]) {
        System.arraycopy(MARK, 0, rgb, 3 * i, 3);
      }
    }
    return new Image(view.width(), view.height(), rgb);
  }

  /** One view while it is made, row by row. */
  private static final class View {
    private final int width;
    private final byte[] from;
    private final byte[] rgb;
    private final boolean[] holes;
    private final float[] seen;
    private int row;

    View(Image picture, float[] disparity, double share) {
      width = picture.width();
      from = picture.rgb();
      rgb = new byte[from.length];
      holes = new boolean[disparity.length];
      seen = new float[width];
      for (int y = 0; y < picture.height(); y++) {
        row = y * width;
        Arrays.fill(seen, Float.NEGATIVE_INFINITY);
        warp(disparity, share);
        for (int x = 0; x < width; x++) {
          holes[row + x] = seen[x] == Float.NEGATIVE_INFINITY;
        }
      }
    }

    Image image() {
      return new Image(width, holes.length / width, rgb);
    }

    boolean[] holes() {
      return holes;
    }

    private void warp(float[] disparity, double share) {
      for (int x = 0; x < width; x++) {
        float d = disparity[row + x];
        if (!Float.isFinite(d)) {
          continue;
        }
        double centre = x + 0.5 + share * d;
        if (x == 0 || !together(d, disparity[row + x - 1])) {
          paint(centre - 0.5, centre, x, x, d, d);
        }
        float next = x + 1 < width ? disparity[row + x + 1] : Float.NaN;
        if (together(d, next)) {
          paint(centre, x + 1.5 + share * next, x, x + 1, d, next);
        } else {
          paint(centre, centre + 0.5, x, x, d, d);
        }
      }
    }

    /** False for a neighbour without disparity. */
    private static boolean together(float a, float b) {
      return Math.abs(a - b) <= TEAR;
    }

    /** Pixels whose centre lies in [start, end), between the colours and disparities of two. */
    private void paint(double start, double end, int first, int second, float d, float e) {
      int to = Math.min(width - 1, (int) Math.ceil(end - 0.5) - 1);
      for (int x = Math.max(0, (int) Math.ceil(start - 0.5)); x <= to; x++) {
        double along = (x + 0.5 - start) / (end - start);
        float near = (float) (d + along * (e - d));
        if (near > seen[x]) {
          seen[x] = near;
          for (int c = 0; c < 3; c++) {
            int a = from[3 * (row + first) + c] & 0xff;
            int b = from[3 * (row + second) + c] & 0xff;
            rgb[3 * (row + x) + c] = (byte) Math.rint(a + along * (b - a));
          }
        }
      }
    }
  }
}
