package org.isobath.scene;

import java.util.List;

/** Scenes so simple that their depth can be worked out by hand. */
final class PlainScenes {
  static final Texture GREY =
      new Texture(Pattern.PLAIN, Paint.GREY, new Rgb(.3, .3, .3), new Rgb(.2, .2, .2), 1, 0, 1);
  static final Texture CHECKS =
      new Texture(Pattern.CHECKED, Paint.RED, new Rgb(.8, .1, .1), new Rgb(.1, .1, .8), .2, 0, 1);
  private static final PhotoFinish FINISH = new PhotoFinish(.2, new Rgb(1, 1, 1), 0, 0, 1);
  private static final double RIGHT_ANGLE = StrictMath.PI / 2;

  private PlainScenes() {}

  static Thing thing(String name, Solid... solids) {
    return new Thing(name, List.of(solids));
  }

  /** A room 4 m wide, 2.5 m high, 6 m long, seen level from (0, 1.25, 1) along its length. */
  static Scene room(List<Panel> panels, Thing... things) {
    Room room = new Room(2, 2.5, 6, GREY, GREY, GREY, panels, new Rgb(.3, .3, .3));
    Light lamp = new Light(0, 2.3, 2, false, new Rgb(4, 4, 4), .1);
    CameraPose pose = new CameraPose(0, 1.25, 1, 0, 0, 0);
    return new Scene(1, room, List.of(things), List.of(lamp), pose, RIGHT_ANGLE, FINISH);
  }

  /** Endless ground seen from 1.5 m, looking down by {@code pitch}. */
  static Scene ground(double pitch, Thing... things) {
    Ground ground =
        new Ground(
            GREY,
            new Rgb(.1, .2, .6),
            new Rgb(.7, .8, .9),
            new Rgb(.4, .4, .4),
            .01,
            0,
            1,
            "on grey ground");
    Light sun = new Light(0, .8, -.6, true, new Rgb(1, 1, 1), .02);
    CameraPose pose = new CameraPose(0, 1.5, 0, 0, pitch, 0);
    return new Scene(2, ground, List.of(things), List.of(sun), pose, RIGHT_ANGLE, FINISH);
  }
}
