package org.isobath.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.spark.SparkRuntimeException;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.functions;
import org.assertj.core.api.SoftAssertions;
import org.isobath.model.ModelCards;
import org.isobath.onnx.OnnxSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Laws that hold for every function, in real queries. */
class SqlFunctionsIT {
  private static final OpenedSessions OPENED = new OpenedSessions();

  /** Counts what the runtime says when it opens a session. */
  private static final class OpenedSessions extends AbstractAppender {
    private final List<String> lines = new ArrayList<>();

    OpenedSessions() {
      super("opened", null, null, true, Property.EMPTY_ARRAY);
      start();
    }

    @Override
    public synchronized void append(LogEvent event) {
      String line = event.getMessage().getFormattedMessage();
      if (line.startsWith("opened ")) {
        lines.add(line);
      }
    }

    synchronized long count(String sha256) {
      return lines.stream().filter(line -> line.contains(sha256)).count();
    }
  }

  @BeforeAll
  static void listen() {
    SqlSession.get();
    String logger = OnnxSession.class.getName();
    Configurator.setLevel(logger, Level.INFO);
    ((org.apache.logging.log4j.core.Logger)
            ((LoggerContext) LogManager.getContext(false)).getLogger(logger))
        .addAppender(OPENED);
    SqlSession.sql(
            "SELECT id, CASE id % 4"
                + " WHEN 3 THEN NULL"
                + " WHEN 2 THEN X'0102'"
                + " ELSE "
                + Samples.PICTURE
                + " END AS content, "
                + " CASE id % 5 WHEN 4 THEN NULL WHEN 3 THEN X'89504E47'"
                + " ELSE depth_png16(array(1, 2, id + 3, 8), 2, 2, 'metric') END AS depth"
                + " FROM range(20)")
        .createOrReplaceTempView("rows_of_all_sorts");
  }

  private static String call(String name, List<Parameter> parameters, int at, String instead) {
    return IntStream.range(0, parameters.size())
        .mapToObj(i -> i == at ? instead : parameters.get(i).sample())
        .collect(Collectors.joining(", ", name + "(", ")"));
  }

