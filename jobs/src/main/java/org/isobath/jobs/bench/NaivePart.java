package org.isobath.jobs.bench;

/** What makes {@link NaiveEstimate} slow, in the order in which {@link NaiveBench} mends it. */
enum NaivePart {
  IMAGE_IO("decoding with OpenCV instead of ImageIO"),
  NESTED_ARRAYS("bytes and flat arrays instead of nested arrays in columns"),
  SESSION_PER_PARTITION("one session for all instead of one for each partition");

  /** What doing without it means. */
  final String mended;

  NaivePart(String mended) {
    this.mended = mended;
  }
}
