package org.isobath.jobs;

import java.net.URI;
import java.util.List;
import org.isobath.model.CardFolder;
import org.isobath.model.ModelCards;
import org.isobath.model.StoreSettings;

/** The section {@code models} of the configuration. */
public final class ModelSettings {
  private ModelSettings() {}

  /** Where models come from and are kept. */
  public static StoreSettings of(Conf conf) {
    return new StoreSettings(
        conf.string("models.cache"),
        conf.strings("models.hosts"),
        conf.bytes("models.max-bytes"),
        conf.duration("models.timeout"));
  }

  /** The cards in reach of this configuration. */
  public static ModelCards cards(Conf conf) {
    List<URI> folders = conf.strings("models.path").stream().map(CardFolder::uri).toList();
    return ModelCards.load(folders, HadoopSettings.of(conf));
  }
}
