package org.isobath.scene;

/**
 * Where the camera stands and looks, in the world (x right, y up, z forward). Angles in radians; a
 * positive pitch looks down, a positive roll turns the camera clockwise.
 */
record CameraPose(double x, double y, double z, double yaw, double pitch, double roll) {

  /** Rows: the camera's right, down and forward, as unit vectors of the world. */
  double[][] axes() {
    double sy = StrictMath.sin(yaw);
    double cy = StrictMath.cos(yaw);
    double sp = StrictMath.sin(pitch);
    double cp = StrictMath.cos(pitch);
    double sr = StrictMath.sin(roll);
    double cr = StrictMath.cos(roll);
    double[] forward = {sy * cp, -sp, cy * cp};
    double[] level = {cy, 0, -sy};
    double[] down = {-sy * sp, -cp, -cy * sp};
    double[] right = new double[3];
    double[] below = new double[3];
    for (int i = 0; i < 3; i++) {
      right[i] = cr * level[i] + sr * down[i];
      below[i] = cr * down[i] - sr * level[i];
    }
    return new double[][] {right, below, forward};
  }
}
