package org.isobath.jobs;

import java.util.List;
import java.util.function.UnaryOperator;
import org.isobath.Nearest;
import org.isobath.UserError;
import org.isobath.jobs.doctor.DoctorJob;
import org.isobath.jobs.estimate.EstimateJob;
import org.isobath.jobs.ingest.IngestJob;
import org.isobath.jobs.models.ModelsJob;

/**
 * A word of the command line: one job, or several in a row.
 *
 * @param name the word
 * @param summary one line for {@code --help}
 * @param arguments words that may follow, for {@code --help}
 * @param jobs run in this order in one Spark session; the first that fails ends the command
 * @param configuration turns the user's configuration into the one these jobs run with
 */
record Verb(
    String name,
    String summary,
    String arguments,
    List<Job> jobs,
    UnaryOperator<Conf> configuration) {

  /** The one list of verbs, in the order of {@code --help}. */
  static final List<Verb> ALL =
      List.of(of(new IngestJob()), of(new EstimateJob()), of(new ModelsJob()), of(new DoctorJob()));

  static Verb of(Job job) {
    return new Verb(
        job.verb(), job.summary(), job.arguments(), List.of(job), UnaryOperator.identity());
  }

  /**
   * The verb with this name.
   *
   * @throws UserError naming the nearest one
   */
  static Verb find(List<Verb> verbs, String name) {
    return verbs.stream()
        .filter(verb -> verb.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "Unknown verb: "
                        + name
                        + ". Did you mean "
                        + Nearest.of(name, verbs.stream().map(Verb::name).toList())
                        + "? See isobath --help."));
  }

  Conf configure(Conf conf) {
    return configuration.apply(conf);
  }
}
