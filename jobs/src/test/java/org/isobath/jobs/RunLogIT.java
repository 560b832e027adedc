package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogIT {
  @TempDir Path warehouse;

  private record Probe(String verb, Function<Run, Outcome> body) implements Job {
    @Override
    public String summary() {
      return "Does what the test says";
    }

    @Override
    public Outcome run(Run run) {
      return body.apply(run);
    }
  }

  private static final Outcome NINE_OF_TEN =
      new Outcome(
          12,
          9,
          1,
          2,
          Map.of("tiny", "abc"),
          Map.of("images_per_second", 1.5, "reasons", Map.of("too_small", 2)),
          List.of());

  private int execute(String verb, Function<Run, Outcome> body, String... more) {
    LocalSpark.session();
    List<String> args = new ArrayList<>(List.of(verb, "--set", "warehouse=" + warehouse));
    args.addAll(List.of(more));
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Main(List.of(Verb.of(new Probe(verb, body))), nowhere, nowhere)
        .execute(args.toArray(String[]::new));
  }

  private Tables tables() {
    return Tables.open(
        LocalSpark.session(), Conf.load(List.of(), List.of("warehouse=" + warehouse)));
  }

  private List<Row> rows() {
    return tables().read(Table.RUNS).orderBy("started_at").collectAsList();
  }

  private static String state(Row row) {
    return row.getAs("state");
  }

  @Test
  void aRunIsOpenWhileItWorksAndClosedWithWhatItDid() {
    List<String> during = new ArrayList<>();
    int code =
        execute(
            "probe",
            run -> {
              rows().forEach(row -> during.add(state(row) + " " + row.getAs("run_id")));
              during.add("running " + run.id());
              return NINE_OF_TEN;
            });
    assertThat(code).isZero();
    assertThat(during).hasSize(2);
    assertThat(during.get(0)).isEqualTo(during.get(1));

    Row row = rows().get(0);
    assertThat(state(row)).isEqualTo("done");
    assertThat(row.<String>getAs("verb")).isEqualTo("probe");
    assertThat(row.<Long>getAs("in")).isEqualTo(12);
    assertThat(row.<Long>getAs("out")).isEqualTo(9);
    assertThat(row.<Long>getAs("rejected")).isEqualTo(1);
    assertThat(row.<Long>getAs("skipped")).isEqualTo(2);
    assertThat(row.getJavaMap(row.fieldIndex("models"))).isEqualTo(Map.of("tiny", "abc"));
    assertThat(row.getJavaMap(row.fieldIndex("figures")))
        .isEqualTo(Map.of("images_per_second", "1.5", "reasons", "{\"too_small\":2}"));
    assertThat(row.getJavaMap(row.fieldIndex("versions")).keySet())
        .map(String::valueOf)
        .contains("isobath", "spark", "delta", "java");
    assertThat(row.<Double>getAs("seconds")).isGreaterThan(0);
    assertThat(row.getTimestamp(row.fieldIndex("ended_at")))
        .isAfterOrEqualTo(row.getTimestamp(row.fieldIndex("started_at")));
    assertThat(row.<String>getAs("message")).isNull();
  }

  @Test
  void theVersionsOfTheTablesThatWereThereAreKept() {
    execute(
        "probe",
        run -> {
          run.tables().create(Table.SPLITS);
          return NINE_OF_TEN;
        });
    execute("probe", run -> NINE_OF_TEN);
    List<Row> rows = rows();
    assertThat(rows.get(0).getJavaMap(rows.get(0).fieldIndex("input_versions"))).isEmpty();
    assertThat(rows.get(1).getJavaMap(rows.get(1).fieldIndex("input_versions")))
        .isEqualTo(Map.of("splits", 0L));
  }

  @Test
  void aFailedRunKeepsItsErrorWithoutSecrets() {
    int code =
        execute(
            "probe",
            run -> {
              throw new UserError("denied for hunter2hunter2 at https://me:pw@host");
            },
            "--set",
            "spark.conf.spark.hadoop.some.password=hunter2hunter2");
    assertThat(code).isEqualTo(Main.USER_ERROR);
    Row row = rows().get(0);
    assertThat(state(row)).isEqualTo("failed");
    assertThat(row.<String>getAs("message"))
        .contains("denied for *** at https://***@host")
        .doesNotContain("hunter2");
    assertThat(row.<String>getAs("configuration")).doesNotContain("hunter2");
    assertThat(row.getTimestamp(row.fieldIndex("ended_at"))).isNotNull();
  }

  @Test
  void whatIsNoExceptionIsAFailedRunToo() {
    int code =
        execute(
            "probe",
            run -> {
              throw new UnsatisfiedLinkError("no native library");
            });
    assertThat(code).isEqualTo(Main.FAULT);
    assertThat(state(rows().get(0))).isEqualTo("failed");
  }

  @Test
  void aDryRunLeavesNoRow() {
    execute("probe", run -> NINE_OF_TEN, "--dry-run");
    assertThat(rows()).isEmpty();
  }

  @Test
  void theNextRunOfAVerbClosesWhatWasKilledAndLeavesWhatStillRuns() throws Exception {
    Process second = start("probe", "other");
    try {
      execute("probe", run -> NINE_OF_TEN);
      assertThat(states())
          .containsExactlyInAnyOrder("probe running", "other running", "probe done");
    } finally {
      second.destroyForcibly().waitFor();
    }
    execute("probe", run -> NINE_OF_TEN);
    assertThat(states())
        .containsExactlyInAnyOrder("probe killed", "other running", "probe done", "probe done");
  }

  private List<String> states() {
    return rows().stream().map(row -> row.getAs("verb") + " " + state(row)).toList();
  }

  /** A second JVM that has opened a run of each verb and works on. */
  private Process start(String... verbs) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName(),
                warehouse.toString()));
    command.addAll(1, LocalSpark.options());
    command.addAll(List.of(verbs));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    int signal = process.getInputStream().read();
    if (signal != '!') {
      process.waitFor(1, TimeUnit.SECONDS);
      throw new IllegalStateException("the second JVM did not open its run");
    }
    return process;
  }

  /** Opens runs and never closes them. */
  static final class Endless {
    public static void main(String[] args) throws InterruptedException {
      Conf conf = Conf.load(List.of(), List.of("warehouse=" + args[0], "spark.master=local[1]"));
      SparkSession spark = Spark.session(conf, "endless");
      for (int i = 1; i < args.length; i++) {
        RunLog.open(spark, Tables.open(spark, conf), RunLog.newId(), args[i], conf);
      }
      System.out.print("!");
      System.out.flush();
      Thread.sleep(600_000);
    }
  }

  @Test
  void runsBesideEachOtherAllLeaveTheirRow() throws Exception {
    int jobs = 2;
    ExecutorService pool = Executors.newFixedThreadPool(jobs);
    try {
      List<Future<Integer>> codes = new ArrayList<>();
      for (int i = 0; i < jobs; i++) {
        String verb = "probe" + (char) ('a' + i);
        codes.add(pool.submit(() -> execute(verb, run -> NINE_OF_TEN)));
      }
      for (Future<Integer> code : codes) {
        assertThat(code.get()).isZero();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(rows()).hasSize(jobs).extracting(RunLogIT::state).containsOnly("done");
  }

  @Test
  void aWarehouseThatCannotBeWrittenIsRefusedBeforeAnyWork() {
    List<String> worked = new ArrayList<>();
    int code =
        execute(
            "probe",
            run -> {
              worked.add("yes");
              return NINE_OF_TEN;
            },
            "--set",
            "warehouse=/proc/isobath");
    assertThat(code).isEqualTo(Main.USER_ERROR);
    assertThat(worked).isEmpty();
  }

  @Test
  void aTableWhoseCreatorWasKilledIsNone_andTheNextRunCreatesIt() throws Exception {
    Path log = warehouse.resolve("runs/_delta_log");
    Files.createDirectories(log.resolve("_staged_commits"));
    Files.writeString(log.resolve(".00000000000000000000.json.17-b.tmp"), "{");

    assertThat(tables().exists(Table.RUNS)).as("a folder without a commit").isFalse();
    assertThat(tables().read(Table.RUNS).count()).isZero();
    assertThat(execute("probe", run -> NINE_OF_TEN)).isZero();
    assertThat(tables().read(Table.RUNS).count()).isOne();
    assertThat(tables().version(Table.RUNS)).isPositive();
  }
}
