package org.isobath.jobs.report;

import java.util.List;
import java.util.Map;
import org.isobath.jobs.MeanScores;
import org.isobath.jobs.MetricWorth;

/**
 * All that a page says, gathered before a line of it is written.
 *
 * @param warehouse where the tables are
 * @param written time of writing, UTC
 * @param rows rows per table, in the order of the tables; missing tables have none
 * @param lanes what was estimated, by model and parameters; the first is the one that the rest of
 *     the page is about
 * @param judgements what each policy made of the first lane; the first is the one that the rest of
 *     the page is about
 * @param accuracy null when there is nothing to compare with
 * @param scores means over what evaluate has stored
 * @param worth of metrics, as evaluate --calibrate has stored it
 * @param generations null when nothing was requested of a generator
 */
record Findings(
    String warehouse,
    String written,
    Map<String, Long> rows,
    List<Lane> lanes,
    List<Step> funnel,
    List<Judgement> judgements,
    List<Sample> samples,
    List<Distribution> distributions,
    List<RejectGroup> rejects,
    Accuracy accuracy,
    List<MeanScores> scores,
    List<MetricWorth> worth,
    Generations generations,
    List<RunFacts> runs) {

  /**
   * What one policy made of a lane.
   *
   * @param reasons rows dropped for each, most frequent first; a row may have several
   * @param warnings rows marked with each, likewise
   */
  record Judgement(
      String policy,
      String policyHash,
      long kept,
      long dropped,
      Map<String, Long> reasons,
      Map<String, Long> warnings) {}

  /**
   * Depth of one model with one set of parameters.
   *
   * @param kept by the policy that the page is about
   * @param dropped likewise
   */
  record Lane(
      String modelId,
      String paramsHash,
      String kind,
      long ok,
      long rejected,
      long kept,
      long dropped) {}

  /**
   * One station on the way from an input to a pair.
   *
   * @param losses what went no further, by reason, most frequent first
   */
  record Step(String name, String explanation, long count, Map<String, Long> losses) {}

  /**
   * One picture of the contact sheet.
   *
   * @param keep null when not curated yet
   * @param metrics in the order of the lists of metrics
   * @param picture JPEG; null when it cannot be shown
   * @param depth JPEG of the coloured map; null when it cannot be shown
   */
  record Sample(
      String imageId,
      String uri,
      int width,
      int height,
      Boolean keep,
      List<String> reasons,
      String split,
      String caption,
      Map<String, Double> metrics,
      byte[] picture,
      byte[] depth) {

    Sample with(byte[] newPicture, byte[] newDepth) {
      return new Sample(
          imageId,
          uri,
          width,
          height,
          keep,
          reasons,
          split,
          caption,
          metrics,
          newPicture,
          newDepth);
    }
  }

  /**
   * How a number is distributed.
   *
   * @param low left end of the first bin
   * @param high right end of the last bin; what lies outside is counted in the end bins
   * @param kept counts per bin of what is kept or not judged yet
   * @param dropped counts per bin of what is dropped
   * @param thresholds what the policy compares it with
   */
  record Distribution(
      String name,
      String unit,
      String description,
      double low,
      double median,
      double high,
      long[] kept,
      long[] dropped,
      List<Threshold> thresholds) {}

  /** One side of a simple rule: {@code name operator value}. */
  record Threshold(String operator, double value) {}

  /** Rejected inputs of one table with one reason. */
  record RejectGroup(String table, String reason, long count, List<Example> examples) {}

  /** One of them. */
  record Example(String key, String message) {}

  /**
   * Depth against the exact depth of rendered scenes, after alignment by least squares in inverse
   * depth; means over scenes.
   *
   * @param scenes scored
   * @param unaligned scenes without a usable alignment, which are not in the means
   * @param absRel mean of |p - g| / g
   * @param delta1 share of pixels within a factor of 1.25
   * @param baselineAbsRel of the mean map of the other scenes, which knows nothing of the picture
   */
  record Accuracy(
      int scenes,
      int unaligned,
      double absRel,
      double delta1,
      double baselineAbsRel,
      double baselineDelta1) {}

  /** A row of {@code runs}. */
  record RunFacts(
      String runId,
      String verb,
      String state,
      String started,
      double seconds,
      long in,
      long out,
      long rejected,
      long skipped,
      Map<String, String> figures,
      Map<String, String> models,
      Map<String, String> versions,
      String configuration,
      String message) {}
}
