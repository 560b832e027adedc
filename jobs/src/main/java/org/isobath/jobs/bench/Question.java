package org.isobath.jobs.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;

/** The one list of questions, by the value of {@code bench.what}. */
enum Question {
  /** Inference is most of the work, as with a real model on a CPU. */
  ESTIMATE(new Load(160, 640, 480, 200, 7), EstimateBench.atLeast(0.90, 0.95)),
  /** Decoding is most of the work: large pictures, small model. */
  DECODE(new Load(400, 2240, 1792, 0, 7), EstimateBench.atLeast(0.80, 0.90)),
  NAIVE(new Load(96, 640, 480, 0, 7), NaiveBench::run),
  RERUN(new Load(1010, 640, 480, 200, 7), RerunBench::run),
  MEMORY(new Load(1000, 224, 224, 0, 3), MemoryBench::run),
  REDUCED_DECODE(new Load(32, 2240, 1792, 0, 7), ReducedDecodeBench::run),
  DUPLICATES(new Load(1_000_000, 0, 0, 0, 1), DuplicatesBench::run),
  /** Of 1 megapixel each. */
  METRICS(new Load(4, 1152, 868, 0, 9), MetricsBench::run);

  /** Answers a question in a folder of its own, which is deleted afterwards. */
  interface Answer {
    Outcome run(Run run, Load load, Path folder) throws Exception;
  }

  private final Load load;
  private final Answer answer;

  Question(Load load, Answer answer) {
    this.load = load;
    this.answer = answer;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Question of(Conf conf) {
    String[] labels = Arrays.stream(values()).map(Question::label).toArray(String[]::new);
    String wanted = conf.oneOf("bench.what", labels);
    return Arrays.stream(values()).filter(q -> q.label().equals(wanted)).findFirst().orElseThrow();
  }

  Load load(Conf conf) {
    return load.or(conf);
  }

  Outcome answer(Run run, Path folder) throws Exception {
    return answer.run(run, load(run.conf()), folder);
  }
}
