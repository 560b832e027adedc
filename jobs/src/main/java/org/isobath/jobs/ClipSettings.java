package org.isobath.jobs;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.isobath.model.CardFolder;
import org.isobath.model.CardKind;
import org.isobath.model.ClipCard;
import org.isobath.model.ClipCards;

/** The CLIP of {@code evaluate.generations}, where one is configured. */
final class ClipSettings {
  static final String KEY = "evaluate.generations.clip";

  private ClipSettings() {}

  /**
   * Its card; null where none is configured.
   *
   * @throws org.isobath.UserError for one without a card, or whose card lists no files
   */
  static ClipCard card(Conf conf) {
    String id = conf.string(KEY);
    if (id.isEmpty()) {
      return null;
    }
    Configuration hadoop = HadoopSettings.of(conf);
    Map<String, Map<String, String>> folders = new LinkedHashMap<>();
    for (String folder : conf.strings("evaluate.generations.clip-path")) {
      URI uri = CardFolder.uri(folder);
      folders.put(uri.toString(), CardFolder.read(CardKind.CLIP, uri, hadoop));
    }
    ClipCard card = ClipCards.of(folders).get(id);
    card.requireFiles();
    return card;
  }
}
