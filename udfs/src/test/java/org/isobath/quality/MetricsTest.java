package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.junit.jupiter.api.Test;

/** What every metric of every list promises. */
class MetricsTest {
  private static final int[][] SIZES = {
    {1, 1}, {1, 7}, {7, 1}, {2, 2}, {3, 3}, {40, 31}, {500, 390}
  };

  @Test
  void labelsAreColumnNamesAndUniqueOverAllLists() {
    Set<String> seen = new HashSet<>();
    for (Metric metric : Metrics.ALL) {
      assertThat(metric.label()).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*");
      assertThat(seen.add(metric.label())).as(metric.label()).isTrue();
    }
    assertThat(seen)
        .contains(
            "abs_rel_raw",
            "delta_1_median",
            "silog_lambda_0_5_lsq_inverse",
            "rmse_median_kitti_garg");
  }

  @Test
  void everythingIsDocumented() {
    for (Metric metric : Metrics.ALL) {
      assertThat(metric.description()).as(metric.label()).hasSizeGreaterThan(20);
      assertThat(metric.source()).as(metric.label()).isNotBlank();
      assertThat(metric.unit()).as(metric.label()).isNotBlank();
      assertThat(metric.range().min()).isLessThan(metric.range().max());
      assertThat(metric.better()).isNotNull();
      assertThat(metric.cost()).as(metric.label()).isBetween(0.0, 1000.0);
    }
  }

  @Test
  void imageScoresStayInRangeOnRandomAndDegeneratePictures() {
    Random random = new Random(1);
    for (int[] size : SIZES) {
      for (int round = 0; round < 6; round++) {
        byte[] rgb = new byte[3 * size[0] * size[1]];
        switch (round) {
          case 0 -> random.nextBytes(rgb);
          case 1 -> Arrays.fill(rgb, (byte) 255);
          case 2 -> Arrays.fill(rgb, (byte) 0);
          case 3 -> Arrays.fill(rgb, rgb.length / 2, rgb.length, (byte) 255);
          default -> {
            for (int i = 0; i < rgb.length; i++) {
              rgb[i] = (byte) (i % 3 == round - 4 ? 255 : i);
            }
          }
        }
        Image image = new Image(size[0], size[1], rgb);
        double[] scores = ImageMetric.all(image);
        for (ImageMetric metric : ImageMetric.values()) {
          double score = scores[metric.ordinal()];
          assertThat(metric.range().contains(score) || Double.isNaN(score))
              .as("%s = %s of case %d at %dx%d", metric, score, round, size[0], size[1])
              .isTrue();
          assertThat(metric.score(image)).isEqualTo(Double.valueOf(score));
        }
      }
    }
  }

  @Test
  void depthScoresStayInRangeOrAreNotDefined() {
    for (int[] size : SIZES) {
      Image image = noise(31, 22);
      for (DepthMap map : maps(size[0], size[1])) {
        double[] scores = DepthMetric.all(map, image);
        for (DepthMetric metric : DepthMetric.values()) {
          assertInRange(metric, scores[metric.ordinal()], map);
          if (map.width() < 100) {
            assertThat(metric.score(map, image))
                .isEqualTo(Double.valueOf(scores[metric.ordinal()]));
          }
        }
      }
    }
  }

  @Test
  void pairScoresStayInRangeOrAreNotDefined() {
    for (int[] size : new int[][] {{1, 1}, {1, 7}, {7, 1}, {40, 31}}) {
      for (DepthMap map : maps(size[0], size[1])) {
        for (Image image : List.of(noise(31, 22), noise(1, 1), new Image(8, 8, new byte[192]))) {
          for (PairMetric metric : PairMetric.values()) {
            assertInRange(metric, metric.score(map, image), map);
          }
        }
      }
    }
  }

  @Test
  void fileScoresStayInRangeOrAreNotDefined() throws Exception {
    for (Image image : List.of(noise(31, 22), noise(1, 1), new Image(8, 8, new byte[192]))) {
      for (byte[] file : List.of(ImageEncoder.png(image), ImageEncoder.jpeg(image, 80))) {
        for (FileMetric metric : FileMetric.values()) {
          double score = metric.score(file);
          assertThat(Double.isNaN(score) || metric.range().contains(score))
              .as("%s = %s", metric.label(), score)
              .isTrue();
        }
      }
    }
  }

  @Test
  void consistencyScoresStayInRangeOrAreNotDefined() {
    for (int[] size : new int[][] {{1, 1}, {1, 7}, {40, 31}}) {
      for (DepthMap map : maps(size[0], size[1])) {
        List<DepthMap> seconds = maps(13, 9);
        // ranks take long: a fifth of the pairs, all kinds and all oddities among them
        for (int i = 0; i < seconds.size(); i += 5) {
          for (ConsistencyMetric metric : ConsistencyMetric.values()) {
            assertInRange(metric, metric.score(map, seconds.get(i)), map);
          }
        }
      }
    }
  }

