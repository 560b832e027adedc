package org.isobath;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who may depend on whom. Every rule is checked twice: the code keeps it, and a class made here to
 * break it does break it.
 */
class LayersTest {
  private static final List<String> ROOMS =
      List.of("image", "depth", "quality", "scene", "onnx", "model", "generate", "sql");

  /**
   * A rule and a class that breaks it.
   *
   * @param breach package and one field type of that class
   */
  private record Rule(String name, ArchRule rule, Breach breach) {}

  private record Breach(String inPackage, String uses) {}

  static {
    // the rules ask for names of packages only, and opening every library takes most of the time
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
  }

  private static final List<Rule> RULES = rules();

  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    // each room with those it may use, beside itself and the root
    rules.add(room("image", "org.isobath.depth.DepthMap"));
    rules.add(room("depth", "org.isobath.quality.Better", "image"));
    rules.add(room("quality", "org.isobath.model.Breach", "depth", "image"));
    rules.add(room("scene", "org.isobath.quality.Better", "depth", "image"));
    rules.add(room("onnx", "org.isobath.image.Image"));
    rules.add(
        room("model", "org.isobath.sql.Breach", "onnx", "quality", "scene", "depth", "image"));
    rules.add(
        room(
            "generate",
            "org.isobath.sql.Breach",
            "model",
            "onnx",
            "quality",
            "scene",
            "depth",
            "image"));
    rules.add(
        new Rule(
            "the root package uses no room",
            noClasses()
                .that()
                .resideInAPackage("org.isobath")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(ROOMS)),
            new Breach("org.isobath", "org.isobath.image.Image")));
    rules.add(
        new Rule(
            "every class is in a known room",
            noClasses().should().resideOutsideOfPackages(known()),
            new Breach("org.isobath.common", "java.lang.String")));
    rules.add(
        new Rule(
            "nothing here uses a job",
            noClasses().should().dependOnClassesThat().resideInAPackage("org.isobath.jobs.."),
            new Breach("org.isobath.sql", "org.isobath.jobs.Breach")));
    rules.add(only("org.apache.spark", "org.apache.spark.Breach", "image", "sql"));
    rules.add(only("ai.onnxruntime", "ai.onnxruntime.OrtEnvironment", "model", "onnx"));
    rules.add(
        only(
            "org.bytedeco",
            "org.bytedeco.opencv.opencv_core.Mat",
            "scene",
            "image",
            "depth",
            "quality"));
    rules.add(
        only(
            "ai.djl",
            "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer",
            "quality",
            "model",
            "generate"));
    rules.add(
        only("org.apache.hadoop", "org.apache.hadoop.conf.Configuration", "onnx", "model", "sql"));
    return List.copyOf(rules);
  }

  private static Rule room(String room, String forbidden, String... mayUse) {
    List<String> others = new ArrayList<>(ROOMS);
    others.remove(room);
    others.removeAll(Arrays.asList(mayUse));
    return new Rule(
        room + " uses " + (mayUse.length == 0 ? "no room" : "only " + String.join(", ", mayUse)),
        noClasses()
            .that()
            .resideInAPackage("org.isobath." + room + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages(others)),
        new Breach("org.isobath." + room, forbidden));
  }

  private static Rule only(String library, String aClass, String breaker, String... rooms) {
    return new Rule(
        library + " appears in " + String.join(", ", rooms) + " only",
        noClasses()
            .that()
            .resideOutsideOfPackages(packages(Arrays.asList(rooms)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library + ".."),
        new Breach("org.isobath." + breaker, aClass));
  }

  private static String[] packages(List<String> rooms) {
    return rooms.stream().map(room -> "org.isobath." + room + "..").toArray(String[]::new);
  }

  private static String[] known() {
    return Stream.concat(Stream.of("org.isobath"), Arrays.stream(packages(ROOMS)))
        .toArray(String[]::new);
  }

  @TestFactory
  Stream<DynamicTest> theCodeKeeps() {
    JavaClasses code =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.isobath");
    return RULES.stream()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.name, () -> rule.rule.allowEmptyShould(true).check(code)));
  }

  @TestFactory
  Stream<DynamicTest> aBreachIsFound(@TempDir Path folder) throws Exception {
    JavaClasses breaches = compiledBreaches(folder);
    return IntStream.range(0, RULES.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    RULES.get(i).name,
                    () -> {
                      Rule rule = RULES.get(i);
                      String report =
                          rule.rule
                              .allowEmptyShould(true)
                              .evaluate(breaches)
                              .getFailureReport()
                              .toString();
                      assertThat(report).contains(rule.breach.inPackage + ".Breaker" + i);
                    }));
  }

  /**
   * The offending classes, and stand-ins for the classes they use where those do not exist here.
   */
  private static JavaClasses compiledBreaches(Path folder) throws Exception {
    Map<String, String> sources = new TreeMap<>();
    for (int i = 0; i < RULES.size(); i++) {
      Breach breach = RULES.get(i).breach;
      sources.put(breach.inPackage + ".Breaker" + i, breach.uses + " used;");
      if (breach.uses.endsWith(".Breach")) {
        sources.put(breach.uses, "");
      }
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.resolve("classes").toString()));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      int dot = source.getKey().lastIndexOf('.');
      String inPackage = source.getKey().substring(0, dot);
      String name = source.getKey().substring(dot + 1);
      Path file = Files.createDirectories(folder.resolve(inPackage)).resolve(name + ".java");
      Files.writeString(
          file,
          "package " + inPackage + "; public class " + name + " { " + source.getValue() + " }",
          StandardCharsets.UTF_8);
      arguments.add(file.toString());
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
    return new ClassFileImporter().importPath(folder.resolve("classes"));
  }
}
