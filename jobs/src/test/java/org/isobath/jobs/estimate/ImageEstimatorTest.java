package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.image.DecodeOptions;
import org.isobath.image.ImageDecoder;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ImageEstimator;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelCards;
import org.isobath.model.ModelStore;
import org.isobath.model.OutputSize;
import org.isobath.onnx.Device;
import org.isobath.quality.DepthMetric;
import org.isobath.quality.Metrics;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageEstimatorTest {
  private static final byte[] PICTURE = Estimation.picture(1, 128, 96);

  @TempDir Path temp;
  private Estimation cards;

  @BeforeEach
  void writeCards() throws Exception {
    cards = new Estimation(temp);
    cards.card(
        "metres", "mean", "output { kind = canonical_metric, unit = m, canonical-focal = 10 }");
  }

  private ImageEstimator estimator(String id, OutputSize size) {
    Configuration hadoop = new Configuration();
    ModelCard card = ModelCards.load(List.of(temp.resolve("cards").toUri()), hadoop).get(id);
    Path file =
        new ModelStore(temp.resolve("cache"), List.of(), 1 << 20, java.time.Duration.ofMinutes(1))
            .fetch(card, hadoop);
    DepthModel model = DepthModels.open(card, file, Device.CPU, 1);
    return new ImageEstimator(model, DecodeOptions.DEFAULT, size, "params");
  }

  @Test
  void theFileHoldsWhatTheModelSaidWithinHalfACode() throws Exception {
    ImageEstimator estimator = estimator("tiny", OutputSize.NETWORK);
    ImageEstimator.Estimated estimated = estimator.estimate(PICTURE, Double.NaN);
    DepthMap expected =
        estimator
            .model()
            .estimate(List.of(ImageDecoder.decode(PICTURE, DecodeOptions.DEFAULT).image()))
            .get(0);
    DepthMap stored = DepthPng.decode(estimated.encoded().png());

    assertThat(estimated.map().values()).isEqualTo(expected.values());
    float range = estimated.map().values()[0];
    float least = range;
    for (float value : expected.values()) {
      range = Math.max(range, value);
      least = Math.min(least, value);
    }
    assertThat(range).isGreaterThan(least);
    assertThat(stored.values()).hasSameSizeAs(expected.values());
    for (int i = 0; i < stored.values().length; i++) {
      assertThat(stored.values()[i])
          .isCloseTo(expected.values()[i], within((range - least) / 65533 * 0.51f));
    }
    assertThat(estimated.metrics()).hasSize(Metrics.OF_DEPTH.size());
    assertThat(estimated.metrics()[DepthMetric.VALUE_MAX.ordinal()]).isCloseTo(range, within(1e-6));
    assertThat(DepthPng.text(estimated.encoded().png())).doesNotContainKey("depth:focal_px");
  }

  @Test
  void theSamePictureGivesTheSameFile() throws Exception {
    byte[] first =
        estimator("tiny", OutputSize.IMAGE).estimate(PICTURE, Double.NaN).encoded().png();
    byte[] second =
        estimator("tiny", OutputSize.IMAGE).estimate(PICTURE, Double.NaN).encoded().png();
    assertThat(second).isEqualTo(first);
  }

  @Test
  void metresNeedAFocalLength_whichIsKeptInPixelsOfTheMap() throws Exception {
    ImageEstimator estimator = estimator("metres", OutputSize.NETWORK);
    ImageEstimator.Estimated estimated = estimator.estimate(PICTURE, 200);
    assertThat(estimated.map().kind()).isEqualTo(DepthKind.METRIC);
    // the network sees 64 of the picture's 128 columns
    assertThat(estimated.focalPx()).isEqualTo(100);
    assertThat(DepthPng.text(estimated.encoded().png())).containsEntry("depth:focal_px", "100.0");
    ImageEstimator.Estimated longer = estimator.estimate(PICTURE, 400);
    assertThat(longer.map().values()[77])
        .isCloseTo(2 * estimated.map().values()[77], within(1e-5f));

    assertThatThrownBy(() -> estimator.estimate(PICTURE, Double.NaN))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining("focal");
  }

  @Test
  void aPictureOutsideTheCardsLimitsIsRejected() {
    assertThatThrownBy(
            () ->
                estimator("tiny", OutputSize.NETWORK)
                    .estimate(Estimation.picture(1, 7, 60), Double.NaN))
        .isInstanceOf(Rejected.class)
        .satisfies(e -> assertThat(((Rejected) e).reason()).isEqualTo(Reason.MODEL_LIMITS));
  }
}