  @Test
  void fidelityScoresStayInRangeOrAreNotDefined() {
    for (int[] size : new int[][] {{1, 1}, {1, 7}, {40, 31}}) {
      for (DepthMap control : maps(size[0], size[1])) {
        List<DepthMap> judged = maps(13, 9);
        // a seventh of the pairs, all kinds and all oddities among them
        for (int i = 0; i < judged.size(); i += 7) {
          for (FidelityProtocol protocol : FidelityProtocol.values()) {
            double[] scores = FidelityScore.all(protocol, control, judged.get(i));
            for (FidelityScore score : FidelityScore.values()) {
              assertInRange(score, scores[score.ordinal()], control);
            }
          }
        }
      }
    }
  }

  @Test
  void referenceScoresStayInRangeOrAreNotDefined() {
    for (int[] size : new int[][] {{1, 1}, {1, 5}, {9, 8}}) {
      CameraIntrinsics camera = CameraIntrinsics.assumed(size[0], size[1]);
      for (DepthMap prediction : maps(size[0], size[1])) {
        for (DepthMap reference : maps(size[0], size[1])) {
          for (EvaluationProtocol protocol : EvaluationProtocol.ALL) {
            double[] scores = ReferenceMetric.all(protocol, prediction, reference, camera);
            for (DepthScore score : DepthScore.values()) {
              assertInRange(
                  new ReferenceMetric(score, protocol), scores[score.ordinal()], prediction);
            }
          }
        }
      }
    }
  }

  @Test
  void oneReferenceScoreEqualsItsPlaceInTheList() {
    List<DepthMap> maps = maps(9, 8);
    for (ReferenceMetric metric : ReferenceMetric.ALL) {
      double[] scores = ReferenceMetric.all(metric.protocol(), maps.get(1), maps.get(0), null);
      assertThat(metric.score(maps.get(1), maps.get(0)))
          .as(metric.label())
          .isEqualTo(Double.valueOf(scores[metric.score().ordinal()]));
    }
  }

  /** The whole list, one by one: an entry of a list that is new fails here until it is scored. */
  @Test
  void everyMetricOfTheListHasAValueOrNoneOfDegenerateMaps() throws Exception {
    for (int[] size : new int[][] {{1, 1}, {6, 5}}) {
      Image image = new Image(size[0], size[1], new byte[3 * size[0] * size[1]]);
      byte[] file = ImageEncoder.png(image);
      List<DepthMap> maps = maps(size[0], size[1]);
      for (Metric metric : Metrics.ALL) {
        for (DepthMap map : maps) {
          assertInRange(metric, score(metric, map, maps.get(0), image, file), map);
        }
      }
      for (TrueError error : TrueError.values()) {
        for (DepthMap map : maps) {
          for (DepthMap reference : maps) {
            assertThat(error.of(map, reference))
                .as("%s of %s starting %s", error.label(), map.kind(), map.values()[0])
                .matches(value -> Double.isNaN(value) || value >= 0 && Double.isFinite(value));
          }
        }
      }
    }
  }

  private static double score(Metric metric, DepthMap map, DepthMap other, Image image, byte[] file)
      throws Exception {
    if (metric instanceof ImageMetric ofImage) {
      return ofImage.score(image);
    } else if (metric instanceof FileMetric ofFile) {
      return ofFile.score(file);
    } else if (metric instanceof DepthMetric ofMap) {
      return ofMap.score(map, image);
    } else if (metric instanceof PairMetric ofPair) {
      return ofPair.score(map, image);
    } else if (metric instanceof ConsistencyMetric ofTwo) {
      return ofTwo.score(map, other);
    } else if (metric instanceof FidelityScore ofGeneration) {
      return ofGeneration.score(map, other);
    } else if (metric instanceof PromptScore ofPrompt) {
      return ofPrompt.score(map.values(), other.values());
    }
    return ((ReferenceMetric) metric).score(map, other);
  }

  private static void assertInRange(Metric metric, double score, DepthMap map) {
    assertThat(Double.isNaN(score) || Double.isFinite(score) && metric.range().contains(score))
        .as(
            "%s = %s of %s %dx%d starting %s",
            metric.label(), score, map.kind(), map.width(), map.height(), map.values()[0])
        .isTrue();
  }

  /**
   * Every kind with noise, with negatives and labels among it, constant, zero, all labels, extreme.
   */
  private static List<DepthMap> maps(int width, int height) {
    List<DepthMap> maps = new ArrayList<>();
    Random random = new Random(4);
    for (DepthKind kind : DepthKind.values()) {
      float[] noise = new float[width * height];
      float[] mixed = new float[width * height];
      float[] extreme = new float[width * height];
      float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, -1, 0, -0f, 5, Float.MIN_VALUE};
      for (int i = 0; i < noise.length; i++) {
        noise[i] = 1 + random.nextFloat();
        mixed[i] =
            random.nextBoolean() ? odd[random.nextInt(odd.length)] : random.nextFloat() - 0.2f;
        extreme[i] = random.nextBoolean() ? Float.MAX_VALUE : Float.MIN_VALUE * random.nextInt(9);
      }
      maps.add(new DepthMap(width, height, noise, kind));
      maps.add(new DepthMap(width, height, mixed, kind));
      maps.add(new DepthMap(width, height, extreme, kind));
      for (float value :
          new float[] {2, 0, -3, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
        float[] constant = new float[width * height];
        Arrays.fill(constant, value);
        maps.add(new DepthMap(width, height, constant, kind));
      }
    }
    return maps;
  }

  private static Image noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(2).nextBytes(rgb);
    return new Image(width, height, rgb);
  }
}
