package org.isobath.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.isobath.UserError;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuestionTest {
  @Test
  void the_reference_configuration_and_the_long_checks_name_every_question() throws IOException {
    String reference = Files.readString(Path.of("../conf/isobath.conf"));
    String checks = Files.readString(Path.of("../.ci/long"));
    for (Question question : Question.values()) {
      assertThat(reference).containsPattern("(?m)^  #   " + question.label() + " ");
      assertThat(checks).contains(question.label());
      Conf conf = Conf.reference().with("bench.what", question.label());
      assertThat(Question.of(conf)).isEqualTo(question);
    }
  }

  @Test
  void a_question_brings_what_the_configuration_leaves_to_it() {
    Conf conf = Conf.reference().with("bench.what", "decode");
    assertThat(Question.DECODE.load(conf)).isEqualTo(new Load(400, 2240, 1792, 0, 7));
    assertThat(
            Question.DECODE.load(
                conf.with("bench { images = 8, width = 64, inference-ms = 5, pairs = 2 }")))
        .isEqualTo(new Load(8, 64, 1792, 5, 2));
    assertThatThrownBy(() -> Question.DECODE.load(conf.with("bench.images", 3)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("bench.images must be a whole number from 4 to");
  }

  @Test
  void mistakes_are_found_before_anything_starts() {
    BenchJob job = new BenchJob();
    assertThatThrownBy(() -> job.check(Conf.reference().with("bench.what", "speed"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("bench.what must be one of estimate, decode, naive, rerun, memory");
    assertThatThrownBy(() -> job.check(Conf.reference().with("spark.master", "yarn"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("spark.master = local[N], found yarn");
  }

  @Test
  void pictures_of_the_user_are_taken_by_name_and_must_be_enough(@TempDir Path folder)
      throws IOException {
    for (String name : new String[] {"b.jpg", "a.jpg", "c.jpg"}) {
      Files.writeString(folder.resolve(name), name);
    }
    Conf conf = Conf.reference().with("bench.pictures", folder.toString());
    Load load = new Load(2, 10, 10, 0, 1);
    assertThat(Pictures.of(conf, load, 2, folder))
        .containsExactly(folder.resolve("a.jpg"), folder.resolve("b.jpg"));
    assertThatThrownBy(() -> Pictures.of(conf, load, 4, folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has 3 files, and 4 are wanted. Set bench.images");
    assertThatThrownBy(
            () ->
                Pictures.of(
                    conf.with("bench.pictures", folder.resolve("gone").toString()),
                    load,
                    4,
                    folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is not a folder with pictures");
  }

  @Test
  void growth_of_cost_leaves_the_start_out() {
    int[] sizes = {25, 100, 2000};
    // 7 s to start, 0.1 s a picture, and 0.11 s beyond the first hundred
    double growth =
        MemoryBench.costGrowth(
            sizes, new Usage(0, 9.5), new Usage(0, 17), new Usage(0, 17 + 1900 * 0.11));
    assertThat(growth).isCloseTo(1.1, within(1e-9));
  }

  @Test
  void moved_depth_is_measured_where_it_has_a_ratio() {
    float[] whole = {0.01f, 1, 2, 3, 4};
    float[] reduced = {0.05f, 1.1f, 2, 3, 4.4f};
    double[] moved =
        ReducedDecodeBench.moved(
            new DepthMap(5, 1, reduced, DepthKind.INVERSE_RELATIVE),
            new DepthMap(5, 1, whole, DepthKind.INVERSE_RELATIVE));
    // without the first pixel, which is far: (0.1 + 0 + 0 + 0.1) / 4
    assertThat(moved[0]).isCloseTo(0.05, within(1e-6));
    // 98th and 2nd percentile of five values lie 0.08 steps inside the ends
    double range = (4 - 0.08 * 1) - (0.01 + 0.08 * 0.99);
    assertThat(moved[1]).isCloseTo((0.04 + 0.1 + 0.4) / 5 / range, within(1e-6));
  }
}
