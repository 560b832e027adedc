package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code -Disobath.readme=write} writes what this test compares. */
class JobsReadmeTest {
  @Test
  void lists_stand_in_the_readme_as_they_are() throws Exception {
    Path file = Path.of("README.md");
    String page = Files.readString(file);
    String current = JobsReadme.current(page);
    if (System.getProperty("isobath.readme", "").equals("write")) {
      Files.writeString(file, current);
      return;
    }
    assertThat(page)
        .as("run mvn test -pl udfs,jobs -Dtest=JobsReadmeTest -Disobath.readme=write and commit")
        .isEqualTo(current);
  }

  @Test
  void every_exit_code_is_explained() throws Exception {
    assertThat(Files.readString(Path.of("README.md")))
        .contains(
            "| " + Main.DONE + " |",
            "| " + Main.FAULT + " |",
            "| " + Main.USER_ERROR + " |",
            "| " + Main.REJECTS + " |");
  }
}
