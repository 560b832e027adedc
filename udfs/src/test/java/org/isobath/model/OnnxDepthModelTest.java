package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;
import org.isobath.onnx.Graphs;
import org.junit.jupiter.api.Test;

class OnnxDepthModelTest {
  private static final String LOWER = "rule = lower, width = 32, height = 32, multiple = 8";

  private static ModelCard card(String graph, String size, String output) {
    return ModelCardTest.card(
            """
            id = %s
            title = Test
            verified = false
            licence { name = none, commercial = false }
            source = x.onnx
            input { size { %s }, interpolation = cubic }
            output { kind = relative, depth = depth, %s }
            limits { min-side = 4, max-aspect = 5, max-pixels = 10000 }
            """
                .formatted(graph, size, output))
        .locked(graph, 0);
  }

  private static DepthModel open(String graph, String size, String output) {
    return DepthModels.open(card(graph, size, output), Graphs.file(graph), Device.CPU, 1);
  }

  private static Image noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new Random(width * 7L + height).nextBytes(rgb);
    return new Image(width, height, rgb);
  }

  private static Image plain(int width, int height, int r, int g, int b) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) r;
      rgb[i + 1] = (byte) g;
      rgb[i + 2] = (byte) b;
    }
    return new Image(width, height, rgb);
  }

  @Test
  void estimatesTheMeanOfTheChannels() throws Rejected {
    DepthMap map = open("mean", LOWER, "").estimate(List.of(plain(40, 60, 51, 102, 255))).get(0);
    assertThat(map.width()).isEqualTo(32);
    assertThat(map.height()).isEqualTo(48);
    for (float value : map.values()) {
      assertThat(value).isCloseTo(0.5333333f, within(1e-6f));
    }
  }

  @Test
  void halfPrecisionAgreesWithinItsRounding() throws Rejected {
    Image image = noise(50, 40);
    float[] full = open("mean", LOWER, "").estimate(List.of(image)).get(0).values();
    float[] half = open("half", LOWER, "").estimate(List.of(image)).get(0).values();
    assertThat(half).usingComparatorWithPrecision(2e-3f).containsExactly(full);
  }

  @Test
  void skyMaskAndFocalComeFromTheGraph() throws Rejected {
    DepthModel model = open("sky", LOWER, "sky = sky, mask = mask, focal = focal");
    assertThat(model.estimate(List.of(plain(32, 32, 255, 255, 0))).get(0).values())
        .containsOnly(Float.POSITIVE_INFINITY);
    try (PreparedImage image = model.preprocess(plain(64, 64, 0, 255, 204))) {
      RawDepth raw = model.infer(List.of(image)).get(0);
      assertThat(raw.focal()).isCloseTo(80, within(1e-3f));
      DepthEstimate estimate = model.postprocess(raw, Double.NaN, OutputSize.NETWORK);
      assertThat(estimate.depth().values())
          .hasSize(32 * 32)
          .usingComparatorWithPrecision(1e-6f)
          .containsOnly(0.6f);
      // the picture is twice the network's size
      assertThat(estimate.focalPx()).isCloseTo(160, within(1e-2));
    }
    assertThatThrownBy(() -> model.estimate(List.of(plain(32, 32, 0, 0, 255))))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.INFERENCE_FAILED));
  }

  @Test
  void outputsOfHalfTheSizeAreKeptAtTheirSize() throws Rejected {
    DepthMap map = open("half_size", LOWER, "").estimate(List.of(noise(32, 48))).get(0);
    assertThat(map.width()).isEqualTo(16);
    assertThat(map.height()).isEqualTo(24);
  }

  @Test
  void outputsThatDisagreeInSizeRejectThePicture() {
    assertThatThrownBy(() -> open("small_sky", LOWER, "sky = sky").estimate(List.of(noise(32, 32))))
        .isInstanceOfSatisfying(
            Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.INFERENCE_FAILED))
        .hasMessage(
            "model small_sky: output sky came out as [1, 1, 16, 16], where one 32x32 map per picture is expected");
  }

  @Test
  void paddingDoesNotComeBack() throws Rejected {
    DepthModel model =
        open("mean", "rule = pad, width = 40, height = 40, pad-rgb = [255, 0, 255]", "");
    DepthMap map = model.estimate(List.of(plain(80, 40, 51, 51, 51))).get(0);
    assertThat(map.width()).isEqualTo(40);
    assertThat(map.height()).isEqualTo(20);
    assertThat(map.values()).usingComparatorWithPrecision(1e-6f).containsOnly(0.2f);
  }

  @Test
  void picturesOutsideTheLimitsAreRejectedByTheirNumbers() {
    DepthModel model = open("mean", LOWER, "");
    for (Object[] bad :
        new Object[][] {
          {3, 30, "does not take 3x30: the shortest side must be at least 4 (limits.min-side)"},
          {10, 51, "does not take 10x51: an aspect of 5.10 is above 5.0 (limits.max-aspect)"},
          {101, 100, "does not take 101x100: more than 10000 pixels (limits.max-pixels)"}
        }) {
      assertThatThrownBy(() -> model.preprocess(noise((int) bad[0], (int) bad[1])))
          .isInstanceOfSatisfying(
              Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.MODEL_LIMITS))
          .hasMessage("model mean " + bad[2]);
    }
  }

  @Test
  void aPictureHasTheSameBitsAloneAndInCompany() throws Rejected {
    DepthModel model = open("conv", LOWER, "");
    List<Image> images =
        List.of(noise(40, 40), noise(60, 40), noise(41, 40), noise(40, 41), noise(90, 50));
    List<DepthMap> together = model.estimate(images);
    for (int i = 0; i < images.size(); i++) {
      assertThat(together.get(i).values())
          .isEqualTo(model.estimate(List.of(images.get(i))).get(0).values());
    }
  }

  @Test
  void manyThreadsGetTheSameBits() throws Exception {
    DepthModel model = open("conv", LOWER, "");
    List<Image> images = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      images.add(noise(40 + 9 * i, 40));
      expected.add(model.estimate(List.of(images.get(i))).get(0).values());
    }
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      List<Future<float[]>> results = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        Image image = images.get(i % 6);
        results.add(pool.submit(() -> model.estimate(List.of(image)).get(0).values()));
      }
      for (int i = 0; i < 120; i++) {
        assertThat(results.get(i).get()).isEqualTo(expected.get(i % 6));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void batchesGiveEveryPictureItsOwnResult() throws Rejected {
    // as on a GPU, whose batching needs no GPU to be wrong: sizes mixed, one batch full, one not
    ModelCard card = card("sky", LOWER, "sky = sky, mask = mask, focal = focal");
    DepthModel batching =
        new OnnxDepthModel(
            card, Graphs.session("sky"), new Batching(2, Duration.ofMillis(5), 1 << 20));
    DepthModel single = new OnnxDepthModel(card, Graphs.session("sky"), Batching.AUTO);
    List<Image> images =
        List.of(noise(40, 40), noise(60, 40), noise(41, 40), noise(40, 41), noise(90, 40));
    List<PreparedImage> prepared = new ArrayList<>();
    for (Image image : images) {
      prepared.add(batching.preprocess(image));
    }
    List<RawDepth> together = batching.infer(prepared);
    for (int i = 0; i < images.size(); i++) {
      RawDepth alone = single.infer(List.of(prepared.get(i))).get(0);
      assertThat(together.get(i).depth()).isEqualTo(alone.depth());
      assertThat(together.get(i).sky()).isEqualTo(alone.sky());
      assertThat(together.get(i).mask()).isEqualTo(alone.mask());
      assertThat(together.get(i).focal()).isCloseTo(alone.focal(), within(1e-3f));
      assertThat(together.get(i).imageWidth()).isEqualTo(images.get(i).width());
      prepared.get(i).close();
    }
  }

  @Test
  void inABatchTheOutputsThatDisagreeRejectTheirPictures() throws Rejected {
    DepthModel model =
        new OnnxDepthModel(
            card("small_sky", LOWER, "sky = sky"),
            Graphs.session("small_sky"),
            new Batching(2, Duration.ofMillis(5), 1 << 20));
    try (PreparedImage one = model.preprocess(noise(32, 32));
        PreparedImage two = model.preprocess(noise(33, 32))) {
      PendingDepth first = model.submit(one);
      PendingDepth second = model.submit(two);
      for (PendingDepth pending : List.of(first, second)) {
        assertThatThrownBy(pending::get)
            .isInstanceOfSatisfying(
                Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.INFERENCE_FAILED));
      }
    }
  }

  @Test
  void aPictureThatIsTakenBackHasNoResult() throws Rejected {
    DepthModel model =
        new OnnxDepthModel(
            card("half_size", LOWER, ""),
            Graphs.session("half_size"),
            new Batching(2, Duration.ofHours(1), 1 << 20));
    try (PreparedImage image = model.preprocess(noise(32, 32))) {
      PendingDepth pending = model.submit(image);
      pending.cancel();
      assertThat(pending.settled()).isDone();
      assertThatThrownBy(pending::get).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void aFailedRunIsARejectionInTheRuntimesWords() throws Rejected {
    ModelCard card = card("fixed", "rule = stretch, width = 64, height = 48", "");
    DepthModel model = new OnnxDepthModel(card, Graphs.session("fixed"), Batching.AUTO);
    DepthModel wrong = open("mean", "rule = stretch, width = 60, height = 48", "");
    try (PreparedImage image = wrong.preprocess(noise(60, 48))) {
      PendingDepth pending = model.submit(image);
      assertThatThrownBy(pending::get)
          .isInstanceOfSatisfying(
              Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.INFERENCE_FAILED))
          .hasMessageStartingWith("model fixed: ")
          .hasMessageContaining("Expected: 64");
    }
  }

  @Test
  void noPicturesGiveNoMaps() throws Rejected {
    assertThat(open("mean", LOWER, "").estimate(List.of())).isEmpty();
  }
}
