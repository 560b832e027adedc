package org.isobath.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** {@code -Disobath.readme=write} writes what this test compares. */
class UdfsReadmeIT {
  @Test
  void functions_stand_in_the_readme_as_they_are() throws Exception {
    Path file = Path.of("README.md");
    String page = Files.readString(file);
    String current = UdfsReadme.current(page);
    if (System.getProperty("isobath.readme", "").equals("write")) {
      Files.writeString(file, current);
      return;
    }
    assertThat(page)
        .as("run mvn verify -pl udfs -Dit.test=UdfsReadmeIT -Disobath.readme=write and commit")
        .isEqualTo(current);
  }

  @Test
  void examples_give_what_is_printed_beside_them() {
    List<FunctionText> texts = SqlFunctionTest.everyName();
    // one query: planning each takes longer than running it
    String[] results =
        SqlSession.printed(
                texts.stream()
                    .map(text -> text.query().substring("SELECT ".length()))
                    .collect(Collectors.joining(", ", "SELECT ", "")))
            .split("\t", -1);
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < results.length; i++) {
      all.assertThat(results[i]).as(texts.get(i).query()).isEqualTo(texts.get(i).result());
    }
    all.assertThat(results).hasSameSizeAs(texts);
    all.assertAll();
  }

  @Test
  void described_functions_show_arguments_and_example() {
    SoftAssertions all = new SoftAssertions();
    for (FunctionText text : SqlFunctionTest.everyName()) {
      String described = SqlSession.printed("DESCRIBE FUNCTION EXTENDED " + text.name());
      all.assertThat(described)
          .as(text.name())
          .contains(text.signature(), text.sentence(), text.query(), text.result())
          .contains("Since: " + text.function().since());
      for (Parameter parameter : text.function().parameters()) {
        all.assertThat(described).as(text.name()).contains(parameter.text());
      }
    }
    all.assertAll();
  }
}
