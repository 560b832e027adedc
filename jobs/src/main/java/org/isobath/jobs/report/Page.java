package org.isobath.jobs.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.isobath.jobs.report.Findings.Accuracy;
import org.isobath.jobs.report.Findings.Judgement;
import org.isobath.jobs.report.Findings.Lane;
import org.isobath.jobs.report.Findings.RejectGroup;
import org.isobath.jobs.report.Findings.Step;

/** The page as text: head, headline numbers, and the sections in the order a reader needs them. */
final class Page {
  private Page() {}

  static String of(Findings findings) {
    StringBuilder page = new StringBuilder(1 << 16);
    page.append(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <meta name="color-scheme" content="light dark">
        <title>Isobath report</title>
        <style>
        """);
    page.append(style()).append("</style>\n</head>\n<body>\n<header>\n<h1>Isobath</h1>\n");
    page.append("<p>")
        .append(Html.foreign(findings.warehouse(), 300))
        .append(" · ")
        .append(Html.text(findings.written()))
        .append("</p>\n</header>\n<main>\n");
    headline(page, findings);
    funnel(page, findings.funnel());
    judgements(page, findings.judgements());
    if (findings.accuracy() != null) {
      accuracy(page, findings.accuracy(), findings.lanes().get(0));
    }
    Scores.append(page, findings.scores());
    Worth.append(page, findings.worth());
    Bought.append(page, findings.generations());
    Sheet.append(page, findings.samples());
    Charts.append(page, findings.distributions());
    lanes(page, findings.lanes());
    rejects(page, findings.rejects());
    Runs.append(page, findings.runs());
    tables(page, findings.rows());
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  private static void headline(StringBuilder page, Findings findings) {
    List<Step> funnel = findings.funnel();
    long depth = funnel.get(2).count();
    long kept = funnel.get(3).count();
    long rejected = findings.rejects().stream().mapToLong(RejectGroup::count).sum();
    page.append("<section class=\"tiles\">\n");
    tile(page, Html.count(funnel.get(1).count()), "pictures");
    tile(page, Html.count(depth), "depth maps");
    tile(page, Html.count(kept), "pairs kept, " + Html.percent(kept, depth));
    tile(page, Html.count(rejected), "inputs rejected");
    if (findings.accuracy() != null) {
      tile(page, Html.number(findings.accuracy().absRel()), "AbsRel, aligned");
    }
    page.append("</section>\n");
    if (findings.lanes().isEmpty()) {
      page.append(
          "<p class=\"note\">Nothing has been estimated yet. <code>isobath run</code> does it.</p>\n");
    }
  }

  private static void tile(StringBuilder page, String number, String name) {
    page.append("<div><b>")
        .append(number)
        .append("</b><span>")
        .append(name)
        .append("</span></div>\n");
  }

  private static void funnel(StringBuilder page, List<Step> steps) {
    long most = steps.stream().mapToLong(Step::count).max().orElse(0);
    page.append("<section>\n<h2>From input to pair</h2>\n<div class=\"funnel\">\n");
    for (Step step : steps) {
      double share = most == 0 ? 0 : 100.0 * step.count() / most;
      page.append("<div class=\"step\"><div class=\"name\"><b>")
          .append(Html.text(step.name()))
          .append("</b><small>")
          .append(Html.text(step.explanation()))
          .append("</small></div><div class=\"track\"><i style=\"width:")
          .append(String.format(Locale.ROOT, "%.2f", share))
          .append("%\"></i><b>")
          .append(Html.count(step.count()))
          .append("</b></div><div class=\"losses\">");
      step.losses()
          .forEach(
              (reason, count) ->
                  page.append("<span><b>−")
                      .append(Html.count(count))
                      .append("</b> ")
                      .append(Html.text(reason))
                      .append("</span>"));
      page.append("</div></div>\n");
    }
    page.append("</div>\n</section>\n");
  }

  private static void judgements(StringBuilder page, List<Judgement> judgements) {
    if (judgements.size() < 2 && judgements.stream().allMatch(j -> j.warnings().isEmpty())) {
      return;
    }
    page.append(
        "<section>\n<h2>Policies</h2>\n<p>The page is about the first.</p>\n<table><thead><tr><th>policy</th><th>hash</th>"
            + "<th>kept</th><th>dropped</th><th>dropped for</th><th>warned of</th></tr></thead><tbody>\n");
    for (Judgement judgement : judgements) {
      page.append("<tr><td>")
          .append(Html.foreign(judgement.policy(), 80))
          .append("</td><td><code>")
          .append(Html.foreign(judgement.policyHash(), 12))
          .append("</code></td><td class=\"n\">")
          .append(Html.count(judgement.kept()))
          .append("</td><td class=\"n\">")
          .append(Html.count(judgement.dropped()))
          .append("</td>");
      for (Map<String, Long> reasons : List.of(judgement.reasons(), judgement.warnings())) {
        page.append("<td>");
        reasons.forEach(
            (reason, count) ->
                page.append("<div>")
                    .append(Html.count(count))
                    .append(" ")
                    .append(Html.foreign(reason, 60))
                    .append("</div>"));
        page.append("</td>");
      }
      page.append("</tr>\n");
    }
    page.append("</tbody></table>\n</section>\n");
  }

  private static void accuracy(StringBuilder page, Accuracy accuracy, Lane lane) {
    page.append("<section>\n<h2>Accuracy</h2>\n<p>Depth of <code>")
        .append(Html.text(lane.modelId()))
        .append("</code> against the exact depth of ")
        .append(accuracy.scenes())
        .append(
            " rendered scenes, up to 40 m, aligned by least squares in inverse depth; means over scenes. The mean map is the"
                + " average depth of the other scenes and never looks at the picture.</p>\n")
        .append(
            "<table class=\"compact\"><thead><tr><th></th><th>AbsRel ↓</th><th>delta1 ↑</th></tr></thead><tbody>");
    scores(page, lane.modelId(), accuracy.absRel(), accuracy.delta1());
    scores(page, "mean map", accuracy.baselineAbsRel(), accuracy.baselineDelta1());
    page.append("</tbody></table>\n");
    if (accuracy.unaligned() > 0) {
      page.append("<p class=\"note\">")
          .append(accuracy.unaligned())
          .append(
              " scenes have no usable alignment (constant or reversed depth) and are not in the means.</p>\n");
    }
    page.append("</section>\n");
  }

  private static void scores(StringBuilder page, String name, double absRel, double delta1) {
    page.append("<tr><th>")
        .append(Html.text(name))
        .append("</th><td class=\"n\">")
        .append(Html.number(absRel))
        .append("</td><td class=\"n\">")
        .append(Html.number(delta1))
        .append("</td></tr>");
  }

  private static void lanes(StringBuilder page, List<Lane> lanes) {
    if (lanes.size() < 2) {
      return;
    }
    page.append(
        "<section>\n<h2>Models</h2>\n<p>The page is about the first.</p>\n<table><thead><tr><th>model</th><th>parameters</th>"
            + "<th>kind</th><th>depth maps</th><th>rejected</th><th>kept</th><th>dropped</th></tr></thead><tbody>\n");
    for (Lane lane : lanes) {
      page.append("<tr><td>")
          .append(Html.foreign(lane.modelId(), 80))
          .append("</td><td><code>")
          .append(Html.foreign(lane.paramsHash(), 12))
          .append("</code></td><td>")
          .append(Html.foreign(lane.kind(), 40))
          .append("</td>");
      for (long count : new long[] {lane.ok(), lane.rejected(), lane.kept(), lane.dropped()}) {
        page.append("<td class=\"n\">").append(Html.count(count)).append("</td>");
      }
      page.append("</tr>\n");
    }
    page.append("</tbody></table>\n</section>\n");
  }

  private static void rejects(StringBuilder page, List<RejectGroup> groups) {
    page.append("<section>\n<h2>Rejected inputs</h2>\n");
    if (groups.isEmpty()) {
      page.append("<p>None.</p>\n</section>\n");
      return;
    }
    page.append(
        "<table><thead><tr><th>table</th><th>reason</th><th>count</th><th>examples</th></tr></thead><tbody>\n");
    for (RejectGroup group : groups) {
      page.append("<tr><td>")
          .append(Html.text(group.table()))
          .append("</td><td><code>")
          .append(Html.foreign(group.reason(), 60))
          .append("</code></td><td class=\"n\">")
          .append(Html.count(group.count()))
          .append("</td><td>");
      for (Findings.Example example : group.examples()) {
        page.append("<div class=\"example\"><span class=\"path\">")
            .append(Html.foreign(example.key(), 200))
            .append("</span><small>")
            .append(Html.foreign(example.message(), 300))
            .append("</small></div>");
      }
      page.append("</td></tr>\n");
    }
    page.append("</tbody></table>\n</section>\n");
  }

  private static void tables(StringBuilder page, Map<String, Long> rows) {
    page.append("<section>\n<h2>Tables</h2>\n");
    if (rows.isEmpty()) {
      page.append("<p>None yet.</p>\n");
    } else {
      page.append("<p class=\"rows\">");
      rows.forEach(
          (table, count) ->
              page.append("<span><code>")
                  .append(Html.text(table))
                  .append("</code> ")
                  .append(Html.count(count))
                  .append("</span> "));
      page.append("</p>\n");
    }
    page.append("</section>\n");
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
