package org.isobath.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.isobath.Rejected;
import org.isobath.depth.DepthConversion;
import org.isobath.depth.DepthErrors;
import org.isobath.depth.DepthMap;
import org.isobath.depth.Quantiles;
import org.isobath.image.DecodeOptions;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ImageEstimator;
import org.isobath.model.ModelCard;
import org.isobath.model.OutputSize;

/**
 * What a card gains and loses by {@code input.reduced-decode}: time of decoding and preparing, and
 * of the whole picture, in one thread; and how far depth moves.
 */
final class ReducedDecodeBench {
  /**
   * Of the 98th percentile of inverse depth: what is farther, such as sky, has no ratio worth a
   * mean.
   */
  private static final double FAR = 0.02;

  private ReducedDecodeBench() {}

  static Outcome run(Run run, Load load, Path folder) throws Exception {
    Workbench bench = new Workbench(run, load, load.images(), folder);
    List<byte[]> pictures = new ArrayList<>();
    for (Path file : bench.files) {
      pictures.add(Files.readAllBytes(file));
    }
    ImageEstimator whole = estimator(bench, false);
    ImageEstimator reduced = estimator(bench, true);
    List<double[]> moved = new ArrayList<>();
    Map<Integer, Integer> factors = new TreeMap<>();
    for (byte[] picture : pictures) {
      factors.merge(factor(whole, reduced, picture), 1, Integer::sum);
      moved.add(
          moved(
              reduced.estimate(picture, Double.NaN).map(),
              whole.estimate(picture, Double.NaN).map()));
    }
    double[] decode = new double[load.rounds()];
    double[] all = new double[load.rounds()];
    for (int i = 0; i < load.rounds(); i++) {
      decode[i] =
          seconds(pictures, p -> decode(whole, p)) / seconds(pictures, p -> decode(reduced, p));
      all[i] =
          seconds(pictures, p -> whole.estimate(p, Double.NaN))
              / seconds(pictures, p -> reduced.estimate(p, Double.NaN));
    }
    return outcome(
        pictures.size(), factors, MedianInterval.of(decode), MedianInterval.of(all), moved);
  }

  private static ImageEstimator estimator(Workbench bench, boolean reduced) {
    ModelCard card = bench.card.withInput(bench.card.input().withReducedDecode(reduced));
    DepthModel model = DepthModels.open(card, bench.model, bench.device, bench.intraOp);
    return new ImageEstimator(model, DecodeOptions.DEFAULT, OutputSize.NETWORK, card.paramsHash());
  }

  /** Work on one picture. */
  private interface Step {
    void on(byte[] picture) throws Rejected;
  }

  private static void decode(ImageEstimator estimator, byte[] picture) throws Rejected {
    estimator.decode(picture).prepared().close();
  }

  private static double seconds(List<byte[]> pictures, Step step) throws Rejected {
    long start = System.nanoTime();
    for (byte[] picture : pictures) {
      step.on(picture);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static int factor(ImageEstimator whole, ImageEstimator reduced, byte[] picture)
      throws Rejected {
    return (int) Math.round((double) width(whole, picture) / width(reduced, picture));
  }

  private static int width(ImageEstimator estimator, byte[] picture) throws Rejected {
    ImageEstimator.Decoded decoded = estimator.decode(picture);
    decoded.prepared().close();
    return decoded.image().width();
  }

  /**
   * How far inverse depth moved: mean of |r - w| / w, and mean of |r - w| over the range of w from
   * its 2nd to its 98th percentile.
   *
   * @param reduced r
   * @param whole w, of the same size
   */
  static double[] moved(DepthMap reduced, DepthMap whole) {
    float[] r = DepthConversion.toInverse(reduced).values();
    float[] w = DepthConversion.toInverse(whole).values();
    Quantiles quantiles = Quantiles.of(w);
    double near = quantiles.at(0.98);
    double range = near - quantiles.at(0.02);
    boolean[] valid = new boolean[w.length];
    double sum = 0;
    int count = 0;
    for (int i = 0; i < w.length; i++) {
      valid[i] = w[i] >= FAR * near;
      if (Float.isFinite(w[i]) && Float.isFinite(r[i])) {
        sum += Math.abs(r[i] - w[i]);
        count++;
      }
    }
    return new double[] {DepthErrors.absRel(r, w, valid), sum / count / range};
  }

  private static Outcome outcome(
      int images,
      Map<Integer, Integer> factors,
      MedianInterval decode,
      MedianInterval all,
      List<double[]> moved) {
    double[] absRel = moved.stream().mapToDouble(m -> m[0]).sorted().toArray();
    double[] ofRange = moved.stream().mapToDouble(m -> m[1]).sorted().toArray();
    Verdicts answer = new Verdicts();
    answer.figure("images", images);
    answer.figure("factors", factors);
    answer.figure("decode_speedup", decode);
    answer.figure("speedup", all);
    answer.figure("abs_rel_median", MedianInterval.of(absRel).median());
    answer.figure("abs_rel_max", absRel[images - 1]);
    answer.figure("of_range_median", MedianInterval.of(ofRange).median());
    answer.figure("of_range_max", ofRange[images - 1]);
    answer.line("pictures by factor of their sides: %s", factors);
    answer.line("decoded and prepared %s times as fast, estimated %s times", decode, all);
    answer.line(
        "depth moved by AbsRel %.4f (median of pictures; at most %.4f), %.4f of its range (at most %.4f)",
        MedianInterval.of(absRel).median(),
        absRel[images - 1],
        MedianInterval.of(ofRange).median(),
        ofRange[images - 1]);
    return answer.outcome();
  }
}
