package org.isobath.scene;

/** Open ground, its sky and its sun. */
final class Landscapes {
  private record Terrain(String phrase, Pattern pattern, Paint paint, double low, double high) {}

  private static final Terrain[] TERRAINS = {
    new Terrain("on grass", Pattern.MOTTLED, Paint.GREEN, 1, 3),
    new Terrain("on sand", Pattern.MOTTLED, Paint.BEIGE, 1.5, 4),
    new Terrain("on asphalt", Pattern.SPECKLED, Paint.GREY, .6, 1.2),
    new Terrain("on paving stones", Pattern.TILED, Paint.GREY, .4, 1),
    new Terrain("on a brick square", Pattern.BRICK, Paint.RED, .3, .6),
    new Terrain("on a wooden deck", Pattern.WOODEN, Paint.BROWN, .8, 1.5),
    new Terrain("on a checked square", Pattern.CHECKED, Paint.WHITE, 1, 2.5),
  };

  private Landscapes() {}

  static Ground ground(SplitMix64 random) {
    Terrain terrain = TERRAINS[random.below(TERRAINS.length)];
    Texture texture =
        Texture.of(
            terrain.pattern(),
            terrain.paint(),
            random.between(terrain.low(), terrain.high()),
            random);
    boolean natural = terrain.pattern() == Pattern.MOTTLED || terrain.pattern() == Pattern.SPECKLED;
    Rgb other = natural ? texture.first().times(.4) : texture.second();
    Rgb tame = other.towards(texture.first(), random.between(.2, .7));
    texture =
        new Texture(
            texture.pattern(),
            texture.paint(),
            texture.first(),
            tame,
            texture.period(),
            0,
            texture.seed());
    double evening = random.unit() * random.unit();
    Rgb zenith =
        new Rgb(.10, .22, .58)
            .towards(new Rgb(.16, .16, .38), evening)
            .times(random.between(.7, 1.2));
    Rgb horizon =
        new Rgb(.62, .74, .90)
            .towards(new Rgb(1, .55, .30), evening)
            .times(random.between(.8, 1.2));
    double fog = random.chance(.35) ? random.between(.01, .05) : random.between(.001, .006);
    double clouds = random.unit();
    if (random.chance(.25)) {
      zenith = new Rgb(.55, .58, .62);
      horizon = new Rgb(.75, .77, .80);
    }
    // The eye, and so the camera, takes most of the blue out of shadows.
    double grey = random.between(.3, .5);
    Rgb ambient = new Rgb(grey, grey, grey).towards(zenith.towards(horizon, .5), .35);
    return new Ground(
        texture, zenith, horizon, ambient, fog, clouds, (int) random.next(), terrain.phrase());
  }

  static Light sun(Ground ground, SplitMix64 random) {
    double azimuth = random.between(-3.14, 3.14);
    double elevation = random.between(.25, 1.25);
    double flat = StrictMath.cos(elevation);
    double up = StrictMath.sin(elevation);
    double power = ground.clouds() > .8 ? random.between(.2, .6) : random.between(.9, 1.8);
    Rgb colour = new Rgb(power, power * (.7 + .25 * up), power * (.45 + .5 * up));
    double size = ground.clouds() > .8 ? .15 : .02;
    return new Light(
        flat * StrictMath.sin(azimuth), up, flat * StrictMath.cos(azimuth), true, colour, size);
  }
}
