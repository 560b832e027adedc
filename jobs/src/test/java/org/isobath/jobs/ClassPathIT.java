package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code mvn package} lays out: {@code lib} is what Isobath brings to a Spark cluster, {@code
 * spark} stands in for the cluster in local runs. Spark's own distribution is the reference for
 * both: a jar that it has must not come a second time, and local runs use the version it has.
 */
class ClassPathIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Pattern JAR = Pattern.compile("(.+)-(\\d.*)\\.jar");

  private record Jar(String name, String version) {
    static Jar of(String file) {
      Matcher matcher = JAR.matcher(file);
      assertThat(matcher.matches()).as("%s is NAME-VERSION.jar", file).isTrue();
      String version = matcher.group(2);
      // natives of several platforms are artifacts of their own
      Matcher platform = Pattern.compile("-((linux|osx|windows|macosx)-\\w+)$").matcher(version);
      return platform.find()
          ? new Jar(
              matcher.group(1) + ":" + platform.group(1), version.substring(0, platform.start()))
          : new Jar(matcher.group(1), version);
    }
  }

  @Test
  void libHoldsNothingThatSparkBrings() throws IOException {
    Set<String> given = versions(distribution()).keySet();
    assertThat(versions(names("lib")).keySet()).isNotEmpty().doesNotContainAnyElementsOf(given);
  }

  @Test
  void localRunsUseTheVersionsOfTheDistribution() throws IOException {
    Map<String, Set<String>> given = versions(distribution());
    Map<String, Set<String>> shared = versions(names("spark"));
    shared.keySet().retainAll(given.keySet());
    assertThat(shared.size()).as("jars that both have").isGreaterThan(100);
    shared.forEach((name, versions) -> assertThat(given.get(name)).as(name).containsAll(versions));
  }

  @ParameterizedTest
  @ValueSource(strings = {"lib", "spark"})
  void noJarIsThereInTwoVersions(String folder) throws IOException {
    assertThat(versions(names(folder)))
        .allSatisfy((name, versions) -> assertThat(versions).hasSize(1));
  }

  @Test
  void noClassIsInBothFolders() throws IOException {
    Set<String> spark = new HashSet<>();
    for (String jar : names("spark")) {
      spark.addAll(classes(TARGET.resolve("spark").resolve(jar)));
    }
    Set<String> twice = new TreeSet<>();
    for (String jar : names("lib")) {
      for (String name : classes(TARGET.resolve("lib").resolve(jar))) {
        if (spark.contains(name)) {
          twice.add(jar + " " + name);
        }
      }
    }
    assertThat(twice).isEmpty();
  }

  @Test
  void libIsSmallEnoughToBeSentToEveryExecutor() throws IOException {
    long bytes = 0;
    for (String jar : names("lib")) {
      bytes += Files.size(TARGET.resolve("lib").resolve(jar));
    }
    assertThat(bytes).isLessThan(150L << 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "io.delta.sql.DeltaSparkSessionExtension",
        "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
        "software.amazon.awssdk.services.s3.S3AsyncClient",
        "software.amazon.awssdk.http.apache.ApacheHttpClient",
        "software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient",
        "software.amazon.awssdk.transfer.s3.S3TransferManager",
        "software.amazon.awssdk.services.sts.StsClient",
        "ai.onnxruntime.OrtEnvironment",
        "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
        "com.google.gson.Gson",
        "org.bytedeco.opencv.opencv_core.Mat",
        "org.isobath.jobs.Main"
      })
  void whatRunsIsOnTheTwoFoldersAlone(String name) throws Exception {
    List<URL> urls = new ArrayList<>();
    urls.add(TARGET.resolve("isobath-jobs.jar").toUri().toURL());
    for (String folder : List.of("lib", "spark")) {
      for (String jar : names(folder)) {
        urls.add(TARGET.resolve(folder).resolve(jar).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> type = Class.forName(name, false, loader);
      // resolves supertypes and the types of all members
      assertThat(type.getDeclaredMethods()).isNotNull();
      assertThat(type.getDeclaredConstructors()).isNotNull();
    }
  }

  private static List<String> distribution() throws IOException {
    try (var in = ClassPathIT.class.getResourceAsStream("spark-distribution.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  private static List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(TARGET.resolve(folder))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static Map<String, Set<String>> versions(List<String> files) {
    Map<String, Set<String>> versions = new TreeMap<>();
    for (String file : files) {
      Jar jar = Jar.of(file);
      versions.computeIfAbsent(jar.name(), name -> new TreeSet<>()).add(jar.version());
    }
    return versions;
  }

  private static Set<String> classes(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      Set<String> names = new HashSet<>();
      file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .filter(name -> !name.startsWith("META-INF/"))
          .forEach(names::add);
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
