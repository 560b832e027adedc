package org.isobath.generate.local;

import java.nio.file.Path;
import java.util.function.Function;
import org.isobath.UserError;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.model.ModelFolder;

/** From a card to the pipeline that it describes. */
public final class LocalGenerators {
  private LocalGenerators() {}

  /**
   * Fetches the components, holds them against the card and opens the pipeline. Graphs are loaded
   * at their first use.
   *
   * @param fetch files to a folder with all of them, verified
   * @throws UserError naming the component that has no files, cannot be fetched or does not fit,
   *     and when the device cannot be used
   */
  public static LocalGenerator open(
      LocalGeneratorCard card, Function<ModelFolder, Path> fetch, LocalPlace place) {
    return switch (card.pipeline()) {
      case FLUX_CONTROL -> FluxGenerator.open(card, fetch, place);
      case SD_CONTROLNET -> SdGenerator.open(card, fetch, place);
    };
  }
}
