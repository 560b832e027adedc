package org.isobath.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.isobath.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The command line: runs the jobs of one verb, prints what they did, and gives the exit code. */
public final class Main {
  /** Done. */
  public static final int DONE = 0;

  /** Our fault. */
  public static final int FAULT = 1;

  /** The configuration or the input is wrong. */
  public static final int USER_ERROR = 2;

  /** Done, but the rejects passed {@code max-reject-share}. */
  public static final int REJECTS = 3;

  /** Done as far as the budget allows: inputs are left whose price would cross it. */
  public static final int BUDGET = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private final List<Verb> verbs;
  private final PrintStream out;
  private final PrintStream err;

  Main(PrintStream out, PrintStream err) {
    this(Verb.ALL, out, err);
  }

  Main(List<Verb> verbs, PrintStream out, PrintStream err) {
    this.verbs = verbs;
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
    CommandLine commands =
        CommandSpecs.commandLine(verbs).setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    try {
      if (args.length > 0 && !args[0].startsWith("-")) {
        Verb.find(verbs, args[0]);
      }
      ParseResult parsed = commands.parseArgs(args);
      if (CommandLine.printHelpIfRequested(parsed)) {
        return DONE;
      }
      if (!parsed.hasSubcommand()) {
        commands.usage(err);
        return USER_ERROR;
      }
      return execute(parsed.subcommand());
    } catch (CommandLine.ParameterException e) {
      err.println("isobath: " + e.getMessage() + ". See isobath --help.");
      return USER_ERROR;
    } catch (UserError e) {
      err.println("isobath: " + e.getMessage());
      return USER_ERROR;
    }
  }

  private int execute(ParseResult parsed) {
    Verb verb = Verb.find(verbs, parsed.commandSpec().name());
    Options options = CommandSpecs.options(parsed, verb.options());
    Conf conf = Conf.reference();
    try {
      conf =
          verb.configure(
              Conf.load(
                  parsed.matchedOptionValue("--config", List.of()),
                  parsed.matchedOptionValue("--set", List.of())));
      return run(verb, conf, options);
    } catch (Throwable thrown) {
      // also what is no Exception: Spark's threads would keep the JVM alive without the exit in
      // main
      return report(thrown, verb, conf, options);
    }
  }

  private int report(Throwable thrown, Verb verb, Conf conf, Options options) {
    if (stopping()) {
      // Spark stops at the same signal, and what its threads then throw is no fault of anybody
      String message = "stopped by a signal. Run the same command again: it goes on from here.";
      err.println("isobath: " + message);
      if (options.json()) {
        printJson(Map.of("job", verb.name(), "state", "stopped", "message", message));
      }
      return FAULT;
    }
    UserError mistake = Faults.userError(thrown);
    String message =
        conf.redact(mistake == null ? "internal error: " + thrown : mistake.getMessage());
    if (mistake == null) {
      LOG.error("isobath {} failed\n{}", verb.name(), conf.redact(Faults.trace(thrown)));
    }
    err.println("isobath: " + message);
    if (thrown instanceof OutOfMemoryError) {
      err.println(
          "isobath: give the JVM more memory, for example ISOBATH_JAVA_OPTS=-Xmx16g, or lower the batch-bytes.");
    }
    if (options.json() && !(mistake instanceof Unmet)) {
      printJson(Map.of("job", verb.name(), "state", "failed", "message", message));
    }
    return mistake == null ? FAULT : USER_ERROR;
  }

  /** True once the JVM is on its way out: it takes no more hooks then. */
  static boolean stopping() {
    Thread hook = new Thread();
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private int run(Verb verb, Conf conf, Options options) throws Exception {
    HadoopSettings.requireNoCredentials(conf);
    for (Job job : verb.jobs()) {
      job.check(conf, options);
    }
    boolean shared = SparkSession.getDefaultSession().nonEmpty();
    SparkSession spark =
        verb.jobs().stream().anyMatch(Job::needsSpark)
            ? Spark.session(conf, "isobath " + verb.name())
            : null;
    try {
      Tables tables = spark == null ? null : Tables.open(spark, conf);
      try (WarehouseLock lock =
          new WarehouseLock(spark, tables, conf.duration("warehouse-lease"), err)) {
        int code = DONE;
        for (Job job : verb.jobs()) {
          code = Math.max(code, run(job, spark, conf, tables, lock, options));
        }
        return code;
      }
    } finally {
      // a session that was there before (a notebook's, a test's) is not ours to stop
      if (spark != null && !shared) {
        spark.stop();
      }
    }
  }

  private int run(
      Job job, SparkSession spark, Conf conf, Tables tables, WarehouseLock lock, Options options)
      throws Exception {
    long start = System.nanoTime();
    boolean logged = job.writes(options);
    String id = RunLog.newId();
    Run run = new Run(spark, conf, tables, options, id, err);
    Events events = Events.of(conf, id, job.verb());
    events.started();
    if (logged) {
      lock.take(id, job.verb());
      tables.requireWritable();
      run.describe(
          job.verb() + " → runs: open",
          () ->
              SmallQueries.during(
                  spark,
                  () -> {
                    RunLog.open(spark, tables, id, job.verb(), conf);
                    return null;
                  }));
    }
    Outcome outcome;
    try {
      // steps that say nothing of their own are the job's
      outcome = spark == null ? job.run(run) : run.describe(job.verb(), () -> job.run(run));
      lock.requireHeld();
    } catch (Throwable e) {
      events.failed(
          stopping() ? "stopped by a signal" : conf.redact(String.valueOf(e.getMessage())),
          seconds(start));
      // whose the warehouse is now, and who closes this run
      lock.requireHeld();
      if (logged && !stopping()) {
        RunLog.fail(tables, id, conf, e);
      }
      if (e instanceof Unmet unmet) {
        print(job, id, unmet.outcome(), seconds(start), "failed", options);
      }
      throw e;
    }
    double seconds = seconds(start);
    if (logged) {
      run.describe(
          job.verb() + " → runs: close",
          () ->
              SmallQueries.during(
                  spark,
                  () -> {
                    RunLog.close(tables, id, outcome, seconds);
                    return null;
                  }));
    }
    events.done(outcome, seconds);
    boolean tooMany = outcome.rejectShare() > conf.number("max-reject-share", 0, 1);
    print(job, id, outcome, seconds, state(outcome, tooMany), options);
    if (tooMany) {
      err.printf(
          "isobath: %s rejected %d of %d inputs, more than max-reject-share allows. See the column reason.%n",
          job.verb(), outcome.rejected(), outcome.out() + outcome.rejected());
    }
    if (outcome.budgetReached()) {
      return BUDGET;
    }
    return tooMany ? REJECTS : DONE;
  }

  private static String state(Outcome outcome, boolean tooMany) {
    if (outcome.budgetReached()) {
      return "budget_reached";
    }
    return tooMany ? "done_with_rejects" : "done";
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void print(
      Job job, String id, Outcome outcome, double seconds, String state, Options options) {
    outcome.lines().forEach(out::println);
    if (options.json()) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("job", job.verb());
      object.put("run_id", id);
      object.put("state", state);
      object.put("in", outcome.in());
      object.put("out", outcome.out());
      object.put("rejected", outcome.rejected());
      object.put("skipped", outcome.skipped());
      object.put("seconds", seconds);
      object.putAll(outcome.figures());
      printJson(object);
    }
  }

  private void printJson(Map<String, Object> object) {
    try {
      out.println(new ObjectMapper().writeValueAsString(object));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures of a job must be plain values: " + object, e);
    }
  }
}