  @Test
  void null_in_any_argument_gives_null() {
    List<String> calls = new ArrayList<>();
    for (FunctionText text : SqlFunctionTest.everyName()) {
      List<Parameter> parameters = text.function().parameters();
      for (int i = 0; i < parameters.size(); i++) {
        calls.add(call(text.name(), parameters, i, "NULL"));
      }
    }
    Row row = SqlSession.sql("SELECT " + String.join(", ", calls)).head();
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < calls.size(); i++) {
      all.assertThat(row.get(i)).as(calls.get(i)).isNull();
    }
    all.assertAll();
  }

  @Test
  void bad_bytes_are_an_error_that_names_function_and_problem_and_null_from_try() {
    List<String> lenient = new ArrayList<>();
    SoftAssertions all = new SoftAssertions();
    for (SqlFunction function : SqlFunction.values()) {
      for (int i = 0; i < function.parameters().size(); i++) {
        SqlType type = function.parameters().get(i).type();
        if (type == SqlType.BINARY || type == SqlType.BINARIES) {
          String bad = type == SqlType.BINARY ? "X'6E6F'" : "array(NULL, X'6E6F')";
          String strict = call(function.label(), function.parameters(), i, bad);
          all.assertThatThrownBy(() -> SqlSession.sql("SELECT " + strict).collect())
              .as(strict)
              .isInstanceOf(SparkRuntimeException.class)
              .hasMessageContaining("`" + function.label() + "`")
              .hasMessageContaining("unsupported_format")
              .hasMessageContaining("try_" + function.label() + " gives NULL instead.");
          lenient.add(call("try_" + function.label(), function.parameters(), i, bad));
        }
      }
    }
    Row row = SqlSession.sql("SELECT " + String.join(", ", lenient)).head();
    for (int i = 0; i < lenient.size(); i++) {
      all.assertThat(row.get(i)).as(lenient.get(i)).isNull();
    }
    all.assertAll();
  }

  @Test
  void values_that_do_not_go_together_are_refused_like_bad_bytes() {
    for (String call :
        List.of(
            "depth_at(" + Samples.DEPTH + ", 2, 0)",
            "depth_at(" + Samples.DEPTH + ", 0, -1)",
            "depth_png16(array(1, 2, 3), 2, 2, 'metric')",
            "image_resize(" + Samples.PICTURE + ", 0, 10)",
            "depth_fuse(array())",
            "depth_fuse(" + Samples.MAPS + ", array(1))",
            "depth_fuse(" + Samples.MAPS + ", array(1, NULL))",
            "depth_points(" + Samples.PREDICTION + ")",
            "depth_normals(" + Samples.PREDICTION + ")",
            "depth_ply(" + Samples.DEPTH + ", 2.0, 0)",
            "depth_layers_at(" + Samples.DEPTH + ", array(5, 2))",
            "depth_parallax(" + Samples.DEPTH + ", " + Samples.PICTURE + ", -1)",
            "depth_group_scale(" + Samples.MAPS + ")",
            "depth_group_scale(array())",
            "depth_points(" + Samples.DEPTH + ", -1)")) {
      assertThatThrownBy(() -> SqlSession.sql("SELECT " + call).collect())
          .as(call)
          .isInstanceOf(SparkRuntimeException.class)
          .hasMessageContaining("gives NULL instead");
      assertThat(SqlSession.sql("SELECT try_" + call).head().get(0)).as(call).isNull();
    }
  }

  /** Every function over a table, alone and beside the others, however the rows are spread. */
  @Test
  void partitions_and_generated_code_change_nothing() {
    List<String> columns = new ArrayList<>(List.of("id"));
    for (SqlFunction function : SqlFunction.values()) {
      String name = function.refuses() ? "try_" + function.label() : function.label();
      List<String> arguments =
          function.parameters().stream()
              .map(
                  parameter ->
                      switch (parameter.name()) {
                        case "content" ->
                            function.runsModel() ? "image_resize(content, 64, 48)" : "content";
                        case "depth", "pred" -> "depth";
                        case "depths" -> "array(depth, depth)";
                        case "a" -> "id";
                        default -> parameter.sample();
                      })
              .map(text -> text.replace("image_resize", "try_image_resize"))
              .toList();
      columns.add(name + "(" + String.join(", ", arguments) + ") AS c" + columns.size());
    }
    String query = "SELECT " + String.join(", ", columns) + " FROM %s ORDER BY id";
    Dataset<Row> rows = SqlSession.get().table("rows_of_all_sorts");
    rows.coalesce(1).createOrReplaceTempView("one_part");
    rows.repartition(4, functions.col("id")).createOrReplaceTempView("four_parts");

    List<String> one = printed(query.formatted("one_part"));
    assertThat(one).hasSize(20);
    assertThat(one.get(0)).as("row 0 has picture and depth").doesNotContain("null,null,null");
    assertThat(printed(query.formatted("four_parts"))).isEqualTo(one);
    RuntimeConfig conf = SqlSession.get().conf();
    conf.set("spark.sql.codegen.factoryMode", "CODEGEN_ONLY");
    try {
      assertThat(printed(query.formatted("one_part"))).isEqualTo(one);
      conf.set("spark.sql.codegen.wholeStage", "true");
      assertThat(printed(query.formatted("four_parts"))).isEqualTo(one);
    } finally {
      conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
      conf.set("spark.sql.codegen.wholeStage", "false");
    }
  }

  private static List<String> printed(String query) {
    // JSON spells bytes in base64 and leaves NULL fields out, at any depth
    return SqlSession.sql(query).toJSON().collectAsList();
  }

  @Test
  void a_model_never_runs_on_the_driver_and_once_open_serves_the_whole_jvm(@TempDir Path folder)
      throws Exception {
    String sha256 = card(folder, "mean");
    SqlSession.get().conf().set(Models.PATH, folder.toString());
    SqlSession.get().conf().set(Models.CACHE, folder.resolve("cache").toString());
    try {
      String estimate = "depth_estimate(%s, 'mean')";
      String constant = estimate.formatted(Samples.LARGER_PICTURE);
      String local = " FROM VALUES (1, X'0102'), (2, X'0304') AS t(id, content)";
      for (String query :
          List.of(
              "SELECT " + constant,
              "SELECT length(" + constant + ") > 0 AND true",
              "SELECT try_" + estimate.formatted("content") + local,
              "SELECT id" + local + " WHERE try_" + estimate.formatted("content") + " IS NOT NULL",
              "SELECT 1 WHERE length((SELECT " + constant + ")) > 5")) {
        assertThat(optimized(query)).as(query).contains("depth_estimate(");
      }
      assertThat(OPENED.count(sha256)).as("sessions opened by planning").isZero();
      // the other functions are folded like Spark's own
      assertThat(optimized("SELECT image_info(" + Samples.PICTURE + ") AS info"))
          .doesNotContain("image_info(");

      String pictures =
          "SELECT image_resize("
              + Samples.PICTURE
              + ", 64 + int(id % 3), 48) AS content"
              + " FROM range(0, 12, 1, 4)";
      for (int round = 0; round < 3; round++) {
        long rows =
            SqlSession.sql(
                    "SELECT " + estimate.formatted("content") + " AS d FROM (" + pictures + ")")
                .where("depth_values(d).kind = 'inverse_relative'")
                .count();
        assertThat(rows).isEqualTo(12);
      }
      assertThat(OPENED.count(sha256)).as("sessions opened by three queries").isEqualTo(1);
    } finally {
      SqlSession.get().conf().unset(Models.PATH);
      SqlSession.get().conf().unset(Models.CACHE);
    }
  }

  /** A card of a model that no other test opens. */
  private static String card(Path folder, String graph) throws Exception {
    Path file = Path.of("src/test/resources/model/graphs/" + graph + ".onnx").toAbsolutePath();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    String sha256 = HexFormat.of().formatHex(digest);
    Files.writeString(
        folder.resolve(graph + ".conf"),
        """
        id = %s
        title = "for tests"
        licence { name = "Apache-2.0", commercial = true }
        source = "%s"
        sha256 = "%s"
        input { size { rule = stretch, width = 64, height = 48 }, interpolation = linear }
        output { kind = inverse_relative }
        """
            .formatted(graph, file.toUri(), sha256));
    return sha256;
  }

  private static String optimized(String query) {
    return SqlSession.sql(query).queryExecution().optimizedPlan().toString();
  }

  @Test
  void wrong_calls_are_refused_before_any_row_is_read() {
    refused("image_info('/photos/a.jpg')", "UNEXPECTED_INPUT_TYPE", "requires the \"BINARY\" type");
    refused("depth_at(X'00', 1.5, 0)", "second parameter requires the \"INT\" type");
    refused("hamming(1)", "REQUIRED_PARAMETER_NOT_FOUND", "`b`");
    refused("hamming(1, 2, 3)", "WRONG_NUM_ARGS", "`hamming` requires 2 parameters");
    refused("image_resize(X'00', wdth => 1, height => 2)", "wdth", "`width`");
    refused("depth_estimate(X'00', 'isobath-tyni')", "Did you mean isobath-tiny?");
    refused("try_depth_condition(X'00', 'zoe')", "Unknown conditioning recipe: zoe");
    refused("depth_compare(X'00', X'00', 'lsq')", "Unknown protocol: lsq");
  }

  private static void refused(String call, String... words) {
    assertThatThrownBy(() -> SqlSession.sql("SELECT " + call))
        .as(call)
        .isInstanceOfAny(AnalysisException.class, SparkRuntimeException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void arguments_go_by_name_and_numbers_are_taken_for_numbers() {
    assertThat(
            SqlSession.printed(
                "SELECT image_info(image_resize(height => 3S, content => "
                    + Samples.PICTURE
                    + ", width => 10 div 2)).width"))
        .isEqualTo("5");
    assertThatThrownBy(
            () -> SqlSession.sql("SELECT depth_at(" + Samples.DEPTH + ", 4294967296, 0)").collect())
        .as("no other number in its place")
        .hasMessageContaining("CAST_OVERFLOW");
  }

  @Test
  void labels_of_depth_come_through() {
    String map =
        "depth_png16(array(1.5, NULL, double('NaN'), double('Infinity')), 2, 2, 'relative')";
    assertThat(
            SqlSession.printed(
                "SELECT depth_values(%1$s).values, depth_at(%1$s, 0, 0), depth_at(%1$s, 1, 0), depth_at(%1$s, 1, 1)"
                    .formatted(map)))
        .isEqualTo("[1.5,NaN,NaN,Infinity]\t1.5\tNULL\tInfinity");
  }

  @Test
  void null_maps_take_no_part_in_a_fusion_and_keep_their_place() {
    assertThat(
            SqlSession.printed(
                "SELECT f.members.used, f.anchor, f.spread_median, depth_values(f.depth).values[3] FROM (SELECT"
                    + " depth_fuse(array(NULL, %s, NULL)) AS f)".formatted(Samples.DEPTH)))
        .isEqualTo("[null,true,null]\t1\tNULL\t8.0");
    assertThat(SqlSession.sql("SELECT depth_fuse(array(NULL, NULL))").head().get(0)).isNull();
  }

  @Test
  void two_layers_are_opposite_and_points_thin_out() {
    assertThat(
            SqlSession.printed(
                ("SELECT hex(substring(l[0], 25, 2)), image_metrics(l[0]).luma_mean + image_metrics(l[1]).luma_mean,"
                        + " size(depth_points(%1$s)), size(depth_points(%1$s, stride => 2)),"
                        + " depth_points(%1$s, 2.0)[0].z FROM (SELECT depth_layers(%1$s, 2, 0) AS l)")
                    .formatted(Samples.DEPTH)))
        .isEqualTo("0800\t255.0\t4\t1\t1.0");
  }

  @Test
  void a_group_keeps_the_places_of_null_maps_and_scales_the_others() {
    assertThat(
            SqlSession.printed(
                ("SELECT g[0] IS NULL, g[1].factor, g[2].used, depth_values(g[2].depth).values[3]"
                        + " FROM (SELECT depth_group_scale(array(NULL, %s, %s)) AS g)")
                    .formatted(Samples.DEPTH, Samples.FARTHER)))
        .startsWith("true\t2.0")
        .contains("\ttrue\t16.0");
  }

  @Test
  void a_point_cloud_takes_the_colours_of_a_picture_where_there_is_one() {
    assertThat(
            SqlSession.printed(
                ("SELECT length(depth_ply(%1$s, 2.0, 1, %2$s)) - length(depth_ply(%1$s, 2.0)),"
                        + " image_info(depth_normals(%1$s)).width, size(depth_layers_at(%1$s, array(1.5, 3), 0)),"
                        + " image_info(depth_parallax(%1$s, %2$s, 2.0).left_holes).channels")
                    .formatted(Samples.DEPTH, Samples.PICTURE)))
        .as("three lines of the header and three bytes for each of four points")
        .isEqualTo("72\t2\t3\t1");
  }

  @Test
  void equal_calls_are_one_calculation() {
    Models models = Models.ofSession();
    assertThat(models).isEqualTo(Models.ofSession()).hasSameHashCodeAs(Models.ofSession());
    assertThat(ModelCards.load(List.of(), new org.apache.hadoop.conf.Configuration(false)))
        .isEqualTo(models.cards());
  }
}
