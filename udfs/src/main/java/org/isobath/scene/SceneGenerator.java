package org.isobath.scene;

import java.util.ArrayList;
import java.util.List;

/**
 * Draws scenes by number: six in ten are rooms, the rest open ground under a sky. The camera is
 * hand-held at 0.8 to 1.9 m and sees 45 to 85 degrees.
 */
public final class SceneGenerator {
  private static final double DEGREE = StrictMath.PI / 180;
  private static final int TRIES_PER_THING = 6;
  private static final Prop[] PROPS = Prop.values();

  private SceneGenerator() {}

  /**
   * The scene with this number: always the same one. Any number will do; neighbours are unrelated.
   */
  public static Scene generate(long seed) {
    SplitMix64 random = new SplitMix64(SplitMix64.mix(seed + 0x5CE9EL));
    double fieldOfView = DEGREE * random.between(45, 85);
    double eye = random.between(.8, 1.9);
    double pitch = random.normal(.12, .12);
    double roll = random.normal(0, .03);
    boolean indoors = random.chance(.6);
    Backdrop backdrop = indoors ? Interiors.room(random) : Landscapes.ground(random);
    CameraPose pose;
    List<Light> lights;
    if (backdrop instanceof Room room) {
      double x = random.between(-.5, .5) * room.halfWidth();
      double z = random.between(.3, .3 * room.length());
      pose =
          new CameraPose(
              x, Math.min(eye, room.height() - .5), z, random.normal(0, .3), pitch, roll);
      lights = Interiors.lamps(room, random);
    } else {
      pose = new CameraPose(0, eye, 0, random.between(-3, 3), .6 * pitch, roll);
      lights = List.of(Landscapes.sun((Ground) backdrop, random));
    }
    List<Thing> things = place(backdrop, pose, fieldOfView, random);
    return new Scene(seed, backdrop, things, lights, pose, fieldOfView, PhotoFinish.random(random));
  }

  private static List<Thing> place(
      Backdrop backdrop, CameraPose pose, double fieldOfView, SplitMix64 random) {
    int wanted = 3 + random.below(7);
    double far = backdrop instanceof Room room ? room.length() : random.between(8, 40);
    double sin = StrictMath.sin(pose.yaw());
    double cos = StrictMath.cos(pose.yaw());
    double spread = StrictMath.tan(.5 * fieldOfView);
    List<Thing> things = new ArrayList<>();
    List<double[]> taken = new ArrayList<>();
    for (int i = 0; i < wanted * TRIES_PER_THING && things.size() < wanted; i++) {
      double depth = 1 + (far - 1) * random.unit() * (backdrop instanceof Room ? 1 : random.unit());
      double aside = random.between(-1.05, 1.05) * spread * depth;
      double x = pose.x() + cos * aside + sin * depth;
      double z = pose.z() - sin * aside + cos * depth;
      Prop prop = PROPS[random.below(PROPS.length)];
      if (!prop.fits(backdrop instanceof Room)) {
        continue;
      }
      Thing thing = prop.make(x, z, random);
      double footprint = thing.footprint(x, z);
      if (fits(backdrop, thing, x, z, footprint) && free(taken, pose, x, z, footprint)) {
        things.add(thing);
        taken.add(new double[] {x, z, footprint});
      }
    }
    return things;
  }

  private static boolean fits(
      Backdrop backdrop, Thing thing, double x, double z, double footprint) {
    return !(backdrop instanceof Room room)
        || (Math.abs(x) + footprint < room.halfWidth()
            && z - footprint > 0
            && z + footprint < room.length()
            && thing.top() < room.height() - .1);
  }

  private static boolean free(
      List<double[]> taken, CameraPose pose, double x, double z, double footprint) {
    double fromCamera = distance(x - pose.x(), z - pose.z());
    if (fromCamera < footprint + .45) {
      return false;
    }
    for (double[] other : taken) {
      if (distance(x - other[0], z - other[1]) < .85 * (footprint + other[2])) {
        return false;
      }
    }
    return true;
  }

  private static double distance(double x, double z) {
    return Math.sqrt(x * x + z * z);
  }
}
