package org.isobath.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;
import org.isobath.image.ImageHeader;

/** Every metric there is, list by list. */
public final class Metrics {
  public static final List<Metric> ALL = list();

  /** What is stored of a picture and its file, in the order of {@link #ofPicture}. */
  public static final List<Metric> OF_PICTURE = ofPicture();

  /** What a map and its picture say without another look, in the order of {@link #ofMap}. */
  public static final List<Metric> OF_MAP = ofMap();

  /**
   * What is stored of a depth map, in the order of its columns; scores of a second look only where
   * the run asked for it.
   */
  public static final List<Metric> OF_DEPTH = ofDepth();

  private Metrics() {}

  /**
   * Every score of {@link #OF_PICTURE}.
   *
   * @param image upright, as decoded
   * @param header of {@code file}
   * @param file that it was decoded from
   */
  public static double[] ofPicture(Image image, ImageHeader header, byte[] file) {
    double[] scores = Arrays.copyOf(ImageMetric.all(image), OF_PICTURE.size());
    int i = ImageMetric.values().length;
    for (FileMetric metric : FileMetric.STORED) {
      scores[i++] = metric.score(header, file);
    }
    return scores;
  }

  /**
   * Every score of {@link #OF_MAP}; they share what they look at.
   *
   * @param image upright; null where it is not at hand, and what compares the two is not defined
   */
  public static double[] ofMap(DepthMap map, Image image) {
    DepthView view = new DepthView(map, image);
    double[] scores = new double[OF_MAP.size()];
    int i = 0;
    for (DepthMetric metric : DepthMetric.values()) {
      scores[i++] = metric.of(view);
    }
    for (PairMetric metric : PairMetric.values()) {
      scores[i++] = image == null ? Double.NaN : metric.of(view);
    }
    return scores;
  }

  /**
   * Every score of {@link #OF_DEPTH}; {@code NaN} for those of a second look.
   *
   * @param image that the map was estimated from, upright
   */
  public static double[] ofDepth(DepthMap map, Image image) {
    double[] known = ofMap(map, image);
    double[] scores = new double[OF_DEPTH.size()];
    Arrays.fill(scores, Double.NaN);
    for (int i = 0; i < known.length; i++) {
      scores[OF_DEPTH.indexOf(OF_MAP.get(i))] = known[i];
    }
    return scores;
  }

  private static List<Metric> ofPicture() {
    List<Metric> all = new ArrayList<>(List.of(ImageMetric.values()));
    all.addAll(FileMetric.STORED);
    return List.copyOf(all);
  }

  private static List<Metric> ofMap() {
    List<Metric> all = new ArrayList<>(List.of(DepthMetric.values()));
    all.addAll(List.of(PairMetric.values()));
    return List.copyOf(all);
  }

  private static List<Metric> ofDepth() {
    List<Metric> all = new ArrayList<>(List.of(DepthMetric.values()));
    all.addAll(List.of(ConsistencyMetric.values()));
    all.addAll(List.of(PairMetric.values()));
    return List.copyOf(all);
  }

  private static List<Metric> list() {
    List<Metric> all = new ArrayList<>(List.of(ImageMetric.values()));
    all.addAll(List.of(FileMetric.values()));
    all.addAll(List.of(DepthMetric.values()));
    all.addAll(List.of(PairMetric.values()));
    all.addAll(List.of(ConsistencyMetric.values()));
    all.addAll(ReferenceMetric.ALL);
    all.addAll(List.of(FidelityScore.values()));
    all.addAll(List.of(PromptScore.values()));
    return List.copyOf(all);
  }
}
