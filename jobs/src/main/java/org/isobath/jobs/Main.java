package org.isobath.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;
import org.isobath.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command line: the list of verbs, their common options, and the exit codes. */
public final class Main {
  /** Done. */
  public static final int DONE = 0;

  /** Our fault. */
  public static final int FAULT = 1;

  /** The configuration or the input is wrong. */
  public static final int USER_ERROR = 2;

  /** Done, but the rejects passed {@code max-reject-share}. */
  public static final int REJECTS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private final PrintStream out;
  private final PrintStream err;

  Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    int code = new Main(System.out, System.err).execute(args);
    System.out.flush();
    // Spark's non-daemon threads must not keep a finished command alive
    System.exit(code);
  }

  /** Runs one command line and returns its exit code. */
  int execute(String... args) {
    CommandLine commands = commandLine();
    ParseResult parsed;
    try {
      parsed = commands.parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      err.println("isobath: " + e.getMessage() + " See isobath --help.");
      return USER_ERROR;
    }
    if (CommandLine.printHelpIfRequested(parsed)) {
      return DONE;
    }
    if (!parsed.hasSubcommand()) {
      commands.usage(out);
      return USER_ERROR;
    }
    ParseResult verb = parsed.subcommand();
    Options options = options(verb);
    try {
      Conf conf =
          Conf.load(
              verb.matchedOptionValue("--config", List.of()),
              verb.matchedOptionValue("--set", List.of()));
      return run(verb.commandSpec().name(), conf, options);
    } catch (UserError e) {
      err.println("isobath: " + e.getMessage());
      return USER_ERROR;
    } catch (Exception e) {
      UserError mistake = Faults.userError(e);
      if (mistake != null) {
        err.println("isobath: " + mistake.getMessage());
        return USER_ERROR;
      }
      LOG.error("isobath {} failed", verb.commandSpec().name(), e);
      err.println("isobath: internal error: " + e);
      return FAULT;
    }
  }

  private int run(String verb, Conf given, Options options) throws Exception {
    Verb entry = Verb.of(verb);
    Conf conf = entry.configure(given);
    for (Job job : entry.jobs()) {
      job.check(conf, options);
    }
    boolean shared = SparkSession.getDefaultSession().nonEmpty();
    SparkSession spark =
        entry.jobs().stream().anyMatch(Job::needsSpark)
            ? Spark.session(conf, "isobath " + verb)
            : null;
    try {
      Tables tables = spark == null ? null : Tables.open(spark, conf);
      int code = DONE;
      for (Job job : entry.jobs()) {
        code = Math.max(code, run(job, spark, conf, tables, options));
      }
      return code;
    } finally {
      // a session that was there before (a notebook's, a test's) is not ours to stop
      if (spark != null && !shared) {
        spark.stop();
      }
    }
  }

  private int run(Job job, SparkSession spark, Conf conf, Tables tables, Options options)
      throws Exception {
    long start = System.nanoTime();
    boolean logged = job.needsSpark() && job.writes() && !options.dryRun();
    String id = RunLog.newId();
    if (logged) {
      tables.requireWritable();
      RunLog.open(spark, tables, id, job.verb(), conf);
    }
    Outcome outcome;
    try {
      outcome = job.run(new Run(spark, conf, tables, options, id, err));
    } catch (Exception e) {
      if (logged) {
        RunLog.fail(tables, id, e);
      }
      throw e;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (logged) {
      RunLog.close(tables, id, outcome, seconds);
    }
    boolean tooMany = outcome.rejectShare() > conf.number("max-reject-share", 0, 1);
    print(job, id, outcome, seconds, tooMany, options);
    return tooMany ? REJECTS : DONE;
  }

  private void print(
      Job job, String id, Outcome outcome, double seconds, boolean tooMany, Options options)
      throws JsonProcessingException {
    outcome.lines().forEach(out::println);
    if (tooMany) {
      err.printf(
          "isobath: %s rejected %d of %d inputs, more than max-reject-share allows. See the column reason.%n",
          job.verb(), outcome.rejected(), outcome.out() + outcome.rejected());
    }
    if (options.json()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("job", job.verb());
      object.put("run_id", id);
      object.put("state", tooMany ? "done_with_rejects" : "done");
      object.put("in", outcome.in());
      object.put("out", outcome.out());
      object.put("rejected", outcome.rejected());
      object.put("skipped", outcome.skipped());
      object.put("seconds", seconds);
      object.putAll(outcome.figures());
      out.println(new ObjectMapper().writeValueAsString(object));
    }
  }

  private static Options options(ParseResult verb) {
    Long limit = verb.matchedOptionValue("--limit", null);
    if (limit != null && limit < 0) {
      throw new UserError("--limit must be zero or more, found " + limit + ".");
    }
    List<String> arguments = new ArrayList<>();
    if (verb.hasMatchedPositional(0)) {
      arguments.addAll(verb.matchedPositionalValue(0, List.of()));
    }
    return new Options(
        arguments,
        limit == null ? OptionalLong.empty() : OptionalLong.of(limit),
        verb.hasMatchedOption("--dry-run"),
        verb.hasMatchedOption("--json"),
        verb.hasMatchedOption("--retry-rejects"));
  }

  private static CommandLine commandLine() {
    CommandSpec top = CommandSpec.create().name("isobath").mixinStandardHelpOptions(true);
    top.version(RunLog.versions().get("isobath"));
    top.usageMessage()
        .description("Depth-image pairs at dataset scale.")
        .footer(
            "",
            "Exit codes: 0 done, 2 configuration or input wrong, 3 done but too many rejects, 1 our fault.");
    for (Verb verb : Verb.ALL) {
      top.addSubcommand(verb.name(), new CommandLine(spec(verb)));
    }
    return new CommandLine(top);
  }

  private static CommandSpec spec(Verb verb) {
    CommandSpec spec = CommandSpec.create().name(verb.name()).mixinStandardHelpOptions(true);
    spec.usageMessage().description(verb.summary());
    spec.addOption(
        list(
            "--config",
            "FILE",
            "HOCON file over the reference configuration; repeatable, later ones win"));
    spec.addOption(list("--set", "KEY=VALUE", "one key over all files; repeatable"));
    spec.addOption(
        OptionSpec.builder("--limit")
            .type(Long.class)
            .paramLabel("N")
            .description("at most N new inputs")
            .build());
    spec.addOption(flag("--dry-run", "say what would be done and write nothing"));
    spec.addOption(flag("--json", "end standard output with one JSON object"));
    spec.addOption(flag("--retry-rejects", "take up again what earlier runs rejected"));
    if (!verb.arguments().isEmpty()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .index("0..*")
              .type(List.class)
              .auxiliaryTypes(String.class)
              .paramLabel(verb.arguments())
              .build());
    }
    return spec;
  }

  private static OptionSpec list(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).description(description).build();
  }
}
