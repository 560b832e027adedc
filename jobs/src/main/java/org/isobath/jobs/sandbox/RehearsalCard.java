package org.isobath.jobs.sandbox;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.jobs.Conf;
import org.isobath.jobs.HadoopSettings;
import org.isobath.model.CardFolder;

/**
 * The card of a generator with what a rehearsal changes after it. It has an id and a key of its
 * own: what was rehearsed is never taken for bought, and the real key is not needed.
 */
final class RehearsalCard {
  private static final String PREFIX = "sandbox-";
  static final String KEY = "ISOBATH_SANDBOX_KEY";

  private RehearsalCard() {}

  static String id(GeneratorCard card) {
    return PREFIX + card.id();
  }

  /** The lines that turn a card to a server of this machine. */
  static List<String> overrides(GeneratorCard card, URI baseUrl) {
    String host = ConfigUtil.quoteString(baseUrl.getHost());
    List<String> lines = new ArrayList<>();
    lines.add("id = " + id(card));
    lines.add("title = " + ConfigUtil.quoteString("REHEARSAL of " + card.title()));
    lines.add("base-url = " + ConfigUtil.quoteString(baseUrl.toString()));
    lines.add("lifecycle = active");
    lines.add("key.environment = " + KEY + "   # any word will do");
    if (card.priceUsd() == null) {
      lines.add("price-usd = 0.05   # what the rehearsal counts; nobody knows the real one");
    }
    lines.add("limits.api-hosts = [ " + host + " ]");
    lines.add("limits.output-hosts = [ " + host + " ]");
    lines.add("licence { name = \"rehearsal\", commercial = false, url = \"\" }");
    return lines;
  }

  /**
   * Writes the card into a folder of this machine.
   *
   * @return where it is
   */
  static Path write(GeneratorCard card, URI baseUrl, Path folder, Conf conf) {
    String text =
        text(card, conf)
            + System.lineSeparator()
            + "# from here on: isobath sandbox"
            + System.lineSeparator()
            + String.join(System.lineSeparator(), overrides(card, baseUrl))
            + System.lineSeparator();
    Path file = folder.resolve(id(card) + ".conf");
    try {
      Files.createDirectories(folder);
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UserError(
          "Cannot write " + file + ": " + e.getMessage() + ". Give another folder to --card.", e);
    }
  }

  /** The card's own file: that of the first folder that has it, as the search for cards goes. */
  private static String text(GeneratorCard card, Conf conf) {
    Pattern id =
        Pattern.compile("(?m)^\\s*id\\s*[=:]\\s*\"?" + Pattern.quote(card.id()) + "\"?\\s*$");
    for (String folder : conf.strings("generators.path")) {
      Map<String, String> texts =
          CardFolder.read(GeneratorCards.KIND, CardFolder.uri(folder), HadoopSettings.of(conf));
      for (String text : texts.values()) {
        if (id.matcher(text).find()) {
          return text;
        }
      }
    }
    return CardFolder.readBundled(GeneratorCards.KIND).values().stream()
        .filter(text -> id.matcher(text).find())
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "The file of the generator card "
                        + card.id()
                        + " has no line id = "
                        + card.id()
                        + ". Write the id on a line of its own."));
  }
}
