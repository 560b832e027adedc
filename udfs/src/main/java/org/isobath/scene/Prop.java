package org.isobath.scene;

import java.util.Locale;

/**
 * The kinds of object that stand in scenes, at the sizes such objects have: size is the only cue to
 * absolute scale.
 */
enum Prop {
  SPHERE(true, true) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      at.sphere(0, 0, 0, random.between(.12, .5), texture);
    }
  },
  BOX(true, true) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      at.box(
          0, 0, 0, random.between(.25, 1), random.between(.25, 1), random.between(.25, 1), texture);
    }
  },
  CYLINDER(true, true) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      at.cylinder(0, 0, 0, random.between(.12, .4), random.between(.3, 1.1), texture);
    }
  },
  STACK(true, true) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      double side = random.between(.4, .8);
      double high = random.between(.3, .6);
      Texture other = accent(random);
      at.box(0, 0, 0, side, high, side, texture);
      at.box(0, high, 0, .6 * side, .7 * high, .6 * side, other);
      if (random.chance(.5)) {
        at.sphere(0, 1.7 * high, 0, .25 * side, accent(random));
      }
    }
  },
  TABLE(true, false) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      double wide = random.between(.8, 1.6);
      double deep = random.between(.6, .9);
      double high = random.between(.65, .78);
      for (int leg = 0; leg < 4; leg++) {
        double a = ((leg & 1) - .5) * (wide - .1);
        double b = ((leg >> 1) - .5) * (deep - .1);
        at.cylinder(a, 0, b, .035, high - .05, texture);
      }
      at.box(0, high - .05, 0, wide, .05, deep, texture);
      if (random.chance(.7)) {
        at.sphere(
            random.between(-.3, .3) * wide, high, 0, random.between(.08, .16), accent(random));
      }
    }
  },
  STOOL(true, false) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      double high = random.between(.42, .7);
      at.cylinder(0, 0, 0, .04, high - .06, texture);
      at.cylinder(0, 0, 0, .17, .03, texture);
      at.cylinder(0, high - .06, 0, random.between(.17, .24), .06, accent(random));
    }
  },
  CHAIR(true, false) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      for (int leg = 0; leg < 4; leg++) {
        at.box(((leg & 1) - .5) * .38, 0, ((leg >> 1) - .5) * .38, .04, .43, .04, texture);
      }
      at.box(0, .43, 0, .44, .05, .44, texture);
      at.box(0, .48, -.2, .44, random.between(.35, .5), .04, texture);
    }
  },
  SOFA(true, false) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      double wide = random.between(1.3, 2.1);
      at.box(0, 0, 0, wide, .42, .85, texture);
      at.box(0, .42, -.34, wide, .42, .17, texture);
      at.box(-wide / 2 - .08, 0, 0, .16, .6, .85, texture);
      at.box(wide / 2 + .08, 0, 0, .16, .6, .85, texture);
    }
  },
  SHELF(true, false) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      double wide = random.between(.7, 1.2);
      int boards = 3 + random.below(3);
      at.box(-wide / 2, 0, 0, .04, .4 * (boards - 1) + .04, .3, texture);
      at.box(wide / 2, 0, 0, .04, .4 * (boards - 1) + .04, .3, texture);
      for (int i = 0; i < boards; i++) {
        at.box(0, .4 * i, 0, wide - .04, .04, .3, texture);
        if (i < boards - 1) {
          at.box(
              random.between(-.25, .25) * wide,
              .4 * i + .04,
              0,
              .3 * wide,
              .26,
              .2,
              accent(random));
        }
      }
    }
  },
  TREE(false, true) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      double trunk = random.between(1, 2.5);
      double crown = random.between(.7, 1.6);
      Rgb leaf = Paint.GREEN.shade(random);
      Texture leaves =
          new Texture(
              Pattern.MOTTLED,
              Paint.GREEN,
              leaf,
              leaf.times(.4),
              random.between(.3, .9),
              0,
              (int) random.next());
      at.cylinder(0, 0, 0, random.between(.1, .22), trunk + .3 * crown, texture);
      at.sphere(0, trunk, 0, crown, leaves);
      for (int i = 0; i < 3; i++) {
        double a = random.between(-.7, .7) * crown;
        double b = random.between(-.7, .7) * crown;
        at.sphere(
            a, trunk + random.between(0, .7) * crown, b, random.between(.5, .8) * crown, leaves);
      }
    }

    @Override
    Texture material(SplitMix64 random) {
      return Texture.of(Pattern.WOODEN, Paint.BROWN, .5, random);
    }

    @Override
    String name(Texture texture) {
      return "tree";
    }
  },
  BUILDING(false, true) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      double floors = 1 + random.below(4);
      double wide = random.between(5, 12);
      double deep = random.between(4, 8);
      at.box(0, 0, 0, wide, 3 * floors, deep, texture);
      at.box(0, 3 * floors, 0, wide + .4, .25, deep + .4, accent(random));
    }

    @Override
    Texture material(SplitMix64 random) {
      Texture wall = Texture.of(Pattern.GRIDDED, Paint.any(random), 3, random);
      return new Texture(
          wall.pattern(), wall.paint(), wall.first(), new Rgb(.05, .07, .1), 3, 0, wall.seed());
    }

    @Override
    String name(Texture texture) {
      return texture.paint().word() + " building";
    }
  },
  WALL(false, true) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      at.box(0, 0, 0, random.between(2, 6), random.between(.8, 2), .3, texture);
    }

    @Override
    Texture material(SplitMix64 random) {
      return Texture.of(Pattern.BRICK, Paint.any(random), .3, random);
    }
  },
  COLUMN(true, true) {
    @Override
    void build(Assembly at, Texture texture, SplitMix64 random) {
      double radius = random.between(.12, .25);
      double high = random.between(1.4, 2.2);
      at.box(0, 0, 0, 2.6 * radius, .12, 2.6 * radius, texture);
      at.cylinder(0, .12, 0, radius, high - .24, texture);
      at.box(0, high - .12, 0, 2.6 * radius, .12, 2.6 * radius, texture);
    }
  };

  private static final Pattern[] OBJECT_PATTERNS = {
    Pattern.PLAIN,
    Pattern.PLAIN,
    Pattern.PLAIN,
    Pattern.WOODEN,
    Pattern.STRIPED,
    Pattern.CHECKED,
    Pattern.DOTTED,
    Pattern.MARBLE,
    Pattern.SPECKLED,
    Pattern.MOTTLED
  };

  private final boolean indoors;
  private final boolean outdoors;

  Prop(boolean indoors, boolean outdoors) {
    this.indoors = indoors;
    this.outdoors = outdoors;
  }

  boolean fits(boolean room) {
    return room ? indoors : outdoors;
  }

  /** A random object of this kind at (x, z) on the floor. */
  Thing make(double x, double z, SplitMix64 random) {
    Texture texture = material(random);
    Assembly assembly = new Assembly(x, z, random.between(-3.2, 3.2));
    build(assembly, texture, random);
    return new Thing(name(texture), assembly.solids());
  }

  abstract void build(Assembly at, Texture texture, SplitMix64 random);

  Texture material(SplitMix64 random) {
    return accent(random);
  }

  String name(Texture texture) {
    String pattern = texture.pattern() == Pattern.PLAIN ? "" : texture.pattern().word() + " ";
    return texture.paint().word() + " " + pattern + name().toLowerCase(Locale.ROOT);
  }

  private static Texture accent(SplitMix64 random) {
    Pattern pattern = OBJECT_PATTERNS[random.below(OBJECT_PATTERNS.length)];
    return Texture.of(pattern, Paint.any(random), random.between(.15, .5), random);
  }
}
