package org.isobath.scene;

import java.util.ArrayList;
import java.util.List;

/** Rooms as people build them, and their lamps. */
final class Interiors {
  private static final Pattern[] FLOORS = {
    Pattern.WOODEN,
    Pattern.WOODEN,
    Pattern.TILED,
    Pattern.CHECKED,
    Pattern.MARBLE,
    Pattern.SPECKLED,
    Pattern.MOTTLED,
    Pattern.STRIPED
  };
  private static final Pattern[] WALLS = {
    Pattern.PLAIN,
    Pattern.PLAIN,
    Pattern.PLAIN,
    Pattern.STRIPED,
    Pattern.BRICK,
    Pattern.WOODEN,
    Pattern.TILED,
    Pattern.DOTTED,
    Pattern.MOTTLED
  };
  private static final Paint[] WALL_PAINTS = {
    Paint.WHITE,
    Paint.WHITE,
    Paint.BEIGE,
    Paint.BEIGE,
    Paint.GREY,
    Paint.YELLOW,
    Paint.TEAL,
    Paint.BLUE,
    Paint.PINK,
    Paint.GREEN,
    Paint.ORANGE,
    Paint.RED
  };
  private static final Paint[] FLOOR_PAINTS = {
    Paint.BROWN,
    Paint.BEIGE,
    Paint.ORANGE,
    Paint.GREY,
    Paint.WHITE,
    Paint.RED,
    Paint.TEAL,
    Paint.BLUE,
    Paint.BLACK
  };
  private static final Pattern[] PICTURES = {
    Pattern.MARBLE,
    Pattern.STRIPED,
    Pattern.DOTTED,
    Pattern.CHECKED,
    Pattern.MOTTLED,
    Pattern.GRIDDED,
    Pattern.BRICK
  };

  private Interiors() {}

  static Room room(SplitMix64 random) {
    double halfWidth = random.between(1.6, 3.6);
    double height = random.between(2.3, 3.3);
    double length = random.between(3.8, 9);
    Texture floor = surface(FLOORS, FLOOR_PAINTS, .5, 1.4, random);
    Texture walls = surface(WALLS, WALL_PAINTS, .25, .9, random);
    Texture ceiling =
        Texture.of(Pattern.PLAIN, random.chance(.8) ? Paint.WHITE : Paint.BEIGE, 2, random);
    List<Panel> panels = new ArrayList<>();
    int pictures = random.below(5);
    for (int i = 0; i < pictures; i++) {
      panels.add(panel(halfWidth, height, length, false, random));
    }
    if (random.chance(.2)) {
      panels.add(panel(halfWidth, height, length, true, random));
    }
    double glow = random.between(.12, .3);
    Rgb ambient = new Rgb(glow, glow * random.between(.9, 1), glow * random.between(.8, 1.05));
    return new Room(halfWidth, height, length, floor, walls, ceiling, panels, ambient);
  }

  static List<Light> lamps(Room room, SplitMix64 random) {
    int count = 1 + random.below(2);
    List<Light> lamps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double x = random.between(-.7, .7) * room.halfWidth();
      double z = random.between(.15, .85) * room.length();
      double warmth = random.between(.65, 1);
      double power = random.between(2.5, 6) / count;
      Rgb colour = new Rgb(power, power * (.3 + .7 * warmth), power * warmth);
      lamps.add(new Light(x, room.height() - .2, z, false, colour, random.between(.03, .25)));
    }
    return lamps;
  }

  private static Panel panel(
      double halfWidth, double height, double length, boolean window, SplitMix64 random) {
    int wall = window ? random.below(2) : random.chance(.5) ? 3 : random.below(2);
    double from = wall == 3 ? -halfWidth : 0;
    double to = wall == 3 ? halfWidth : length;
    double wide = random.between(.4, window ? 1.6 : 1.3);
    double high = random.between(.4, 1.2);
    double u = random.between(from + .1, to - .1 - wide);
    double v = random.between(.7, height - .1 - high);
    Texture texture =
        window
            ? Texture.of(Pattern.PLAIN, Paint.WHITE, 1, random)
            : Texture.of(
                PICTURES[random.below(PICTURES.length)],
                Paint.any(random),
                random.between(.2, 1),
                random);
    return new Panel(wall, u, v, u + wide, v + high, window, texture);
  }

  private static Texture surface(
      Pattern[] patterns, Paint[] paints, double low, double high, SplitMix64 random) {
    Pattern pattern = patterns[random.below(patterns.length)];
    Texture texture =
        Texture.of(pattern, paints[random.below(paints.length)], random.between(low, high), random);
    double share =
        pattern == Pattern.WOODEN || pattern == Pattern.TILED ? 0 : random.between(.2, .8);
    Rgb second = texture.second().towards(texture.first(), share);
    return new Texture(
        pattern,
        texture.paint(),
        texture.first(),
        second,
        texture.period(),
        .5 * texture.gloss(),
        texture.seed());
  }
}
