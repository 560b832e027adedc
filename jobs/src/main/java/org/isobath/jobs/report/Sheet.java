package org.isobath.jobs.report;

import java.util.List;
import java.util.stream.Collectors;
import org.isobath.depth.DepthColor;
import org.isobath.jobs.report.Findings.Sample;

/** The contact sheet: picture beside coloured depth, the verdict, and the metrics on demand. */
final class Sheet {
  private Sheet() {}

  static void append(StringBuilder page, List<Sample> samples) {
    if (samples.isEmpty()) {
      return;
    }
    page.append("<section>\n<h2>Pictures and their depth</h2>\n<p>")
        .append(samples.size())
        .append(" chosen by hash. Depth: ")
        .append(legend())
        .append(
            "; grey has none. Rest the pointer on a picture, or open “metrics”, for its numbers.</p>\n<div class=\"sheet\">\n");
    samples.forEach(sample -> card(page, sample));
    page.append("</div>\n</section>\n");
  }

  private static String legend() {
    StringBuilder stops = new StringBuilder();
    for (int level = 0; level < 256; level += 51) {
      stops.append(",#").append("%06x".formatted(DepthColor.color(level)));
    }
    return "<span class=\"legend\">far <i style=\"background:linear-gradient(90deg"
        + stops
        + ")\"></i> near</span>";
  }

  private static void card(StringBuilder page, Sample sample) {
    boolean dropped = Boolean.FALSE.equals(sample.keep());
    page.append("<figure class=\"")
        .append(sample.keep() == null ? "open" : dropped ? "dropped" : "kept")
        .append("\"><div class=\"views\" title=\"")
        .append(Html.text(numbers(sample)))
        .append("\">");
    view(page, sample.picture(), "picture", sample);
    view(page, sample.depth(), "depth", sample);
    page.append("</div><figcaption><span class=\"verdict\">")
        .append(verdict(sample))
        .append("</span>");
    if (sample.caption() != null && !sample.caption().isBlank()) {
      page.append("<p>").append(Html.foreign(sample.caption(), 240)).append("</p>");
    }
    page.append("<small class=\"path\">").append(Html.foreign(name(sample), 90)).append("</small>");
    page.append("<details><summary>metrics</summary><table>");
    sample
        .metrics()
        .forEach(
            (name, value) ->
                page.append("<tr><th>")
                    .append(Html.text(name))
                    .append("</th><td class=\"n\">")
                    .append(Html.number(value))
                    .append("</td></tr>"));
    page.append("</table></details></figcaption></figure>\n");
  }

  private static void view(StringBuilder page, byte[] jpeg, String what, Sample sample) {
    if (jpeg == null) {
      page.append("<span class=\"none\">no ").append(what).append("</span>");
      return;
    }
    int[] size = Thumbnail.fit(sample.width(), sample.height(), 256);
    page.append("<img loading=\"lazy\" alt=\"")
        .append(what)
        .append("\" width=\"")
        .append(size[0])
        .append("\" height=\"")
        .append(size[1])
        .append("\" src=\"")
        .append(Html.jpeg(jpeg))
        .append("\">");
  }

  private static String verdict(Sample sample) {
    if (sample.keep() == null) {
      return "not curated yet";
    }
    return sample.keep()
        ? "kept · " + Html.foreign(sample.split(), 40)
        : "dropped · " + Html.foreign(String.join(", ", sample.reasons()), 200);
  }

  private static String numbers(Sample sample) {
    return sample.width()
        + " × "
        + sample.height()
        + "\n"
        + sample.metrics().entrySet().stream()
            .map(e -> e.getKey() + " " + Html.number(e.getValue()))
            .collect(Collectors.joining("\n"));
  }

  /** The last part of the location, or all of it when it has no parts. */
  private static String name(Sample sample) {
    String uri = sample.uri() == null ? sample.imageId() : sample.uri();
    return uri.substring(uri.lastIndexOf('/', uri.length() - 2) + 1);
  }
}
