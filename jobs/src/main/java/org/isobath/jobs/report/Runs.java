package org.isobath.jobs.report;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.isobath.jobs.report.Findings.RunFacts;

/** The runs, latest first, and the particulars of the latest of each verb. */
final class Runs {
  private Runs() {}

  static void append(StringBuilder page, List<RunFacts> runs) {
    page.append("<section>\n<h2>Runs</h2>\n");
    if (runs.isEmpty()) {
      page.append("<p>None yet.</p>\n</section>\n");
      return;
    }
    page.append(
        "<table><thead><tr><th>started (UTC)</th><th>verb</th><th>state</th><th>in</th><th>out</th><th>rejected</th>"
            + "<th>skipped</th><th>time</th><th>out per second</th></tr></thead><tbody>\n");
    for (RunFacts run : runs) {
      page.append("<tr><td>")
          .append(Html.foreign(run.started(), 30))
          .append("</td><td>")
          .append(Html.foreign(run.verb(), 30))
          .append("</td><td class=\"")
          .append(run.state() != null && run.state().equals("done") ? "good" : "other")
          .append("\">")
          .append(Html.foreign(run.state(), 30))
          .append("</td>");
      for (long count : new long[] {run.in(), run.out(), run.rejected(), run.skipped()}) {
        page.append("<td class=\"n\">").append(Html.count(count)).append("</td>");
      }
      page.append("<td class=\"n\">").append(time(run.seconds())).append("</td><td class=\"n\">");
      page.append(
          run.out() > 0 && run.seconds() > 0 ? Html.number(run.out() / run.seconds()) : "–");
      page.append("</td></tr>\n");
    }
    page.append("</tbody></table>\n");
    Set<String> told = new HashSet<>();
    runs.stream().filter(run -> told.add(run.verb())).forEach(run -> particulars(page, run));
    page.append("</section>\n");
  }

  private static void particulars(StringBuilder page, RunFacts run) {
    page.append("<details><summary>")
        .append(Html.foreign(run.verb(), 30))
        .append(" <code>")
        .append(Html.foreign(run.runId(), 40))
        .append("</code></summary>\n<table class=\"compact\">");
    run.models().forEach((model, hash) -> row(page, "model " + model, hash));
    rows(page, run.versions());
    rows(page, run.figures());
    if (run.message() != null) {
      row(page, "error", run.message());
    }
    page.append("</table>\n");
    if (run.configuration() != null) {
      page.append("<pre>").append(Html.foreign(run.configuration(), 8000)).append("</pre>");
    }
    page.append("</details>\n");
  }

  private static void rows(StringBuilder page, Map<String, String> values) {
    values.forEach((name, value) -> row(page, name, value));
  }

  private static void row(StringBuilder page, String name, String value) {
    page.append("<tr><th>")
        .append(Html.foreign(name, 60))
        .append("</th><td>")
        .append(Html.foreign(value, 400))
        .append("</td></tr>\n");
  }

  private static String time(double seconds) {
    if (Double.isNaN(seconds)) {
      return "–";
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }
}
