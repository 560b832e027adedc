package org.isobath.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Job;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;

/**
 * Answers one {@link Question} about speed or memory with ratios, each a median over interleaved
 * rounds with its 90 % interval; single times of a busy machine say little. Works under the
 * temporary folder, never in the user's warehouse. With {@code --sweep} it looks for the settings
 * of {@code estimate} that suit this machine instead.
 */
public final class BenchJob implements Job {
  private static final String SWEEP = "--sweep";

  @Override
  public String verb() {
    return "bench";
  }

  @Override
  public String summary() {
    return "Measure what bench.what asks, such as estimate against a bare loop; or find settings for this machine";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.flag(
            SWEEP,
            "try batches, threads and precisions of estimate on this device and print the best as configuration"));
  }

  @Override
  public boolean writes(Options options) {
    return false;
  }

  @Override
  public void check(Conf conf, Options options) {
    Question.of(conf).load(conf);
    if (!conf.string("spark.master").startsWith("local")) {
      throw new UserError(
          "bench measures this process: it runs with spark.master = local[N], found "
              + conf.string("spark.master")
              + ".");
    }
  }

  @Override
  public Outcome run(Run run) throws Exception {
    Path folder = Files.createTempDirectory("isobath-bench");
    try {
      return run.options().own(SWEEP).isPresent()
          ? Sweep.run(run.conf(), run.progress(), folder)
          : Question.of(run.conf()).answer(run, folder);
    } finally {
      Folders.delete(folder);
    }
  }
}
