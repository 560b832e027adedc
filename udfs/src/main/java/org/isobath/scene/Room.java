package org.isobath.scene;

import java.util.List;

/**
 * A box seen from inside: x from {@code -halfWidth} to {@code halfWidth}, y from 0 to height, z
 * from 0 to length.
 */
record Room(
    double halfWidth,
    double height,
    double length,
    Texture floor,
    Texture walls,
    Texture ceiling,
    List<Panel> panels,
    Rgb ambient)
    implements Backdrop {
  private static final double CORNER = .35;

  @Override
  public void meet(double ox, double oy, double oz, double dx, double dy, double dz, Hit hit) {
    double tx = dx == 0 ? Double.POSITIVE_INFINITY : ((dx > 0 ? halfWidth : -halfWidth) - ox) / dx;
    double ty = dy == 0 ? Double.POSITIVE_INFINITY : ((dy > 0 ? height : 0) - oy) / dy;
    double tz = dz == 0 ? Double.POSITIVE_INFINITY : ((dz > 0 ? length : 0) - oz) / dz;
    hit.solid = -1;
    hit.sky = false;
    hit.pane = false;
    if (ty <= tx && ty <= tz) {
      hit.at(ox, oy, oz, dx, dy, dz, ty);
      hit.normal(0, dy > 0 ? -1 : 1, 0);
      hit.u = hit.x;
      hit.v = hit.z;
      hit.texture = dy > 0 ? ceiling : floor;
      return;
    }
    int wall;
    if (tx <= tz) {
      hit.at(ox, oy, oz, dx, dy, dz, tx);
      hit.normal(dx > 0 ? -1 : 1, 0, 0);
      hit.u = hit.z;
      wall = dx > 0 ? 1 : 0;
    } else {
      hit.at(ox, oy, oz, dx, dy, dz, tz);
      hit.normal(0, 0, dz > 0 ? -1 : 1);
      hit.u = hit.x;
      wall = dz > 0 ? 3 : 2;
    }
    hit.v = hit.y;
    hit.texture = walls;
    for (Panel panel : panels) {
      if (panel.covers(wall, hit.u, hit.v)) {
        hit.texture = panel.texture();
        hit.pane = panel.window() && !panel.framesAt(hit.u, hit.v);
      }
    }
  }

  @Override
  public double openness(Hit hit) {
    return away(hit.x + halfWidth)
        * away(halfWidth - hit.x)
        * away(hit.y)
        * away(height - hit.y)
        * away(hit.z)
        * away(length - hit.z);
  }

  private static double away(double distance) {
    return distance <= 0 ? .6 : .6 + .4 * distance / (distance + CORNER);
  }

  @Override
  public String phrase() {
    return "in "
        + Caption.article(walls.paint().word())
        + " room with a "
        + floor.pattern().word()
        + " floor";
  }
}
