package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code conf/spark}: Spark reads them, and every line says why it is there. */
class SparkConfTest {
  private static final Path FOLDER = Path.of("../conf/spark");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void sparkReadsItAndTakesItsValues(Path file) {
    SparkConf conf = new SparkConf(false);
    Utils.getPropertiesFromFile(file.toString())
        .foreach(
            pair -> {
              conf.set(pair._1(), pair._2());
              return null;
            });
    assertThat(conf.get("spark.master")).isNotBlank();
    assertThat(conf.getSizeAsMb("spark.executor.memory", "1g")).isBetween(512L, 1L << 20);
    assertThat(conf.getInt("spark.executor.cores", 1)).isBetween(1, 128);
    assertThat(conf.getDouble("spark.task.resource.gpu.amount", 1)).isBetween(0.001, 8.0);
    assertThat(conf.getAll()).allMatch(pair -> pair._1().startsWith("spark."));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everySettingHasItsReasonAboveIt(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("spark.")) {
        assertThat(lines.get(i - 1)).as("%s:%d %s", file, i + 1, lines.get(i)).startsWith("#");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void asManyTasksAsCoresShareAGpu(Path file) throws IOException {
    Properties settings = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      settings.load(reader);
    }
    String share = settings.getProperty("spark.task.resource.gpu.amount");
    if (share != null) {
      assertThat(1 / Double.parseDouble(share))
          .isEqualTo(Double.parseDouble(settings.getProperty("spark.executor.cores")));
    }
  }

  @Test
  void theDiscoveryScriptAnnouncesWhatItIsTold() throws Exception {
    ProcessBuilder builder = new ProcessBuilder("bash", FOLDER.resolve("gpus.sh").toString());
    builder.environment().put("ISOBATH_GPUS", "0 3");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(out).isEqualToIgnoringWhitespace("{\"name\":\"gpu\",\"addresses\":[\"0\",\"3\"]}");
  }
}
