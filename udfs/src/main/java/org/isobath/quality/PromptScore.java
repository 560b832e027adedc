package org.isobath.quality;

/**
 * How well a generation shows what its prompt asked for, by the vectors that a CLIP makes of both.
 * To compare pictures of one prompt, or generators over the same prompts: prompts differ in what
 * any picture of them can reach, so that a threshold over all of them means little. A CLIP barely
 * sees counts, left and right, and small things.
 */
public enum PromptScore implements Metric {
  PROMPT_COSINE(
      "prompt_cosine",
      "1",
      new Range(-1, 1),
      Better.HIGHER,
      "Cosine of the vectors that a CLIP makes of the picture and of its prompt, neither scaled nor cut off. CLIPScore is"
          + " 2.5 max(0, cosine), with \"A photo depicts\" before the text, and in torchmetrics 100 max(0, cosine). Matching"
          + " pictures have 0.2 to 0.35 with the models of OpenAI, of others other numbers. Not defined for a vector of"
          + " zeros.",
      "Hessel et al. 2021, CLIPScore",
      0);

  private final String label;
  private final String unit;
  private final Range range;
  private final Better better;
  private final String description;
  private final String source;
  private final double cost;

  PromptScore(
      String label,
      String unit,
      Range range,
      Better better,
      String description,
      String source,
      double cost) {
    this.label = label;
    this.unit = unit;
    this.range = range;
    this.better = better;
    this.description = description;
    this.source = source;
    this.cost = cost;
  }

  /** Every score, in the order of {@link #values()}. */
  public static double[] all(float[] image, float[] text) {
    double[] scores = new double[values().length];
    for (PromptScore score : values()) {
      scores[score.ordinal()] = score.score(image, text);
    }
    return scores;
  }

  /**
   * This score alone.
   *
   * @param image vector of the picture
   * @param text vector of the prompt, of the same length
   */
  public double score(float[] image, float[] text) {
    return switch (this) {
      case PROMPT_COSINE -> cosine(image, text);
    };
  }

  /** Of whatever norms; {@code NaN} where one has none, or a number is not finite. */
  private static double cosine(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vectors of " + a.length + " and " + b.length + " numbers");
    }
    double dot = 0;
    double normA = 0;
    double normB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      normA += (double) a[i] * a[i];
      normB += (double) b[i] * b[i];
    }
    double cosine = dot / Math.sqrt(normA) / Math.sqrt(normB);
    return Double.isFinite(cosine) ? Math.max(-1, Math.min(1, cosine)) : Double.NaN;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public String unit() {
    return unit;
  }

  @Override
  public Range range() {
    return range;
  }

  @Override
  public Better better() {
    return better;
  }

  @Override
  public double cost() {
    return cost;
  }
}
