package org.isobath.jobs.report;

import java.util.List;
import org.isobath.jobs.MeanScores;
import org.isobath.quality.DepthScore;
import org.isobath.quality.MeanInterval;

/** What {@code evaluate} has stored, models side by side under each judge and protocol. */
final class Scores {
  private static final List<DepthScore> SHOWN =
      List.of(
          DepthScore.ABS_REL,
          DepthScore.RMSE,
          DepthScore.SILOG_1_X100,
          DepthScore.DELTA_1,
          DepthScore.ORDINAL_ACCURACY,
          DepthScore.BOUNDARY_F1);

  private Scores() {}

  static void append(StringBuilder page, List<MeanScores> groups) {
    if (groups.isEmpty()) {
      return;
    }
    page.append(
        "<section>\n<h2>Depth against reference depth</h2>\n<p>Means over pictures, with the interval in which another"
            + " sample of such pictures would put them. Numbers under different protocols cannot be compared.</p>\n"
            + "<table><thead><tr><th>judge</th><th>protocol</th><th>model</th><th>parameters</th><th>pictures</th>");
    for (DepthScore score : SHOWN) {
      page.append("<th title=\"")
          .append(Html.text(score.formula()))
          .append("\">")
          .append(Html.text(score.label()))
          .append("</th>");
    }
    page.append("</tr></thead><tbody>\n");
    for (MeanScores group : groups) {
      if (SHOWN.stream().noneMatch(group.means()::containsKey)) {
        continue;
      }
      page.append("<tr><td>")
          .append(Html.foreign(group.judge(), 80))
          .append("</td><td><code>")
          .append(Html.foreign(group.protocol(), 60))
          .append("</code></td><td>")
          .append(Html.foreign(group.modelId(), 80))
          .append("</td><td><code>")
          .append(Html.foreign(group.paramsHash(), 12))
          .append("</code></td><td class=\"n\">")
          .append(Html.count(group.images()))
          .append("</td>");
      for (DepthScore score : SHOWN) {
        cell(page, group.means().get(score));
      }
      page.append("</tr>\n");
    }
    page.append("</tbody></table>\n</section>\n");
  }

  private static void cell(StringBuilder page, MeanInterval mean) {
    page.append("<td class=\"n\">");
    if (mean == null) {
      page.append("–");
    } else {
      page.append(Html.number(mean.mean()));
      if (mean.images() > 1) {
        page.append("<small> ")
            .append(Html.number(mean.low()))
            .append(" to ")
            .append(Html.number(mean.high()))
            .append("</small>");
      }
    }
    page.append("</td>");
  }
}
