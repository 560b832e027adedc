package org.isobath.jobs.report;

import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Collectors;
import org.isobath.generate.Bill;
import org.isobath.jobs.GeneratorFidelity;
import org.isobath.quality.FidelityScore;
import org.isobath.quality.PromptScore;

/** What was bought: generators side by side, and the pictures that followed their control least. */
final class Bought {
  private Bought() {}

  static void append(StringBuilder page, Generations generations) {
    if (generations == null) {
      return;
    }
    page.append("<section>\n<h2>Generations</h2>\n<p>Verdicts of the policy ")
        .append(Html.foreign(generations.policy(), 80))
        .append(
            ". Scores hold the depth of generations, estimated again, against that of their control: means, and in brackets"
                + " those of the original photographs through the same judge, which is as good as it gets. Generators whose"
                + " name begins with sandbox are rehearsals: nobody was paid, and their pictures are no generations.</p>\n");
    generators(page, generations);
    worst(page, generations);
    page.append("</section>\n");
  }

  private static void generators(StringBuilder page, Generations generations) {
    page.append(
        "<table><thead><tr><th>generator</th><th>pictures</th><th>kept</th><th>spent</th><th>a kept picture</th>"
            + "<th>without a picture</th><th>judge</th>");
    for (FidelityScore score : GeneratorFidelity.HEADLINE) {
      page.append("<th title=\"")
          .append(Html.text(score.description()))
          .append("\">")
          .append(Html.text(score.label()))
          .append("</th>");
    }
    boolean prompts =
        generations.generators().stream().anyMatch(generator -> !generator.byClip().isEmpty());
    if (prompts) {
      for (PromptScore score : PromptScore.values()) {
        page.append("<th title=\"")
            .append(Html.text(score.description()))
            .append("\">")
            .append(Html.text(score.label()))
            .append("</th>");
      }
    }
    page.append("</tr></thead><tbody>\n");
    for (GeneratorFidelity generator : generations.generators()) {
      page.append("<tr><td>")
          .append(Html.foreign(generator.generator(), 80))
          .append("</td><td class=\"n\">")
          .append(Html.count(generator.pictures()))
          .append("</td><td class=\"n\">")
          .append(
              generator.judged() == 0
                  ? "–"
                  : Html.count(generator.kept())
                      + "<small> "
                      + Html.percent(generator.kept(), generator.judged())
                      + "</small>")
          .append("</td><td class=\"n\">")
          .append(dollars(generator.usd()))
          .append("</td><td class=\"n\">")
          .append(generator.kept() == 0 ? "–" : dollars(generator.usdPerKept()))
          .append("</td><td>");
      generator
          .refusals()
          .forEach(
              (reason, refused) ->
                  page.append("<div>")
                      .append(Html.count(refused.requests()))
                      .append(" ")
                      .append(Html.foreign(reason, 60))
                      .append(", ")
                      .append(dollars(refused.usd()))
                      .append("</div>"));
      page.append("</td><td>");
      generator
          .byJudge()
          .keySet()
          .forEach(judge -> page.append("<div>").append(Html.foreign(judge, 80)).append("</div>"));
      page.append("</td>");
      for (FidelityScore score : GeneratorFidelity.HEADLINE) {
        page.append("<td class=\"n\">");
        generator
            .byJudge()
            .values()
            .forEach(
                means ->
                    page.append("<div>")
                        .append(number(means.scores(), score))
                        .append("<small> (")
                        .append(number(means.photo(), score))
                        .append(")</small></div>"));
        page.append("</td>");
      }
      if (prompts) {
        prompts(page, generator);
      }
      page.append("</tr>\n");
    }
    page.append("</tbody></table>\n");
  }

  private static void prompts(StringBuilder page, GeneratorFidelity generator) {
    for (PromptScore score : PromptScore.values()) {
      page.append("<td class=\"n\">");
      generator
          .byClip()
          .forEach(
              (clip, means) ->
                  page.append("<div>")
                      .append(Html.number(means.getOrDefault(score, Double.NaN)))
                      .append("<small> ")
                      .append(Html.foreign(clip, 80))
                      .append("</small></div>"));
      page.append("</td>");
    }
  }

  private static String number(Map<FidelityScore, Double> means, FidelityScore score) {
    return Html.number(means.getOrDefault(score, Double.NaN));
  }

  private static String dollars(BigDecimal usd) {
    return Html.text(Bill.dollars(usd));
  }

  private static void worst(StringBuilder page, Generations generations) {
    if (generations.judge() == null) {
      page.append(
          "<p class=\"note\">None has been evaluated yet. <code>isobath evaluate</code> does it.</p>\n");
      return;
    }
    if (generations.worst().isEmpty()) {
      return;
    }
    page.append("<h3>The ")
        .append(generations.worst().size())
        .append(" that followed their control least, by ")
        .append(Html.foreign(generations.judge(), 80))
        .append(
            "</h3>\n<p>By edge_f1 over photo_edge_f1, which is that of the original photograph: poor edges in both are the judge's"
                + " fault.</p>\n<div class=\"sheet wide\">\n");
    generations.worst().forEach(sample -> card(page, sample));
    page.append("</div>\n");
  }

  private static void card(StringBuilder page, GenerationSample sample) {
    page.append("<figure class=\"")
        .append(sample.keep() == null ? "open" : sample.keep() ? "kept" : "dropped")
        .append("\"><div class=\"views four\">");
    sample
        .views()
        .forEach(
            (what, jpeg) -> {
              if (jpeg == null) {
                page.append("<span class=\"none\">no ").append(what).append("</span>");
              } else {
                page.append("<img loading=\"lazy\" alt=\"")
                    .append(what)
                    .append("\" title=\"")
                    .append(what)
                    .append("\" width=\"")
                    .append(sample.width())
                    .append("\" height=\"")
                    .append(sample.height())
                    .append("\" src=\"")
                    .append(Html.jpeg(jpeg))
                    .append("\">");
              }
            });
    page.append("</div><figcaption><span class=\"verdict\">")
        .append(verdict(sample))
        .append("</span> ")
        .append(Html.foreign(sample.generator(), 80))
        .append("<p>")
        .append(Html.foreign(sample.prompt(), 240))
        .append("</p><small>")
        .append(
            sample.scores().entrySet().stream()
                .map(score -> Html.text(score.getKey()) + " " + Html.number(score.getValue()))
                .collect(Collectors.joining(" · ")))
        .append("</small> <small class=\"path\">")
        .append(Html.foreign(sample.subjectId(), 90))
        .append("</small></figcaption></figure>\n");
  }

  private static String verdict(GenerationSample sample) {
    if (sample.keep() == null) {
      return "not judged yet";
    }
    return sample.keep()
        ? "kept"
        : "rejected · " + Html.foreign(String.join(", ", sample.reasons()), 200);
  }
}
