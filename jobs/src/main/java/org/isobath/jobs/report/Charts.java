package org.isobath.jobs.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.isobath.jobs.report.Findings.Distribution;
import org.isobath.jobs.report.Findings.Threshold;

/** Histograms as inline SVG: bars of kept over dropped, lines where the policy draws them. */
final class Charts {
  private static final int WIDTH = 264;
  private static final int HEIGHT = 84;

  private Charts() {}

  static void append(StringBuilder page, List<Distribution> distributions) {
    if (distributions.isEmpty()) {
      return;
    }
    page.append(
        "<section>\n<h2>Distributions</h2>\n<p><span class=\"key kept\"></span> kept <span class=\"key dropped\"></span>"
            + " dropped <span class=\"key line\"></span> threshold of the policy. The end bars hold what lies outside.</p>\n"
            + "<div class=\"charts\">\n");
    distributions.forEach(distribution -> chart(page, distribution));
    page.append("</div>\n</section>\n");
  }

  private static void chart(StringBuilder page, Distribution d) {
    page.append("<figure title=\"")
        .append(Html.text(d.description()))
        .append("\"><figcaption><b>")
        .append(Html.text(d.name()))
        .append("</b>");
    if (!d.unit().equals("1")) {
      page.append(" <small>").append(Html.text(d.unit())).append("</small>");
    }
    page.append("</figcaption>");
    svg(page, d);
    page.append("<div class=\"axis\"><span>")
        .append(Html.number(d.low()))
        .append("</span><span>median ")
        .append(Html.number(d.median()))
        .append("</span><span>")
        .append(Html.number(d.high()))
        .append("</span></div>");
    if (!d.thresholds().isEmpty()) {
      page.append("<small class=\"rule\">policy keeps ")
          .append(
              d.thresholds().stream()
                  .map(t -> Html.text(t.operator()) + " " + Html.number(t.value()))
                  .collect(Collectors.joining(" and ")))
          .append("</small>");
    }
    page.append("</figure>\n");
  }

  private static void svg(StringBuilder page, Distribution d) {
    int bins = d.kept().length;
    long most = 1;
    for (int i = 0; i < bins; i++) {
      most = Math.max(most, d.kept()[i] + d.dropped()[i]);
    }
    page.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"histogram\">"
            .formatted(WIDTH, HEIGHT));
    double step = (double) WIDTH / bins;
    for (int i = 0; i < bins; i++) {
      double kept = (double) HEIGHT * d.kept()[i] / most;
      double dropped = (double) HEIGHT * d.dropped()[i] / most;
      bar(page, "kept", i * step, HEIGHT - kept, step - 1, kept);
      bar(page, "dropped", i * step, HEIGHT - kept - dropped, step - 1, dropped);
    }
    for (Threshold threshold : d.thresholds()) {
      double x = WIDTH * (threshold.value() - d.low()) / (d.high() - d.low());
      if (x >= 0 && x <= WIDTH) {
        page.append(
            String.format(
                Locale.ROOT, "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"0\" y2=\"%d\"/>", x, x, HEIGHT));
      }
    }
    page.append("</svg>");
  }

  private static void bar(
      StringBuilder page, String kind, double x, double y, double width, double height) {
    if (height > 0) {
      page.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
              kind,
              x,
              y,
              width,
              height));
    }
  }
}
