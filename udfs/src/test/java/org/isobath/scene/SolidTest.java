package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SolidTest {
  private static final double HALF_ROOT = Math.sqrt(.5);

  /** One of each kind around (1, 2, 3), turned where it can be. */
  static List<Solid> solids() {
    return List.of(
        new Sphere(1, 2, 3, .8, PlainScenes.GREY),
        new Box(1, 2, 3, .3, .5, .7, HALF_ROOT, HALF_ROOT, PlainScenes.GREY),
        new Cylinder(1, 2, 3, .4, .6, PlainScenes.GREY));
  }

  @Test
  void aSphereIsMetBeforeItsCentreAndLeftBehindIt() {
    Sphere sphere = new Sphere(0, 0, 5, 1, PlainScenes.GREY);
    assertThat(sphere.hit(0, 0, 0, 0, 0, 1)).isEqualTo(4);
    assertThat(sphere.hit(0, 0, 0, 0, 0, 2)).isEqualTo(2);
    assertThat(sphere.hit(0, 0, 5, 0, 0, 1)).isEqualTo(1);
    assertThat(sphere.hit(0, 0, 7, 0, 0, 1)).isInfinite();
    assertThat(sphere.hit(0, 1.001, 0, 0, 0, 1)).isInfinite();
  }

  @Test
  void aBoxTurnedByFortyFiveDegreesShowsItsEdge() {
    Box box = new Box(0, 0, 5, 1, 1, 1, HALF_ROOT, HALF_ROOT, PlainScenes.GREY);
    assertThat(box.hit(0, 0, 0, 0, 0, 1)).isCloseTo(5 - Math.sqrt(2), within(1e-12));
    assertThat(box.hit(1.2, 0, 0, 0, 0, 1)).isCloseTo(5 - Math.sqrt(2) + 1.2, within(1e-12));
    assertThat(box.hit(1.5, 0, 0, 0, 0, 1)).isInfinite();
    assertThat(box.hit(0, 1.5, 5, 0, -1, 0)).isCloseTo(.5, within(1e-12));
  }

  @Test
  void aCylinderHasASideAndTwoLids() {
    Cylinder cylinder = new Cylinder(0, 0, 5, 1, 2, PlainScenes.GREY);
    assertThat(cylinder.hit(0, 0, 0, 0, 0, 1)).isEqualTo(4);
    assertThat(cylinder.hit(0, 5, 5, 0, -1, 0)).isEqualTo(3);
    assertThat(cylinder.hit(1.5, 5, 5, 0, -1, 0)).isInfinite();
    assertThat(cylinder.hit(0, 2.5, 0, 0, 0, 1)).isInfinite();
    // Down onto the lid: from 1 m above it, over 1 m.
    assertThat(cylinder.hit(0, 3, 4, 0, -1, 1)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("solids")
  void everyHitLiesOnTheSurfaceWithAnOutwardNormalInsideTheEnclosingSphere(Solid solid) {
    SplitMix64 random = new SplitMix64(4);
    Hit hit = new Hit();
    int met = 0;
    for (int i = 0; i < 2000; i++) {
      double ox = random.between(-3, 5);
      double oy = random.between(-2, 6);
      double oz = random.between(-1, 7);
      double dx = solid.x() - ox + random.between(-1, 1);
      double dy = solid.y() - oy + random.between(-1, 1);
      double dz = solid.z() - oz + random.between(-1, 1);
      double t = solid.hit(ox, oy, oz, dx, dy, dz);
      double fromCentre = distance(solid, ox, oy, oz);
      if (Double.isInfinite(t) || fromCentre < solid.reach()) {
        continue;
      }
      met++;
      hit.at(ox, oy, oz, dx, dy, dz, t);
      solid.surface(hit);
      assertThat(distance(solid, hit.x, hit.y, hit.z)).isLessThanOrEqualTo(solid.reach() + 1e-9);
      assertThat(distance(solid, hit.x, hit.y, hit.z)).isGreaterThanOrEqualTo(solid.core() - 1e-9);
      assertThat(hit.nx * hit.nx + hit.ny * hit.ny + hit.nz * hit.nz).isCloseTo(1, within(1e-9));
      assertThat(hit.nx * dx + hit.ny * dy + hit.nz * dz).isLessThan(1e-9);
      // One step against the normal is inside: leaving from there, the ray meets the surface again
      // at once.
      double inside =
          solid.hit(
              hit.x - 1e-3 * hit.nx,
              hit.y - 1e-3 * hit.ny,
              hit.z - 1e-3 * hit.nz,
              hit.nx,
              hit.ny,
              hit.nz);
      assertThat(inside).isCloseTo(1e-3, within(1e-6));
    }
    assertThat(met).isGreaterThan(500);
  }

  private static double distance(Solid solid, double x, double y, double z) {
    double dx = x - solid.x();
    double dy = y - solid.y();
    double dz = z - solid.z();
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }
}
