package org.isobath.jobs;

import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.function.UnaryOperator;
import org.isobath.Nearest;
import org.isobath.UserError;
import org.isobath.jobs.bench.BenchJob;
import org.isobath.jobs.curate.CurateJob;
import org.isobath.jobs.doctor.DoctorJob;
import org.isobath.jobs.estimate.EstimateJob;
import org.isobath.jobs.evaluate.EvaluateJob;
import org.isobath.jobs.generate.GenerateJob;
import org.isobath.jobs.ingest.IngestJob;
import org.isobath.jobs.maintain.MaintainJob;
import org.isobath.jobs.models.ModelsJob;
import org.isobath.jobs.plan.PlanJob;
import org.isobath.jobs.report.ReportJob;
import org.isobath.jobs.sandbox.SandboxJob;

/**
 * A word of the command line: one job, or several in a row.
 *
 * @param name the word
 * @param summary one line for {@code --help}
 * @param arguments words that may follow, for {@code --help}
 * @param options those of a single job's own, for {@code --help}
 * @param jobs run in this order in one Spark session; the first that fails ends the command
 * @param configuration turns the user's configuration into the one these jobs run with
 */
public record Verb(
    String name,
    String summary,
    String arguments,
    List<JobOption> options,
    List<Job> jobs,
    UnaryOperator<Conf> configuration) {

  /** Up to so many scenes Spark takes longer to compile queries than to run them. */
  private static final int FEW = 1000;

  /**
   * The one list of verbs, in the order of {@code --help}: the pipeline, chains of it, the rest.
   */
  public static final List<Verb> ALL =
      List.of(
          of(new IngestJob()), //
          of(new EstimateJob()),
          of(new CurateJob()),
          of(new PlanJob()),
          of(new GenerateJob()),
          of(new EvaluateJob()),
          of(new ReportJob()),
          chain(
              "run",
              "Ingest, estimate, curate and report, one after the other",
              UnaryOperator.identity()),
          chain(
              "demo",
              "The same over rendered scenes, in a warehouse of its own",
              Verb::demonstration),
          of(new ModelsJob()),
          of(new SandboxJob()),
          of(new MaintainJob()),
          of(new DoctorJob()),
          of(new BenchJob()));

  private static Verb chain(String name, String summary, UnaryOperator<Conf> configuration) {
    return new Verb(
        name,
        summary,
        "",
        List.of(),
        List.of(new IngestJob(), new EstimateJob(), new CurateJob(), new ReportJob()),
        configuration);
  }

  /** The user's configuration over rendered scenes, kept apart from the user's own tables. */
  private static Conf demonstration(Conf conf) {
    return conf.with(
        """
        warehouse = %s
        catalog = ""
        ingest.sources = [
          { kind = scenes, source = demo, count = %d, seed = %d, width = %d, height = %d }
        ]
        spark.conf { %s }
        """
            .formatted(
                ConfigUtil.quoteString(conf.string("demo.warehouse")),
                conf.integer("demo.scenes", 1, 1_000_000),
                conf.wholeNumber("demo.seed", Long.MIN_VALUE / 2, Long.MAX_VALUE / 2),
                conf.integer("demo.width", 16, 8192),
                conf.integer("demo.height", 16, 8192),
                conf.integer("demo.scenes", 1, 1_000_000) > FEW ? "" : SmallQueries.settings()));
  }

  static Verb of(Job job) {
    return new Verb(
        job.verb(),
        job.summary(),
        job.arguments(),
        job.options(),
        List.of(job),
        UnaryOperator.identity());
  }

  /**
   * The verb with this name.
   *
   * @throws UserError naming the nearest one
   */
  public static Verb find(List<Verb> verbs, String name) {
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
