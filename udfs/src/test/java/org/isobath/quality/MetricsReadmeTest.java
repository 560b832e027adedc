package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@code -Disobath.readme=write} writes what this test compares. */
class MetricsReadmeTest {
  private static final String START = "<!-- generated: metrics -->\n";
  private static final String END = "<!-- end: metrics -->";

  @Test
  void every_metric_stands_in_the_readme_as_it_is() throws Exception {
    Path file = Path.of("README.md");
    String page = Files.readString(file);
    int from = page.indexOf(START);
    int to = page.indexOf(END);
    assertThat(from).as("udfs/README.md has its markers").isBetween(0, to);
    String current = page.substring(0, from + START.length()) + tables() + page.substring(to);
    if (System.getProperty("isobath.readme", "").equals("write")) {
      Files.writeString(file, current);
      return;
    }
    assertThat(page)
        .as("run mvn test -pl udfs -Dtest=MetricsReadmeTest -Disobath.readme=write and commit")
        .isEqualTo(current);
  }

  private static String tables() {
    List<ReferenceMetric> scores = new ArrayList<>();
    for (DepthScore score : DepthScore.values()) {
      scores.add(new ReferenceMetric(score, AlignmentProtocol.LSQ_INVERSE));
    }
    return table("Of a picture: `images.metrics`, `image_metrics`", ImageMetric.values())
        + table("Of its file: the last two with those of the picture", FileMetric.values())
        + table("Of a depth map: `depth.metrics`, `depth_metrics`", DepthMetric.values())
        + table(
            "Of map and picture together: `depth.metrics`, `depth_metrics`", PairMetric.values())
        + table(
            "Of a map and a second look: in `depth.metrics` if `estimate.consistency` and `estimate.second-model` say so",
            ConsistencyMetric.values())
        + table(
            "Of a map and its reference: `depth_compare`; the name ends in the protocol",
            scores.toArray(Metric[]::new))
        + table(
            "Of the depth of a generation, as a judge sees it, and that of its control: `evaluations.fidelity`",
            FidelityScore.values())
        + table(
            "Of a generation and its prompt, as a CLIP sees them: `evaluations.adherence`",
            PromptScore.values());
  }

  private static String table(String heading, Metric[] metrics) {
    StringBuilder table =
        new StringBuilder("\n**")
            .append(heading)
            .append("**\n\n| metric | unit | range | better | ms | what | source |\n")
            .append("|---|---|---|---|---|---|---|\n");
    for (Metric metric : metrics) {
      boolean scored = metric instanceof ReferenceMetric;
      String name = scored ? ((ReferenceMetric) metric).score().label() : metric.label();
      String what = scored ? ((ReferenceMetric) metric).score().formula() : metric.description();
      table.append(
          "| `%s` | %s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  name,
                  metric.unit(),
                  metric.range(),
                  metric.better().name().toLowerCase(Locale.ROOT),
                  cost(metric.cost()),
                  what.replace("|", "\\|"),
                  metric.source()));
    }
    return table.toString();
  }

  private static String cost(double millis) {
    return millis == Math.rint(millis) ? Long.toString((long) millis) : Double.toString(millis);
  }
}
