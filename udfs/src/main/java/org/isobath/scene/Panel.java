package org.isobath.scene;

/**
 * A rectangle that is part of a wall: a poster, which changes the colour and nothing else, or a
 * window, whose pane has no single depth (the glass, or what lies behind it) and is therefore
 * invalid.
 *
 * @param wall 0 left, 1 right, 2 behind, 3 ahead
 * @param u0 from, in metres along the wall
 * @param v0 from, in metres above the floor
 */
record Panel(
    int wall, double u0, double v0, double u1, double v1, boolean window, Texture texture) {
  private static final double FRAME = .06;

  boolean covers(int onWall, double u, double v) {
    return onWall == wall && u >= u0 && u <= u1 && v >= v0 && v <= v1;
  }

  boolean framesAt(double u, double v) {
    return u < u0 + FRAME || u > u1 - FRAME || v < v0 + FRAME || v > v1 - FRAME;
  }
}
