package org.isobath.scene;

import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;

/**
 * Renders scenes by casting rays. The same scene and size give the same bytes on every machine: all
 * arithmetic is IEEE double with {@link StrictMath} for the rest. Stateless; call it from as many
 * threads as you like.
 *
 * <p>Colour is the mean over a grid of samples per pixel, depth the value at the pixel's centre, as
 * a perfect range camera would measure it. No lens distortion, no motion blur, no mirrors.
 */
public final class SceneRenderer {
  private static final int SAMPLES = 2;
  private static final int TILE = 8;

  private SceneRenderer() {}

  /** Renders with two by two colour samples per pixel. */
  public static RenderedScene render(Scene scene, int width, int height) {
    return render(scene, width, height, SAMPLES);
  }

  /**
   * @param samples colour samples per pixel along each side; more gives smoother edges and shadows,
   *     and costs its square
   */
  public static RenderedScene render(Scene scene, int width, int height, int samples) {
    if (width < 1 || height < 1 || samples < 1) {
      throw new IllegalArgumentException(
          "a rendering needs positive sides and samples: "
              + width
              + "x"
              + height
              + ", "
              + samples
              + " samples");
    }
    return new View(scene, CameraIntrinsics.of(width, height, scene.fieldOfView()), samples)
        .render();
  }

  private static final class View {
    private final Scene scene;
    private final CameraIntrinsics camera;
    private final int samples;
    private final RayTracer tracer;
    private final Shader shader;
    private final double[][] axes;
    private final int[] owner;
    private final int[] seen;
    private final int[] candidates;
    private final Hit hit = new Hit();
    private final double[] ray = new double[3];
    private final float[] light;
    private final float[] depth;
    private final float[] normals;
    private final boolean[] sky;
    private final boolean[] invalid;
    private int candidateCount;

    View(Scene scene, CameraIntrinsics camera, int samples) {
      this.scene = scene;
      this.camera = camera;
      this.samples = samples;
      tracer = new RayTracer(scene);
      shader = new Shader(scene, tracer);
      axes = scene.pose().axes();
      candidates = new int[tracer.solids().length];
      owner = new int[tracer.solids().length];
      seen = new int[scene.things().size()];
      for (int thing = 0, solid = 0; thing < seen.length; thing++) {
        for (int i = 0; i < scene.things().get(thing).solids().size(); i++) {
          owner[solid++] = thing;
        }
      }
      int pixels = Math.multiplyExact(camera.width(), camera.height());
      light = new float[Math.multiplyExact(3, pixels)];
      depth = new float[pixels];
      normals = new float[3 * pixels];
      sky = new boolean[pixels];
      invalid = new boolean[pixels];
    }

    RenderedScene render() {
      int width = camera.width();
      int height = camera.height();
      for (int y = 0; y < height; y += TILE) {
        for (int x = 0; x < width; x += TILE) {
          tile(x, y, Math.min(x + TILE, width), Math.min(y + TILE, height));
        }
      }
      return new RenderedScene(
          new Image(width, height, scene.finish().develop(light, width, height)),
          new DepthMap(width, height, depth, DepthKind.METRIC),
          normals,
          sky,
          invalid,
          camera,
          Caption.of(scene, seen, width * height),
          scene.seed());
    }

    private void tile(int x0, int y0, int x1, int y1) {
      gather(x0, y0, x1, y1);
      for (int y = y0; y < y1; y++) {
        for (int x = x0; x < x1; x++) {
          int at = y * camera.width() + x;
          measure(x, y, at);
          colour(x, y, at);
        }
      }
    }

    /**
     * Finds the solids that may be seen through a tile: those that meet the cone around its four
     * corners.
     */
    private void gather(int x0, int y0, int x1, int y1) {
      aim(.5 * (x0 + x1), .5 * (y0 + y1));
      double norm = Math.sqrt(ray[0] * ray[0] + ray[1] * ray[1] + ray[2] * ray[2]);
      double ax = ray[0] / norm;
      double ay = ray[1] / norm;
      double az = ray[2] / norm;
      double cos = 1;
      for (int corner = 0; corner < 4; corner++) {
        aim((corner & 1) == 0 ? x0 : x1, corner < 2 ? y0 : y1);
        double length = Math.sqrt(ray[0] * ray[0] + ray[1] * ray[1] + ray[2] * ray[2]);
        cos = Math.min(cos, (ray[0] * ax + ray[1] * ay + ray[2] * az) / length);
      }
      double sin = Math.sqrt(Math.max(0, 1 - cos * cos));
      candidateCount = tracer.within(scene.pose(), ax, ay, az, cos, sin, candidates);
    }

    private void measure(int x, int y, int at) {
      cast(x + .5, y + .5);
      sky[at] = hit.sky;
      invalid[at] = hit.pane;
      depth[at] = hit.pane ? Float.NaN : (float) hit.t;
      if (hit.solid >= 0) {
        seen[owner[hit.solid]]++;
      }
      if (!hit.sky && !hit.pane) {
        for (int i = 0; i < 3; i++) {
          double[] axis = axes[i];
          normals[3 * at + i] = (float) (axis[0] * hit.nx + axis[1] * hit.ny + axis[2] * hit.nz);
        }
      }
    }

    private void colour(int x, int y, int at) {
      double footprint = 1 / (camera.focal() * samples);
      for (int j = 0; j < samples; j++) {
        for (int i = 0; i < samples; i++) {
          double a = (i + .5) / samples;
          double b = (j + .5) / samples;
          cast(x + a, y + b);
          shader.add(hit, ray[0], ray[1], ray[2], 2 * a - 1, 2 * b - 1, footprint, light, 3 * at);
        }
      }
      float share = 1f / (samples * samples);
      for (int c = 3 * at; c < 3 * at + 3; c++) {
        light[c] *= share;
      }
    }

    private void cast(double px, double py) {
      aim(px, py);
      CameraPose pose = scene.pose();
      tracer.meet(
          pose.x(), pose.y(), pose.z(), ray[0], ray[1], ray[2], candidates, candidateCount, hit);
    }

    /**
     * The direction through a point of the picture, with length 1 along the optical axis: ray
     * parameters are z-depths.
     */
    private void aim(double px, double py) {
      double a = (px - camera.cx()) / camera.focal();
      double b = (py - camera.cy()) / camera.focal();
      for (int i = 0; i < 3; i++) {
        ray[i] = axes[2][i] + a * axes[0][i] + b * axes[1][i];
      }
    }
  }
}
