package org.isobath.quality;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.isobath.depth.DepthMap;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;

/**
 * Prints what every metric costs on a rendered scene of 1 megapixel, in milliseconds of one core:
 * what {@link Metric#cost()} states. A program, not a test: times depend on the machine.
 */
final class MetricCosts {
  private static final int WIDTH = 1152;
  private static final int HEIGHT = 868;
  private static final int ROUNDS = 15;

  /** Processor time, so that other programs on the machine do not count. */
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private MetricCosts() {}

  public static void main(String[] args) {
    RenderedScene scene = SceneRenderer.render(SceneGenerator.generate(1), WIDTH, HEIGHT, 1);
    depth(scene);
    EvaluationProtocol protocol = EvaluationProtocol.of("lsq_inverse");
    for (DepthScore score : DepthScore.values()) {
      print(
          score.label(),
          score.cost,
          () -> protocol.align(scene.depth(), scene.depth(), scene.camera()),
          score.kernel::of);
    }
  }

  private static void depth(RenderedScene scene) {
    Supplier<DepthView> fresh = () -> new DepthView(scene.depth(), scene.image());
    for (DepthMetric metric : DepthMetric.values()) {
      print(metric.label(), metric.cost(), fresh, metric::of);
    }
    print("shared by depth.metrics", 0, () -> 0, zero -> fresh.get().near);
    print(
        "all of depth.metrics",
        0,
        () -> 0,
        zero -> DepthMetric.all(scene.depth(), scene.image())[0]);
    Supplier<ImageMetric.View> picture = () -> new ImageMetric.View(scene.image());
    for (ImageMetric metric : ImageMetric.values()) {
      print(metric.label(), metric.cost(), picture, metric::of);
    }
    print("shared by images.metrics", 0, () -> 0, zero -> picture.get().luma.length);
    print("all of images.metrics", 0, () -> 0, zero -> ImageMetric.all(scene.image())[0]);
    DepthMap map = scene.depth();
    for (PairMetric metric : PairMetric.values()) {
      print(metric.label(), metric.cost(), () -> map, any -> metric.score(any, scene.image()));
    }
    for (ConsistencyMetric metric : ConsistencyMetric.values()) {
      print(metric.label(), metric.cost(), () -> map, second -> metric.score(map, second));
    }
  }

  private static <V> void print(
      String label, double stated, Supplier<V> fresh, ToDoubleFunction<V> kernel) {
    double[] millis = new double[ROUNDS];
    double sum = 0;
    for (int i = 0; i < 3 * ROUNDS; i++) {
      V view = fresh.get();
      long start = CLOCK.getCurrentThreadCpuTime();
      sum += kernel.applyAsDouble(view);
      millis[i % ROUNDS] = (CLOCK.getCurrentThreadCpuTime() - start) / 1e6;
    }
    Arrays.sort(millis);
    System.out.printf(
        Locale.ROOT,
        "%-28s %7.2f ms, stated %5.1f (score %.4g)%n",
        label,
        millis[ROUNDS / 2],
        stated,
        sum / (3 * ROUNDS));
  }
}
