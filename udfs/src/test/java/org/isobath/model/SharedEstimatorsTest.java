package org.isobath.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;
import org.isobath.onnx.Graphs;
import org.junit.jupiter.api.Test;

class SharedEstimatorsTest {
  private static ImageEstimator get() {
    ModelCard card =
        ModelCardTest.card(
                """
                id = mean
                title = Test
                verified = false
                licence { name = none, commercial = false }
                source = x.onnx
                input { size { rule = lower, width = 32, height = 32, multiple = 8 }, interpolation = cubic }
                output { kind = relative, depth = depth }
                limits { min-side = 4, max-aspect = 5, max-pixels = 10000 }
                """)
            .locked("mean of shared estimators", 0);
    SharedEstimators.Key key =
        new SharedEstimators.Key(
            card,
            DecodeOptions.DEFAULT,
            OutputSize.NETWORK,
            Tiling.NONE,
            Fusion.NONE,
            CrossCheck.NONE,
            "params",
            Device.CPU,
            0,
            1,
            Batching.AUTO);
    return SharedEstimators.get(key, wanted -> Graphs.file("mean"));
  }

  @Test
  void an_estimator_is_opened_once_and_after_all_were_closed_again() throws Exception {
    List<Image> pictures = List.of(new Image(32, 32, new byte[3 * 32 * 32]));
    ImageEstimator first = get();
    assertThat(get()).isSameAs(first);
    assertThat(first.model().estimate(pictures).get(0).values()).containsOnly(0);

    SharedEstimators.closeAll();

    assertThatThrownBy(() -> first.model().estimate(pictures))
        .hasStackTraceContaining("the session is closed");
    assertThat(get()).isNotSameAs(first);
    assertThat(get().model().estimate(pictures).get(0).values()).containsOnly(0);
  }
}
