package org.isobath.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.isobath.jobs.MetricWorth;
import org.isobath.quality.TrueError;

/**
 * What {@code evaluate --calibrate} has stored: a bar for every metric, set of pictures and kind of
 * error, from -1 to 1, the metrics that say most first.
 */
final class Worth {
  private static final int WIDTH = 90;
  private static final int HEIGHT = 12;

  /** Too weak to see; what no set is above is left out. */
  private static final double LEAST = 0.1;

  private Worth() {}

  static void append(StringBuilder page, List<MetricWorth> all) {
    Map<String, List<MetricWorth>> models = new LinkedHashMap<>();
    for (MetricWorth one : all) {
      models
          .computeIfAbsent(one.modelId() + "/" + one.paramsHash(), none -> new ArrayList<>())
          .add(one);
    }
    if (models.isEmpty()) {
      return;
    }
    page.append(
            "<section>\n<h2>What the metrics are worth</h2>\n<p>Rank correlation of each metric with how wrong the depth is: a"
                + " bar to the right means that it grows with the error, to the left that it falls, none that it says nothing"
                + " of it. Metrics below ")
        .append(LEAST)
        .append(" throughout are left out.</p>\n<ul>");
    for (TrueError error : TrueError.values()) {
      page.append("<li><b>")
          .append(error.label())
          .append("</b>: ")
          .append(Html.text(error.formula()))
          .append("</li>");
    }
    page.append("</ul>\n");
    models.values().forEach(model -> table(page, model));
    page.append("</section>\n");
  }

  private static void table(StringBuilder page, List<MetricWorth> model) {
    Set<String> sets = new LinkedHashSet<>();
    Map<String, Map<String, MetricWorth>> metrics = new LinkedHashMap<>();
    for (MetricWorth one : model) {
      sets.add(one.set());
      metrics
          .computeIfAbsent(one.metric(), none -> new LinkedHashMap<>())
          .put(one.set() + "/" + one.error(), one);
    }
    page.append("<h3>")
        .append(Html.foreign(model.get(0).modelId(), 80))
        .append(" <code>")
        .append(Html.foreign(model.get(0).paramsHash(), 12))
        .append("</code></h3>\n<table class=\"worth\"><thead><tr><th rowspan=\"2\">metric</th>");
    for (String set : sets) {
      page.append("<th colspan=\"")
          .append(TrueError.values().length)
          .append("\">")
          .append(Html.foreign(set, 60))
          .append("</th>");
    }
    page.append("</tr><tr>");
    for (int i = 0; i < sets.size(); i++) {
      for (TrueError error : TrueError.values()) {
        page.append("<th>").append(error.label()).append("</th>");
      }
    }
    page.append("</tr></thead><tbody>\n");
    metrics.entrySet().stream()
        .filter(metric -> strongest(metric.getValue()) >= LEAST)
        .sorted((a, b) -> Double.compare(strongest(b.getValue()), strongest(a.getValue())))
        .forEach(metric -> row(page, metric.getKey(), metric.getValue(), sets));
    page.append("</tbody></table>\n");
  }

  private static double strongest(Map<String, MetricWorth> cells) {
    return cells.values().stream().mapToDouble(one -> Math.abs(one.correlation())).max().orElse(0);
  }

  private static void row(
      StringBuilder page, String metric, Map<String, MetricWorth> cells, Set<String> sets) {
    page.append("<tr><td>").append(Html.text(metric)).append("</td>");
    for (String set : sets) {
      for (TrueError error : TrueError.values()) {
        MetricWorth one = cells.get(set + "/" + error.label());
        page.append("<td class=\"n\">");
        if (one == null) {
          page.append("–");
        } else {
          bar(page, one);
        }
        page.append("</td>");
      }
    }
    page.append("</tr>\n");
  }

  private static void bar(StringBuilder page, MetricWorth one) {
    double half = WIDTH / 2.0;
    double length = half * Math.abs(one.correlation());
    page.append(
        String.format(
            Locale.ROOT,
            "<svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%+.2f over %d pictures\">"
                + "<rect class=\"kept\" x=\"%.1f\" width=\"%.1f\" height=\"%d\"/><path d=\"M%.1f 0v%d\"/></svg> %+.2f",
            WIDTH,
            HEIGHT,
            WIDTH,
            HEIGHT,
            one.correlation(),
            one.pictures(),
            one.correlation() < 0 ? half - length : half,
            length,
            HEIGHT,
            half,
            HEIGHT,
            one.correlation()));
  }
}
