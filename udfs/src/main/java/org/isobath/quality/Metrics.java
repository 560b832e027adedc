package org.isobath.quality;

import java.util.ArrayList;
import java.util.List;

/** Every metric there is, list by list. */
public final class Metrics {
  public static final List<Metric> ALL = list();

  private Metrics() {}

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
