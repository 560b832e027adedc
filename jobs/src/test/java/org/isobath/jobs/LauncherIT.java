package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code jobs/bin/isobath} as a person starts it; the jars are those that Maven has just packaged.
 */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
  private static final Path LAUNCHER = Path.of("bin/isobath").toAbsolutePath();

  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  private static Ran run(Path directory, Map<String, String> environment, String... command)
      throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("ISOBATH_BUILD", "never");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Path out = Files.createTempFile("isobath", ".out");
    Path err = Files.createTempFile("isobath", ".err");
    try {
      int code = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
      return new Ran(code, Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  @Test
  void worksFromAnyFolderThroughLinksWithBlanksAndPassesWordsAsTheyAre() throws Exception {
    Path place = Files.createDirectory(folder.resolve("a folder"));
    Path link = Files.createSymbolicLink(folder.resolve("one link"), LAUNCHER);
    Files.createSymbolicLink(place.resolve("two"), Path.of("..", "one link"));
    Files.writeString(place.resolve("my own.conf"), "max-reject-share = \"a $HOME * value\"\n");
    assertThat(link).exists();

    Ran ran = run(place, Map.of(), "./two", "models", "--config", "my own.conf");
    assertThat(ran.code()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err())
        .contains("max-reject-share must be a number, found \"a $HOME * value\"")
        .contains("my own.conf: 1");
  }

  @Test
  void standardOutputHoldsResultsOnlyAndNamesMayBeInAnyScript() throws Exception {
    String name = "fotós 写真 %41";
    Path cards = Files.createDirectory(folder.resolve(name));
    Ran ran =
        run(
            folder,
            Map.of("LC_ALL", "C", "ISOBATH_JAVA_OPTS", "-Xmx300m -Dtest.word=1"),
            LAUNCHER.toString(),
            "models",
            "list",
            "--json",
            "--set",
            "models.path=[\"" + cards + "\"]");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("id ").contains("isobath-tiny");
    assertThat(ran.out().lines().reduce((a, b) -> b).orElseThrow())
        .startsWith("{\"job\":\"models\"");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void theExitCodeAndASignalGoThrough() throws Exception {
    assertThat(run(folder, Map.of(), LAUNCHER.toString(), "--help").code()).isZero();
    assertThat(run(folder, Map.of(), LAUNCHER.toString(), "no-verb").code()).isEqualTo(2);
    Process process =
        new ProcessBuilder(LAUNCHER.toString(), "--help")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(process.descendants()).as("processes left behind").isEmpty();
  }

  @Test
  void withoutJavaOrJarsItSaysWhatIsMissing() throws Exception {
    Ran noJava = run(folder, Map.of("JAVA_HOME", "/no/jdk"), LAUNCHER.toString(), "--help");
    assertThat(noJava.code()).isEqualTo(2);
    assertThat(noJava.err()).contains("no Java at /no/jdk/bin/java").contains("JAVA_HOME");

    Path bin = Files.createDirectories(folder.resolve("elsewhere/jobs/bin"));
    Files.copy(LAUNCHER, bin.resolve("isobath"));
    assertThat(bin.resolve("isobath").toFile().setExecutable(true)).isTrue();
    Ran noJar = run(folder, Map.of(), bin.resolve("isobath").toString(), "--help");
    assertThat(noJar.code()).isEqualTo(2);
    assertThat(noJar.err())
        .contains("isobath-jobs.jar is missing")
        .contains("mvn -DskipTests package");
  }

  @Test
  void buildsOnceWhenASourceIsNewerThanTheJarsAndSaysSoInOneLine() throws Exception {
    Path home = folder.resolve("a clone");
    Path bin = Files.createDirectories(home.resolve("jobs/bin"));
    Files.copy(LAUNCHER, bin.resolve("isobath"));
    assertThat(bin.resolve("isobath").toFile().setExecutable(true)).isTrue();
    Files.writeString(home.resolve("pom.xml"), "<project/>");
    Path log = folder.resolve("log");
    Path maven = folder.resolve("my maven");
    Files.writeString(
        maven,
        "#!/bin/sh\npwd >> '%s'\necho \"$@\" >> '%s'\ncd jobs/target && mkdir -p lib spark && touch isobath-jobs.jar\n"
            .formatted(log, log));
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment =
        Map.of("ISOBATH_BUILD", "", "MVN", maven.toString(), "ISOBATH_MVN_ARGS", "-Pgpu -o");

    Ran first = run(folder, environment, bin.resolve("isobath").toString(), "--help");
    assertThat(first.err().lines().filter(line -> line.startsWith("isobath: building"))).hasSize(1);
    assertThat(Files.readAllLines(log).get(0)).isEqualTo(home.toRealPath().toString());
    assertThat(Files.readAllLines(log).get(1)).contains("-Pgpu -o package");

    Ran second = run(folder, environment, bin.resolve("isobath").toString(), "--help");
    assertThat(second.err()).doesNotContain("building");
    assertThat(Files.readAllLines(log)).hasSize(2);

    Thread.sleep(1100);
    Files.writeString(home.resolve("pom.xml"), "<project></project>");
    run(folder, environment, bin.resolve("isobath").toString(), "--help");
    assertThat(Files.readAllLines(log)).as("built again").hasSize(4);

    Files.writeString(maven, "#!/bin/sh\necho broken >&2\nexit 1\n");
    Files.writeString(home.resolve("pom.xml"), "<project> </project>");
    Thread.sleep(1100);
    Files.setLastModifiedTime(
        home.resolve("pom.xml"),
        java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis()));
    Ran broken = run(folder, environment, bin.resolve("isobath").toString(), "--help");
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err())
        .contains("broken")
        .contains("the build failed; its messages are above");
  }

  @Test
  void opensWhatSparkOpens() throws IOException {
    String script = Files.readString(LAUNCHER, StandardCharsets.UTF_8);
    List<String> wanted =
        new ArrayList<>(
            Arrays.asList(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    assertThat(wanted).hasSizeGreaterThan(10);
    // the script says why these two are left out
    wanted.removeIf(
        option -> option.startsWith("--add-modules") || option.endsWith("Algorithm=NONE"));
    for (String option : wanted) {
      assertThat(script).contains(option);
    }
  }
}
