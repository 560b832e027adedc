package org.isobath.scene;

import java.util.List;

/**
 * Everything a picture shows, before a size in pixels is chosen. Made by {@link SceneGenerator},
 * turned into pixels by {@link SceneRenderer}; the same scene may be rendered at several sizes.
 */
public final class Scene {
  private final long seed;
  private final Backdrop backdrop;
  private final List<Thing> things;
  private final List<Light> lights;
  private final CameraPose pose;
  private final double fieldOfView;
  private final PhotoFinish finish;

  Scene(
      long seed,
      Backdrop backdrop,
      List<Thing> things,
      List<Light> lights,
      CameraPose pose,
      double fieldOfView,
      PhotoFinish finish) {
    this.seed = seed;
    this.backdrop = backdrop;
    this.things = List.copyOf(things);
    this.lights = List.copyOf(lights);
    this.pose = pose;
    this.fieldOfView = fieldOfView;
    this.finish = finish;
  }

  /** The number this scene was generated from. */
  public long seed() {
    return seed;
  }

  /** True for a closed room, false for open ground under a sky. */
  public boolean indoors() {
    return backdrop instanceof Room;
  }

  /** Radians along the longer side of the picture. */
  public double fieldOfView() {
    return fieldOfView;
  }

  Backdrop backdrop() {
    return backdrop;
  }

  List<Thing> things() {
    return things;
  }

  List<Light> lights() {
    return lights;
  }

  CameraPose pose() {
    return pose;
  }

  PhotoFinish finish() {
    return finish;
  }
}
