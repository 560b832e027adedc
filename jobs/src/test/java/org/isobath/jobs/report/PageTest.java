package org.isobath.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.isobath.jobs.GeneratorFidelity;
import org.isobath.jobs.MeanScores;
import org.isobath.jobs.MetricWorth;
import org.isobath.jobs.report.Findings.Accuracy;
import org.isobath.jobs.report.Findings.Distribution;
import org.isobath.jobs.report.Findings.Example;
import org.isobath.jobs.report.Findings.Judgement;
import org.isobath.jobs.report.Findings.Lane;
import org.isobath.jobs.report.Findings.RejectGroup;
import org.isobath.jobs.report.Findings.RunFacts;
import org.isobath.jobs.report.Findings.Sample;
import org.isobath.jobs.report.Findings.Step;
import org.isobath.jobs.report.Findings.Threshold;
import org.isobath.quality.DepthScore;
import org.isobath.quality.FidelityScore;
import org.isobath.quality.MeanInterval;
import org.isobath.quality.PromptScore;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final String EVIL = "\"'><script>alert(1)</script>\n&amp; \u202eשלום 😀";

  private static String evilPage() {
    byte[] jpeg = {1, 2, 3};
    return Page.of(
        new Findings(
            EVIL,
            "2026-01-01 00:00 UTC",
            Map.of("sources", 3L),
            List.of(new Lane(EVIL, EVIL, EVIL, 1, 2, 3, 4), new Lane("m", "p", null, 1, 1, 1, 1)),
            List.of(
                new Step("a", "b", 5, Map.of(EVIL, 2L)),
                new Step("a", "b", 4, Map.of()),
                new Step("a", "b", 3, Map.of()),
                new Step("a", "b", 2, Map.of())),
            List.of(
                new Judgement(EVIL, EVIL, 3, 4, Map.of(EVIL, 2L), Map.of(EVIL, 1L)),
                new Judgement("strict", "0123456789abcdef", 1, 6, Map.of("small", 6L), Map.of())),
            List.of(
                new Sample(
                    EVIL, EVIL, 4, 3, true, List.of(), EVIL, EVIL, Map.of("blur", 1.5), jpeg, jpeg),
                new Sample(
                    EVIL, EVIL, 4, 3, false, List.of(EVIL), null, EVIL, Map.of(), null, null),
                new Sample(EVIL, null, 4, 3, null, List.of(), null, null, Map.of(), jpeg, null)),
            List.of(
                new Distribution(
                    "blur",
                    "level²",
                    EVIL,
                    0,
                    1,
                    10,
                    new long[] {1, 0},
                    new long[] {0, 2},
                    List.of(new Threshold(">=", 5), new Threshold("<", 99)))),
            List.of(new RejectGroup("sources", EVIL, 2, List.of(new Example(EVIL, EVIL)))),
            new Accuracy(3, 1, 0.1, 0.9, 0.3, 0.5),
            List.of(
                new MeanScores(
                    EVIL,
                    EVIL,
                    EVIL,
                    EVIL,
                    3,
                    Map.of(DepthScore.ABS_REL, new MeanInterval(3, 0, 0.125, 0.0625, 0.25)))),
            List.of(
                new MetricWorth(EVIL, "abs_rel", EVIL, EVIL, EVIL, 9, 0.5, 0.75),
                new MetricWorth("scenes", "inverse_range", EVIL, EVIL, "blur", 9, -0.25, 1.5),
                new MetricWorth("scenes", "abs_rel", EVIL, EVIL, "nothing", 9, 0.05, 1)),
            generations(jpeg),
            List.of(
                new RunFacts(
                    EVIL,
                    EVIL,
                    EVIL,
                    EVIL,
                    90,
                    3,
                    2,
                    1,
                    0,
                    Map.of(EVIL, EVIL),
                    Map.of(EVIL, EVIL),
                    Map.of(EVIL, EVIL),
                    EVIL,
                    EVIL))));
  }

  private static Generations generations(byte[] jpeg) {
    Map<String, byte[]> views = new LinkedHashMap<>();
    views.put("control", jpeg);
    views.put("re-estimated depth", null);
    return new Generations(
        EVIL,
        EVIL,
        List.of(
            new GeneratorFidelity(
                EVIL,
                4,
                4,
                3,
                new BigDecimal("0.15"),
                Map.of(EVIL, new GeneratorFidelity.Refused(2, new BigDecimal("0.05"))),
                Map.of(
                    EVIL,
                    new GeneratorFidelity.Means(
                        Map.of(FidelityScore.EDGE_F1, 0.5), Map.of(FidelityScore.EDGE_F1, 0.75))),
                Map.of(EVIL, Map.of(PromptScore.PROMPT_COSINE, 0.3125)))),
        List.of(
            new GenerationSample(
                EVIL,
                EVIL,
                0,
                EVIL,
                EVIL,
                EVIL,
                null,
                EVIL,
                EVIL,
                false,
                List.of(EVIL),
                Map.of("edge_f1", 0.25),
                4,
                3,
                views)));
  }

  @Test
  void money_stands_beside_what_was_kept_for_it() {
    assertThat(evilPage())
        .contains("<td class=\"n\">$0.15</td><td class=\"n\">$0.05</td><td><div>2 ")
        .contains("0.500<small> (0.750)</small>")
        .contains(">prompt_cosine</th>")
        .contains("<div>0.313<small> ")
        .contains("<span class=\"none\">no re-estimated depth</span>")
        .contains("rejected · ");
  }

  @Test
  void nothing_a_person_wrote_becomes_markup() {
    String page = evilPage();
    assertThat(page).doesNotContain("<script").doesNotContain("\"'>").contains("&lt;script&gt;");
    // outside of texts every quote belongs to an attribute, so tags must balance
    for (String tag :
        List.of("bdi", "figure", "table", "section", "details", "div", "span", "td")) {
      assertThat(count(page, "<" + tag + "[ >]")).as(tag).isEqualTo(count(page, "</" + tag + ">"));
    }
  }

  @Test
  void the_page_asks_for_nothing_from_outside() {
    String page = evilPage();
    assertThat(page).contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
    assertThat(count(page, "(src|href)=\"(?!data:image/jpeg;base64,)")).isZero();
    assertThat(count(page, "url\\(|@import|<link|<iframe")).isZero();
  }

  @Test
  void thresholds_are_lines_where_they_lie_within_and_words_always() {
    String page = evilPage();
    assertThat(count(page, "<line x1=\"132.0\"")).isEqualTo(1);
    assertThat(count(page, "<line ")).isEqualTo(1);
    assertThat(page).contains("policy keeps &gt;= 5 and &lt; 99");
  }

  @Test
  void accuracy_stands_beside_the_mean_map() {
    assertThat(evilPage())
        .contains("<th>mean map</th><td class=\"n\">0.300</td><td class=\"n\">0.500</td>")
        .contains("1 scenes have no usable alignment");
  }

  @Test
  void bars_say_how_metrics_go_with_the_error() {
    assertThat(evilPage())
        .contains("<h2>What the metrics are worth</h2>")
        .contains("<rect class=\"kept\" x=\"45.0\" width=\"22.5\"")
        .contains("<rect class=\"kept\" x=\"33.8\" width=\"11.3\"")
        .contains("-0.25 over 9 pictures")
        .doesNotContain("nothing</td>");
  }

  @Test
  void policies_stand_side_by_side() {
    assertThat(evilPage())
        .contains("<h2>Policies</h2>")
        .contains("<bdi>strict</bdi></td><td><code><bdi>0123456789ab…</bdi>")
        .contains("<div>6 <bdi>small</bdi></div>");
  }

  private static long count(String page, String pattern) {
    return Pattern.compile(pattern).matcher(page).results().count();
  }
}
