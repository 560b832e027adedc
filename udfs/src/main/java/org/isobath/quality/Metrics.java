package org.isobath.quality;

import java.util.ArrayList;
import java.util.List;

/** Every metric there is, list by list. */
public final class Metrics {
  public static final List<Metric> ALL = list();

  /**
   * What is stored of a depth map, in the order of its columns; scores of a second look only where
   * the run asked for it.
   */
  public static final List<Metric> OF_DEPTH = ofDepth();

  private Metrics() {}

  private static List<Metric> ofDepth() {
    List<Metric> all = new ArrayList<>(List.of(DepthMetric.values()));
    all.add(ConsistencyMetric.FLIP_CONSISTENCY);
    all.add(ConsistencyMetric.SCALE_CONSISTENCY);
    all.add(ConsistencyMetric.CROP_CONSISTENCY);
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
