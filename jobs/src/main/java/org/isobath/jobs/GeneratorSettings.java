package org.isobath.jobs;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.isobath.generate.GeneratorCards;
import org.isobath.model.CardFolder;

/** The section {@code generators} of the configuration. */
public final class GeneratorSettings {
  private GeneratorSettings() {}

  /** The cards in reach of this configuration. */
  public static GeneratorCards cards(Conf conf) {
    Configuration hadoop = HadoopSettings.of(conf);
    Map<String, Map<String, String>> folders = new LinkedHashMap<>();
    for (String folder : conf.strings("generators.path")) {
      URI uri = CardFolder.uri(folder);
      folders.put(uri.toString(), CardFolder.read(GeneratorCards.KIND, uri, hadoop));
    }
    return GeneratorCards.of(folders);
  }
}
