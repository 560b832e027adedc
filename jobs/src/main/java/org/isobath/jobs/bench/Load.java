package org.isobath.jobs.bench;

import org.isobath.jobs.Conf;

/**
 * What a question is asked with.
 *
 * @param images pictures of one run
 * @param width of rendered pictures
 * @param height of rendered pictures
 * @param inferenceMs least time of one inference; 0: the card as it is
 * @param rounds measurements that count
 */
record Load(int images, int width, int height, double inferenceMs, int rounds) {

  /** This load with everything that the configuration does not leave to the question. */
  Load or(Conf conf) {
    return new Load(
        auto(conf, "bench.images") ? images : conf.integer("bench.images", 4, 1_000_000_000),
        auto(conf, "bench.width") ? width : conf.integer("bench.width", 16, 8192),
        auto(conf, "bench.height") ? height : conf.integer("bench.height", 16, 8192),
        auto(conf, "bench.inference-ms")
            ? inferenceMs
            : conf.number("bench.inference-ms", 0, 600_000),
        auto(conf, "bench.pairs") ? rounds : conf.integer("bench.pairs", 1, 1000));
  }

  private static boolean auto(Conf conf, String key) {
    return conf.string(key).equals("auto");
  }
}
