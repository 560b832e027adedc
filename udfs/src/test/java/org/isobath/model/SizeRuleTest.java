package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeRuleTest {
  private static SizeRule rule(Fit fit, int width, int height, int multiple, int maxSide) {
    return new SizeRule(fit, width, height, multiple, maxSide, List.of(0.0, 0.0, 0.0));
  }

  @ParameterizedTest
  // the sizes that the reference of Depth Anything V2 gives for the common aspects
  @CsvSource({
    "1000,1000,518,518",
    "1200,900,686,518",
    "1500,1000,784,518",
    "1920,1080,924,518",
    "2000,1000,1036,518",
    "1000,2000,518,1036"
  })
  void depthAnythingV2(int width, int height, int netWidth, int netHeight) {
    assertThat(rule(Fit.LOWER, 518, 518, 14, 0).frame(width, height))
        .isEqualTo(NetworkFrame.full(netWidth, netHeight));
  }

  @ParameterizedTest
  // 640x480: scales 0.4 and 0.533; upper takes 0.4: 256 and 192. 500x300: 256, 153.6 -> 4.8 -> 5*32
  // = 160. 1000x100: 25.6 -> 1*32
  @CsvSource({"640,480,256,192", "500,300,256,160", "1000,100,256,32", "3000,10,256,32"})
  void midasUpper(int width, int height, int netWidth, int netHeight) {
    assertThat(rule(Fit.UPPER, 256, 256, 32, 0).frame(width, height))
        .isEqualTo(NetworkFrame.full(netWidth, netHeight));
  }

  @ParameterizedTest
  // 640x480: scales 0.6 and 0.8; 0.8 is nearer to 1: 512x384. 300x200: 1.28 and 1.92; 1.28: 384x256
  @CsvSource({"640,480,512,384", "300,200,384,256", "384,384,384,384"})
  void midasMinimal(int width, int height, int netWidth, int netHeight) {
    assertThat(rule(Fit.MINIMAL, 384, 384, 32, 0).frame(width, height))
        .isEqualTo(NetworkFrame.full(netWidth, netHeight));
  }

  @Test
  void halvesGoToTheEvenMultiple() {
    // 45 / 10 = 4.5 and 55 / 10 = 5.5: NumPy rounds to 4 and 6
    assertThat(rule(Fit.MINIMAL, 45, 45, 10, 0).frame(45, 55)).isEqualTo(NetworkFrame.full(40, 60));
    assertThat(rule(Fit.MINIMAL, 55, 55, 10, 0).frame(55, 55)).isEqualTo(NetworkFrame.full(60, 60));
    assertThat(rule(Fit.MINIMAL, 45, 45, 10, 0).frame(45, 45)).isEqualTo(NetworkFrame.full(40, 40));
  }

  @Test
  void lowerNeverEndsBelowTheTargetEvenWhereItIsNoMultiple() {
    // 100 / 32 = 3.125 would round to 96
    assertThat(rule(Fit.LOWER, 100, 100, 32, 0).frame(700, 700))
        .isEqualTo(NetworkFrame.full(128, 128));
  }

  @Test
  void stretchForgetsTheAspect() {
    assertThat(rule(Fit.STRETCH, 320, 256, 1, 0).frame(100, 900))
        .isEqualTo(NetworkFrame.full(320, 256));
  }

  @Test
  void padCentresThePicture() {
    // KITTI into Metric3D's 1064x616: 1242x375 shrinks by 0.8567 to 1064x321, with 147 rows above
    // and 148 below
    assertThat(rule(Fit.PAD, 1064, 616, 1, 0).frame(1242, 375))
        .isEqualTo(new NetworkFrame(1064, 616, 0, 147, 1064, 321));
    assertThat(rule(Fit.PAD, 64, 64, 1, 0).frame(1, 5000))
        .isEqualTo(new NetworkFrame(64, 64, 31, 0, 1, 64));
  }

  @Test
  void maxSideShrinksWhatTheLowerBoundWouldBlowUp() {
    SizeRule rule = rule(Fit.LOWER, 518, 518, 14, 2072);
    assertThat(rule.frame(1000, 4000)).isEqualTo(NetworkFrame.full(518, 2072));
    // 1:8 would be 518x4144; half of it
    assertThat(rule.frame(1000, 8000)).isEqualTo(NetworkFrame.full(252, 2072));
    assertThat(rule.frame(1, 100_000)).isEqualTo(NetworkFrame.full(14, 2072));
  }

  @Test
  void onePixelIsAPicture() {
    for (Fit fit : Fit.values()) {
      NetworkFrame frame = rule(fit, 64, 64, 32, 0).frame(1, 1);
      assertThat(frame).as(fit.name()).isEqualTo(NetworkFrame.full(64, 64));
    }
  }
}
