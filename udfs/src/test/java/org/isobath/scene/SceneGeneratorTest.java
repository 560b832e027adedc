package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SceneGeneratorTest {
  private static final List<Scene> SCENES =
      LongStream.range(0, 500).mapToObj(SceneGenerator::generate).toList();

  @Test
  void sixInTenAreRooms() {
    assertThat(SCENES.stream().filter(Scene::indoors).count()).isBetween(270L, 330L);
  }

  @Test
  void theCameraStandsInTheOpen() {
    for (Scene scene : SCENES) {
      CameraPose pose = scene.pose();
      for (Thing thing : scene.things()) {
        for (Solid solid : thing.solids()) {
          double dx = solid.x() - pose.x();
          double dz = solid.z() - pose.z();
          assertThat(Math.sqrt(dx * dx + dz * dz)).isGreaterThan(solid.reach());
        }
      }
      if (scene.backdrop() instanceof Room room) {
        assertThat(Math.abs(pose.x())).isLessThan(room.halfWidth());
        assertThat(pose.y()).isBetween(.8, room.height());
        assertThat(pose.z()).isBetween(0., room.length());
      }
    }
  }

  @Test
  void nothingStandsThroughTheWallsOfARoom() {
    for (Scene scene : SCENES) {
      if (scene.backdrop() instanceof Room room) {
        for (Thing thing : scene.things()) {
          assertThat(thing.top()).isLessThan(room.height());
          assertThat(thing.solids())
              .allSatisfy(
                  s -> assertThat(Math.abs(s.x()) + s.reach()).isLessThan(room.halfWidth()));
        }
      }
    }
  }

  @Test
  void fieldOfViewIsThatOfAnOrdinaryLens() {
    assertThat(SCENES)
        .allSatisfy(scene -> assertThat(Math.toDegrees(scene.fieldOfView())).isBetween(45., 85.));
  }

  @ParameterizedTest
  @EnumSource(Prop.class)
  void everyKindOfObjectAppears(Prop prop) {
    String last = prop.name().toLowerCase(java.util.Locale.ROOT);
    assertThat(SCENES)
        .anyMatch(scene -> scene.things().stream().anyMatch(thing -> thing.name().endsWith(last)));
  }

  @Test
  void everyObjectStandsOnTheFloor() {
    for (Scene scene : SCENES) {
      for (Thing thing : scene.things()) {
        double lowest =
            thing.solids().stream()
                .mapToDouble(s -> s.y() - s.rise() - s.core())
                .min()
                .orElseThrow();
        assertThat(Math.abs(lowest)).as(thing.name()).isLessThan(1e-9);
      }
    }
  }

  @Test
  void mostPicturesShowObjectsNearAndFar() {
    int rich = 0;
    for (Scene scene : SCENES.subList(0, 60)) {
      RenderedScene view = SceneRenderer.render(scene, 32, 24, 1);
      float nearest = Float.POSITIVE_INFINITY;
      float farthest = 0;
      for (float z : view.depth().values()) {
        if (Float.isFinite(z)) {
          nearest = Math.min(nearest, z);
          farthest = Math.max(farthest, z);
        }
      }
      assertThat(nearest).isBetween(.1f, 30f);
      rich += farthest > 2 * nearest && !view.caption().startsWith("nothing") ? 1 : 0;
    }
    assertThat(rich).isGreaterThan(48);
  }
}
