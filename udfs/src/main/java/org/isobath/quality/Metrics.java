package org.isobath.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;

/** Every metric there is, list by list. */
public final class Metrics {
  public static final List<Metric> ALL = list();

  /**
   * What is stored of a depth map, in the order of its columns; scores of a second look only where
   * the run asked for it.
   */
  public static final List<Metric> OF_DEPTH = ofDepth();

  private Metrics() {}

  /**
   * Every score of {@link #OF_DEPTH}; {@code NaN} for those of a second look.
   *
   * @param image that the map was estimated from, upright
   */
  public static double[] ofDepth(DepthMap map, Image image) {
    double[] ofMap = DepthMetric.all(map, image);
    double[] scores = Arrays.copyOf(ofMap, OF_DEPTH.size());
    Arrays.fill(scores, ofMap.length, scores.length, Double.NaN);
    return scores;
  }

  private static List<Metric> ofDepth() {
    List<Metric> all = new ArrayList<>(List.of(DepthMetric.values()));
    all.addAll(List.of(ConsistencyMetric.values()));
    return List.copyOf(all);
  }

  private static List<Metric> list() {
    List<Metric> all = new ArrayList<>(List.of(ImageMetric.values()));
    all.addAll(List.of(FileMetric.values()));
    all.addAll(List.of(DepthMetric.values()));
    all.addAll(List.of(PairMetric.values()));
    all.addAll(List.of(ConsistencyMetric.values()));
    all.addAll(ReferenceMetric.ALL);
    return List.copyOf(all);
  }
}
