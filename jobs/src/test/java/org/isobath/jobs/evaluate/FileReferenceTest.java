package org.isobath.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.junit.jupiter.api.Test;

class FileReferenceTest {
  private static List<Reference> references(String entries) {
    return ReferenceKind.references(
        Conf.reference().with("evaluate.references = [ " + entries + " ]"));
  }

  @Test
  void what_the_pattern_finds_gives_way_to_the_replacement() {
    Reference kitti =
        references(
                """
                { kind = files, judge = k, pattern = "/rgb/(.*)\\\\.(jpg|png)$", replacement = "/depth/$1.png",
                  format = kitti }
                """)
            .get(0);
    assertThat(kitti.locate("file:///k/rgb/a/1.jpg")).isEqualTo("file:///k/depth/a/1.png");
    assertThat(kitti.locate("file:///k/other/a/1.jpg")).as("not for this one").isNull();
    assertThat(kitti.judge()).isEqualTo("k");
  }

  @Test
  void a_judge_is_named_after_its_kind_unless_it_has_a_name() {
    assertThat(references("{ kind = scenes }").get(0).judge()).isEqualTo("scenes");
    assertThat(references("{ kind = scenes }").get(0).locate("scene:1?width=64&height=48"))
        .isEqualTo("scene:1?width=64&height=48");
    assertThat(references("{ kind = scenes }").get(0).locate("file:/1.jpg")).isNull();
  }

  @Test
  void mistakes_are_named_with_their_place_and_remedy() {
    assertThatThrownBy(() -> references(""))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("evaluate.references is empty. Say where reference depth is");
    assertThatThrownBy(() -> references("{ kind = scene }"))
        .hasMessage(
            "evaluate.references[0].kind must be one of files, scenes, found scene; the nearest is scenes.");
    assertThatThrownBy(() -> references("{ kind = scenes }, { kind = scenes }"))
        .hasMessage(
            "evaluate.references[1].judge must differ from the others, found scenes twice.");
    String files = "{ kind = files, pattern = \"%s\", replacement = \"%s\", format = %s }";
    assertThatThrownBy(() -> references(files.formatted("(", "x", "kitti")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "evaluate.references[0].pattern must be a regular expression of Java, found (");
    assertThatThrownBy(() -> references(files.formatted("a(b)", "$2", "kitti")))
        .hasMessage(
            "evaluate.references[0].replacement may name groups of the pattern from $0 to $1, found $2; write \\$ for a"
                + " dollar.");
    assertThatThrownBy(() -> references(files.formatted("a", "b", "kity")))
        .hasMessage(
            "Unknown format of reference depth: kity. Use one of kitti, millimetres, tum, npy, pfm, isobath.");
    assertThatThrownBy(() -> Recipe.of(Conf.reference().with("evaluate.protocols = [ mean ]")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Unknown protocol: mean. Use one of raw, median");
  }
}
