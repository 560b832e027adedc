package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.isobath.UserError;
import org.isobath.model.StoreSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfTest {
  private static Conf set(String... sets) {
    return Conf.load(List.of(), List.of(sets));
  }

  private static Conf file(Path folder, String text) throws IOException {
    return Conf.load(
        List.of(Files.writeString(folder.resolve("my.conf"), text).toString()), List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///data//isobath",
        "s3a://bucket/a b",
        "/photos/#1/**",
        "a, b",
        "100%",
        "k=v",
        "C:\\photos",
        "it's",
        "",
        " "
      })
  void aValueOfSetIsTextAsItStands(String value) {
    assertThat(set("warehouse=" + value).string("warehouse")).isEqualTo(value);
  }

  @Test
  void aValueOfSetThatBeginsLikeHoconIsHocon() {
    assertThat(set("models.path=[\"a\", \"b\"]").strings("models.path")).containsExactly("a", "b");
    assertThat(set("warehouse=\"in quotes\"").string("warehouse")).isEqualTo("in quotes");
    assertThat(set("curate.splits={train=0.5,rest=0.5}").map("curate.splits"))
        .isEqualTo(Map.of("train", "0.5", "rest", "0.5"));
    assertThat(
            set("ingest.sources=[{kind=scenes,count=2}]")
                .sections("ingest.sources")
                .get(0)
                .getInt("count"))
        .isEqualTo(2);
  }

  @Test
  void splitsOfTheUserReplaceTheDefaultOnes() throws IOException {
    assertThat(set("curate.splits.train=0.8", "curate.splits.holdout=0.2").map("curate.splits"))
        .isEqualTo(Map.of("train", "0.8", "holdout", "0.2"));
    assertThat(Conf.reference().map("curate.splits")).containsKeys("train", "validation", "test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"warehouse", "=x", "", "a..b=1", "warehouse=\"open"})
  void aWrongSetIsShownAsItWasWritten(String set) {
    assertThatThrownBy(() -> set(set)).isInstanceOf(UserError.class).hasMessageContaining(set);
  }

  @Test
  void sqlFunctionsFetchModelsAsTheReferenceConfigurationDoes() {
    assertThat(ModelSettings.of(Conf.reference())).isEqualTo(StoreSettings.DEFAULT);
  }

  @Test
  void numbersSizesAndTimesAreReadFromText() {
    Conf conf =
        set(
            "report.samples=12",
            "limits.max-bytes=3 MiB",
            "models.timeout=90 seconds",
            "max-reject-share=0.5");
    assertThat(conf.integer("report.samples", 1, 100)).isEqualTo(12);
    assertThat(conf.bytes("limits.max-bytes")).isEqualTo(3L << 20);
    assertThat(conf.duration("models.timeout")).isEqualTo(Duration.ofSeconds(90));
    assertThat(conf.number("max-reject-share", 0, 1)).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "report.samples = many | report.samples must be a number, found \"many\"",
        "report.samples = [1] | report.samples must be a single value, found [1]",
        "report.samples = null | report.samples must be a single value, found null",
        "report = 3 | report must be a section { … }, found 3",
        "models.path = a | models.path must be a list [ … ], found \"a\"",
        "warehouse { a = 1 } | warehouse must be a single value",
        "reprt.samples = 3 | Unknown configuration key: reprt",
      })
  void aWrongTypeIsFoundWhenTheFileIsReadWithItsPlace(
      String text, String message, @TempDir Path folder) {
    assertThatThrownBy(() -> file(folder, "\n" + text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message)
        .hasMessageContaining("my.conf: 2");
  }

  @Test
  void aValueOutOfRangeSaysTheRangeAndThePlace(@TempDir Path folder) throws IOException {
    Conf conf =
        file(
            folder,
            "report.samples = 500\nreport.thumbnail = 2.5\nmodels.timeout = 0\nlimits.max-bytes = 0");
    assertThatThrownBy(() -> conf.integer("report.samples", 1, 100))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("report.samples must be a whole number from 1 to 100, found 500")
        .hasMessageContaining("my.conf: 1");
    assertThatThrownBy(() -> conf.integer("report.thumbnail", 1, 100))
        .hasMessageContaining("report.thumbnail must be a whole number from 1 to 100, found 2.5");
    assertThatThrownBy(() -> conf.duration("models.timeout"))
        .hasMessageContaining(
            "models.timeout must be a time above zero such as 30 minutes, found 0");
    assertThatThrownBy(() -> conf.bytes("limits.max-bytes"))
        .hasMessageContaining("limits.max-bytes must be a size above zero such as 64 MiB, found 0");
    assertThatThrownBy(() -> set("limits.max-bytes=64 cows").bytes("limits.max-bytes"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("limits.max-bytes")
        .hasMessageContaining("'cows'");
    assertThatThrownBy(() -> set("estimate.device=tpu").oneOf("estimate.device", "cpu", "cuda"))
        .hasMessageContaining(
            "estimate.device must be one of cpu, cuda, found \"tpu\" (--set estimate.device)");
  }

  @Test
  void aFileMayUseOtherKeysTheEnvironmentAndFilesBesideIt(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("base.conf"), "warehouse = /w\n");
    Conf conf =
        file(
            folder,
            "include \"base.conf\"\nreport.path = ${warehouse}/r.html\nmodels.cache = ${?ISOBATH_UNSET}\ndecode.matte = ${decode.matte}");
    assertThat(conf.string("report.path")).isEqualTo("/w/r.html");
    assertThat(conf.string("models.cache")).isEmpty();
    assertThat(conf.string("decode.matte")).isEqualTo("#ffffff");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "warehouse = ${ISOBATH_UNSET} | ISOBATH_UNSET",
        "warehouse = { | my.conf",
        "warehouse = a : b | my.conf: 1",
      })
  void whatIsNoHoconIsTheUsersMistake(String text, String message, @TempDir Path folder) {
    assertThatThrownBy(() -> file(folder, text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFolderGivenAsFileIsTheUsersMistake(@TempDir Path folder) {
    assertThatThrownBy(() -> Conf.load(List.of(folder.toString()), List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void aFileMayBeAHadoopUriButThenIncludesNothing(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a b.conf"), "warehouse = here");
    assertThat(Conf.load(List.of(file.toUri().toString()), List.of()).string("warehouse"))
        .isEqualTo("here");
    Files.writeString(file, "include \"other.conf\"");
    assertThatThrownBy(() -> Conf.load(List.of(file.toUri().toString()), List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("includes other.conf");
    assertThatThrownBy(() -> Conf.load(List.of(folder.toUri() + "none.conf"), List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Cannot read the configuration file");
  }

  @Test
  void anExcerptIsAFileThatSaysTheSame(@TempDir Path folder) throws IOException {
    List<String> keys = List.of("estimate", "spark.conf", "warehouse");
    Conf conf =
        Conf.reference()
            .with(
                "estimate.consistency = [ flip ], warehouse = \"file:///data\", estimate.batch = 4");
    Path file = Files.writeString(folder.resolve("excerpt.conf"), conf.excerpt(keys));

    assertThat(Conf.load(List.of(file.toString()), List.of()).excerpt(keys))
        .isEqualTo(conf.excerpt(keys))
        .contains("\"consistency\":[\"flip\"]")
        .doesNotContain("\"ingest\"");
  }

  @Test
  void overridesAreCheckedLikeAUsersFile() {
    assertThat(Conf.reference().with("report.samples = 3").integer("report.samples", 1, 9))
        .isEqualTo(3);
    assertThat(Conf.reference().with("warehouse", "/w").string("warehouse")).isEqualTo("/w");
    assertThatThrownBy(() -> Conf.reference().with("report.smples = 3"))
        .hasMessageContaining("Did you mean report.samples?");
    assertThatThrownBy(() -> Conf.reference().with("report.smples", 3))
        .hasMessageContaining("Did you mean report.samples?");
  }

  @Test
  void secretsAreMaskedWhereverTheyStand() {
    Conf conf =
        set(
            "spark.conf.spark.hadoop.fs.s3a.access.key=AKIA1234",
            "spark.conf.spark.hadoop.fs.s3a.secret.key=s3cr3t-value",
            "spark.conf.spark.hadoop.fs.azure.account.key.mine.dfs.core.windows.net=azurekey",
            "spark.conf.spark.ssl.keyPassword=hunter22",
            "ingest.sources=[{kind=files,path=\"sftp://joe:pw123@host/x\",token=tok-987}]",
            "warehouse=abfss://container@account.dfs.core.windows.net/w",
            "models.path=[\"https://host/cards?X-Amz-Signature=abcdef&x=1\"]");
    assertThat(conf.redacted())
        .doesNotContain("AKIA1234", "s3cr3t", "azurekey", "hunter22", "pw123", "tok-987", "abcdef")
        .contains(
            "sftp://***@host/x", "container@account", "X-Amz-Signature=***&x=1", "isobath-tiny");
    assertThat(conf.redact("denied: s3cr3t-value, tok-987 at http://a:b@c"))
        .isEqualTo("denied: ***, *** at http://***@c");
    assertThat(conf.string("spark.conf.\"spark.hadoop.fs.s3a.access.key\"".replace("\"", "")))
        .as("the job itself still has it")
        .isEqualTo("AKIA1234");
  }

  @Test
  void nothingInTheReferenceLooksLikeASecret() {
    assertThat(Conf.reference().redacted()).doesNotContain(Redaction.MASK);
  }

  @Test
  void everyLineOfTheReferenceThatSetsAKeyHasItsExplanation() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../conf/isobath.conf"));
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.matches("\\s*[a-z][a-z0-9.-]* = .*")) {
        boolean above = i > 0 && lines.get(i - 1).strip().startsWith("#");
        assertThat(above || line.contains(" # ")).as("line %d: %s", i + 1, line).isTrue();
      }
    }
  }

  @Test
  void everyDeclaredKeyIsReadBySomeCode() throws IOException {
    String sources = sources();
    for (String key : Conf.keys()) {
      // the children of these two are the user's own names
      String read = key.replaceAll("^(curate\\.splits|spark\\.conf)\\..*", "$1");
      assertThat(sources).as("nothing reads %s", read).contains('"' + read + '"');
    }
  }

  @Test
  void everyKeyThatCodeReadsIsDeclared() throws IOException {
    Matcher reads =
        Pattern.compile(
                "\\b(?:string|strings|oneOf|integer|wholeNumber|number|bytes|duration|sections|map)\\(\\s*"
                    + "\"([a-z][a-z0-9-]*(?:\\.[a-z][a-z0-9-]*)+)\"")
            .matcher(sources());
    List<String> declared = new ArrayList<>(Conf.keys());
    declared.addAll(List.of("curate.splits", "spark.conf", "generate.budgets"));
    int found = 0;
    for (; reads.find(); found++) {
      assertThat(declared).contains(reads.group(1));
    }
    assertThat(found).as("reads of keys").isGreaterThan(30);
  }

  private static String sources() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
