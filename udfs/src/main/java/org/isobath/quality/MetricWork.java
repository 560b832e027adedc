package org.isobath.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.isobath.Rejected;
import org.isobath.depth.CameraIntrinsics;
import org.isobath.depth.DepthMap;
import org.isobath.image.HeaderProbe;
import org.isobath.image.Image;
import org.isobath.image.ImageHeader;

/**
 * What a metric does to one picture and its depth map, ready to be timed: {@link Metric#cost()} is
 * measured with it. To score, ask the metrics.
 *
 * @param label of the metric, or of a list of them
 * @param cost that the metric states, milliseconds; of a list 0
 * @param fresh prepares what a metric shares with its list, which its cost leaves out; what comes
 *     back does the rest, once, and gives the score
 */
public record MetricWork(String label, double cost, Supplier<DoubleSupplier> fresh) {

  /**
   * The metrics of a picture, of its file, and of its depth map, each list as a whole and with what
   * its metrics share, as {@code ingest} and {@code estimate} ask for them; without {@link
   * ImageMetric#TEXT_SHARE}.
   */
  public static List<MetricWork> stored(Image image, byte[] file, DepthMap map) {
    EnumSet<ImageMetric> ofImage = EnumSet.complementOf(EnumSet.of(ImageMetric.TEXT_SHARE));
    return List.of(
        list("images.metrics", ofImage, () -> new ImageMetric.View(image), ImageMetric::of),
        list(
            "file",
            FileMetric.STORED,
            () -> header(file),
            (metric, header) -> metric.score(header, file)),
        new MetricWork(
            "depth.metrics", 0, () -> () -> Arrays.stream(Metrics.ofMap(map, image)).sum()));
  }

  /**
   * Every metric alone: of the lists above, of a second look, of depth against reference depth
   * under {@code lsq_inverse}, of a generation's depth against its control's, and of a picture
   * against its prompt.
   *
   * @param map also the second look, the reference and the control; its values are the vectors of
   *     picture and prompt
   * @param camera of the map
   */
  public static List<MetricWork> each(
      Image image, byte[] file, DepthMap map, CameraIntrinsics camera) {
    List<MetricWork> all = new ArrayList<>();
    for (ImageMetric metric : ImageMetric.values()) {
      all.add(one(metric, () -> new ImageMetric.View(image), metric::of));
    }
    for (FileMetric metric : FileMetric.values()) {
      all.add(one(metric, () -> header(file), header -> metric.score(header, file)));
    }
    for (DepthMetric metric : DepthMetric.values()) {
      all.add(one(metric, () -> new DepthView(map, image), metric::of));
    }
    for (PairMetric metric : PairMetric.values()) {
      all.add(one(metric, () -> new DepthView(map, image), metric::of));
    }
    for (ConsistencyMetric metric : ConsistencyMetric.values()) {
      all.add(one(metric, () -> map, second -> metric.score(map, second)));
    }
    EvaluationProtocol protocol = EvaluationProtocol.of("lsq_inverse");
    for (DepthScore score : DepthScore.values()) {
      ReferenceMetric metric = new ReferenceMetric(score, protocol);
      all.add(one(metric, () -> protocol.align(map, map, camera), score.kernel::of));
    }
    for (FidelityScore score : FidelityScore.values()) {
      all.add(one(score, () -> map, judged -> score.score(map, judged)));
    }
    for (PromptScore score : PromptScore.values()) {
      all.add(one(score, map::values, vector -> score.score(vector, vector)));
    }
    return all;
  }

  private interface Scored<M, V> {
    double of(M metric, V view);
  }

  private static <M extends Metric, V> MetricWork list(
      String label, Iterable<M> metrics, Supplier<V> view, Scored<M, V> scored) {
    DoubleSupplier work =
        () -> {
          V shared = view.get();
          double sum = 0;
          for (M metric : metrics) {
            sum += scored.of(metric, shared);
          }
          return sum;
        };
    return new MetricWork(label, 0, () -> work);
  }

  private static <V> MetricWork one(Metric metric, Supplier<V> view, ToDoubleFunction<V> kernel) {
    return new MetricWork(
        metric.label(),
        metric.cost(),
        () -> {
          V prepared = view.get();
          return () -> kernel.applyAsDouble(prepared);
        });
  }

  private static ImageHeader header(byte[] file) {
    try {
      return HeaderProbe.probe(file);
    } catch (Rejected e) {
      throw new IllegalArgumentException("not a picture that can be measured", e);
    }
  }
}
