package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** A job without Spark whose work is {@code body}. */
  private record Probe(String verb, Function<Run, Outcome> body) implements Job {
    @Override
    public String summary() {
      return "Does what the test says";
    }

    @Override
    public String arguments() {
      return "[WORD...]";
    }

    @Override
    public List<JobOption> options() {
      return List.of(
          JobOption.flag("--deep", "look deeper"), new JobOption("--against", "FILE", "compare"));
    }

    @Override
    public boolean needsSpark() {
      return false;
    }

    @Override
    public Outcome run(Run run) {
      return body.apply(run);
    }
  }

  private int run(Function<Run, Outcome> body, String... args) {
    List<Verb> verbs =
        List.of(Verb.of(new Probe("probe", body)), Verb.of(new Probe("other", body)));
    return new Main(verbs, stream(out), stream(err)).execute(args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private JsonNode lastLine() throws IOException {
    List<String> lines = out().lines().toList();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }

  private static Outcome outcome(long done, long rejected, long skipped) {
    return new Outcome(
        done + rejected + skipped,
        done,
        rejected,
        skipped,
        Map.of(),
        Map.of("answer", 42),
        List.of("a line for a person"));
  }

  @Test
  void a_job_has_options_of_its_own() {
    List<Map<String, String>> seen = new ArrayList<>();
    int code =
        run(
            run -> {
              seen.add(run.options().own());
              return outcome(1, 0, 0);
            },
            "probe",
            "--deep",
            "--against",
            "a.conf");

    assertThat(code).isEqualTo(Main.DONE);
    assertThat(seen).containsExactly(Map.of("--deep", "", "--against", "a.conf"));
    assertThat(run(run -> outcome(1, 0, 0), "probe", "--against")).isEqualTo(Main.USER_ERROR);
  }

  @Test
  void aJobThatIsDoneEndsWithZero() {
    assertThat(run(r -> outcome(3, 0, 1), "probe")).isZero();
    assertThat(out()).isEqualTo("a line for a person" + System.lineSeparator());
    assertThat(err()).isEmpty();
  }

  @Test
  void jsonIsTheLastLineWithTheCountsAndTheFiguresOfTheJob() throws IOException {
    assertThat(run(r -> outcome(3, 0, 1), "probe", "--json")).isZero();
    JsonNode json = lastLine();
    assertThat(json.get("job").asText()).isEqualTo("probe");
    assertThat(json.get("state").asText()).isEqualTo("done");
    assertThat(json.get("run_id").asText()).matches("\\d{8}-\\d{6}-[0-9a-f]{8}");
    assertThat(json.get("in").asLong()).isEqualTo(4);
    assertThat(json.get("out").asLong()).isEqualTo(3);
    assertThat(json.get("rejected").asLong()).isZero();
    assertThat(json.get("skipped").asLong()).isEqualTo(1);
    assertThat(json.get("seconds").asDouble()).isBetween(0.0, 60.0);
    assertThat(json.get("answer").asInt()).isEqualTo(42);
  }

  @Test
  void tooManyRejectsEndWithThreeAndSayHowMany() throws IOException {
    assertThat(run(r -> outcome(8, 2, 100), "probe", "--json")).isEqualTo(Main.REJECTS);
    assertThat(lastLine().get("state").asText()).isEqualTo("done_with_rejects");
    assertThat(err()).contains("probe rejected 2 of 10 inputs, more than max-reject-share allows");
  }

  @Test
  void aBudgetThatIsReachedEndsWithFourWhateverElseWasRejected() throws IOException {
    Outcome reached =
        new Outcome(
            10, 1, 2, 7, Map.of(), Map.of(), List.of("7 left"), new BigDecimal("0.05"), true);
    assertThat(run(r -> reached, "probe", "--json")).isEqualTo(4).isEqualTo(Main.BUDGET);
    assertThat(lastLine().get("state").asText()).isEqualTo("budget_reached");
    assertThat(out()).startsWith("7 left");
  }

  @Test
  void theShareOfRejectsThatIsAllowedIsNotTooMany() {
    assertThat(run(r -> outcome(9, 1, 0), "probe")).isZero();
    assertThat(run(r -> outcome(8, 2, 0), "probe", "--set", "max-reject-share=0.2")).isZero();
  }

  @Test
  void aMistakeOfTheUserEndsWithTwoAndOneLine() throws IOException {
    int code =
        run(
            r -> {
              throw new UserError("The lamp is off. Switch it on.");
            },
            "probe",
            "--json");
    assertThat(code).isEqualTo(Main.USER_ERROR);
    assertThat(err().lines()).containsExactly("isobath: The lamp is off. Switch it on.");
    assertThat(lastLine().get("state").asText()).isEqualTo("failed");
    assertThat(lastLine().get("message").asText()).isEqualTo("The lamp is off. Switch it on.");
  }

  @Test
  void aMistakeInsideSparksExceptionsIsStillTheUsers() {
    int code =
        run(
            r -> {
              throw new IllegalStateException(
                  "Job aborted: org.isobath.UserError: The lamp is off.\n\tat line 1");
            },
            "probe");
    assertThat(code).isEqualTo(Main.USER_ERROR);
    assertThat(err().lines()).containsExactly("isobath: The lamp is off.");
  }

  @Test
  void anyOtherExceptionIsOurFault() throws IOException {
    int code =
        run(
            r -> {
              throw new IllegalStateException("wires crossed");
            },
            "probe",
            "--json");
    assertThat(code).isEqualTo(Main.FAULT);
    assertThat(err())
        .contains("isobath: internal error: java.lang.IllegalStateException: wires crossed");
    assertThat(lastLine().get("state").asText()).isEqualTo("failed");
  }

  @Test
  void anErrorOfTheJvmEndsTheCommandTooAndMemoryHasItsCure() {
    int code =
        run(
            r -> {
              throw new OutOfMemoryError("Java heap space");
            },
            "probe");
    assertThat(code).isEqualTo(Main.FAULT);
    assertThat(err()).contains("Java heap space").contains("ISOBATH_JAVA_OPTS=-Xmx16g");
  }

  @Test
  void anAnswerOfNoIsPrintedWithItsFiguresAndEndsWithTwo() throws IOException {
    int code =
        run(
            r -> {
              throw new Unmet("1 of 2 checks failed.", outcome(1, 1, 0));
            },
            "probe",
            "--json");
    assertThat(code).isEqualTo(Main.USER_ERROR);
    assertThat(out()).startsWith("a line for a person");
    assertThat(out().lines()).hasSize(2);
    assertThat(lastLine().get("state").asText()).isEqualTo("failed");
    assertThat(lastLine().get("answer").asInt()).isEqualTo(42);
    assertThat(err().lines()).containsExactly("isobath: 1 of 2 checks failed.");
  }

  @Test
  void anUnknownVerbNamesTheNearest() {
    assertThat(run(r -> outcome(0, 0, 0), "prob")).isEqualTo(Main.USER_ERROR);
    assertThat(err().lines())
        .containsExactly("isobath: Unknown verb: prob. Did you mean probe? See isobath --help.");
  }

  @Test
  void anUnknownKeyNamesItsPlaceAndTheNearest(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("my.conf");
    Files.writeString(file, "# mine\nwarehose = x\n");
    assertThat(run(r -> outcome(0, 0, 0), "probe", "--config", file.toString()))
        .isEqualTo(Main.USER_ERROR);
    assertThat(err())
        .contains("Unknown configuration key: warehose")
        .contains("my.conf: 2")
        .contains("Did you mean warehouse?");
  }

  @Test
  void aMissingConfigurationFileIsNamed() {
    assertThat(run(r -> outcome(0, 0, 0), "probe", "--config", "no/such.conf"))
        .isEqualTo(Main.USER_ERROR);
    assertThat(err()).contains("Cannot read the configuration file no/such.conf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--limit=-1", "--limit=many", "--nonsense", "--config"})
  void aWrongOptionEndsWithTwoAndNamesItself(String option) {
    assertThat(run(r -> outcome(0, 0, 0), "probe", option)).isEqualTo(Main.USER_ERROR);
    assertThat(err()).startsWith("isobath: ").contains(option.split("=")[0]);
    assertThat(err().lines()).hasSize(1);
  }

  @Test
  void optionsAndWordsReachTheJob() {
    List<Options> seen = new ArrayList<>();
    run(
        r -> {
          seen.add(r.options());
          return outcome(0, 0, 0);
        },
        "probe",
        "one word",
        "--limit",
        "7",
        "--dry-run",
        "--retry-rejects",
        "*");
    Options options = seen.get(0);
    assertThat(options.arguments()).containsExactly("one word", "*");
    assertThat(options.limit()).hasValue(7);
    assertThat(options.dryRun()).isTrue();
    assertThat(options.retryRejects()).isTrue();
    assertThat(options.json()).isFalse();
  }

  @Test
  void laterFilesWinAndSetWinsOverFiles(@TempDir Path folder) throws IOException {
    Path one =
        Files.writeString(
            folder.resolve("1.conf"), "warehouse = one\nreport.samples = 1\ndemo.seed = 1");
    Path two = Files.writeString(folder.resolve("2.conf"), "warehouse = two\nreport.samples = 2");
    List<Conf> seen = new ArrayList<>();
    run(
        r -> {
          seen.add(r.conf());
          return outcome(0, 0, 0);
        },
        "probe",
        "--config",
        one.toString(),
        "--set",
        "report.samples=3",
        "--config",
        two.toString());
    assertThat(seen.get(0).string("warehouse")).isEqualTo("two");
    assertThat(seen.get(0).integer("report.samples", 0, 9)).isEqualTo(3);
    assertThat(seen.get(0).integer("demo.seed", 0, 9)).isEqualTo(1);
  }

  @Test
  void helpGoesToStandardOutputAndListsTheVerbs() {
    assertThat(run(r -> outcome(0, 0, 0), "--help")).isZero();
    assertThat(out()).contains("probe").contains("other").contains("Exit codes");
    assertThat(run(r -> outcome(0, 0, 0), "probe", "--help")).isZero();
    assertThat(out()).contains("--retry-rejects").contains("[WORD...]");
    assertThat(err()).isEmpty();
  }

  @Test
  void noVerbIsAMistakeAndShowsTheUsage() {
    assertThat(run(r -> outcome(0, 0, 0))).isEqualTo(Main.USER_ERROR);
    assertThat(err()).contains("Usage: isobath");
    assertThat(out()).isEmpty();
  }

  @Test
  void secretsOfTheConfigurationAreMaskedInMessages() {
    int code =
        run(
            r -> {
              throw new IllegalStateException(
                  "403 for password HUNTER22222 and s3a://me:pw@bucket/x");
            },
            "probe",
            "--set",
            "spark.conf.spark.ssl.keyPassword=HUNTER22222");
    assertThat(code).isEqualTo(Main.FAULT);
    assertThat(err())
        .contains("403 for password *** and s3a://***@bucket/x")
        .doesNotContain("HUNTER");
  }

  @Test
  void aCredentialInTheConfigurationIsRefusedBeforeAnythingBegins() {
    int code =
        run(
            r -> outcome(1, 0, 0),
            "probe",
            "--set",
            "spark.conf.spark.hadoop.fs.s3a.access.key=AKIAVERYSECRET");
    assertThat(code).isEqualTo(Main.USER_ERROR);
    assertThat(err())
        .contains("spark.hadoop.fs.s3a.access.key is a credential")
        .doesNotContain("AKIA");
    assertThat(out()).isEmpty();
  }

  @Test
  void everyVerbHasANameOfItsOwnASummaryAndJobs() {
    assertThat(Verb.ALL).extracting(Verb::name).doesNotHaveDuplicates();
    for (Verb verb : Verb.ALL) {
      assertThat(verb.name()).matches("[a-z]+");
      assertThat(verb.summary()).as(verb.name()).isNotBlank().doesNotEndWith(".");
      assertThat(verb.jobs()).as(verb.name()).isNotEmpty();
    }
  }
}
