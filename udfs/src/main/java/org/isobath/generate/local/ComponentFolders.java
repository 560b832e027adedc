package org.isobath.generate.local;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.model.ModelFolder;

/** From a card to components on this machine. */
public final class ComponentFolders {
  private ComponentFolders() {}

  /**
   * Fetches what a card lists and holds it against the card, so that nothing is opened that does
   * not fit.
   *
   * @param fetch files to a folder with all of them, verified
   * @throws UserError naming the component that has no files, cannot be fetched or does not fit
   */
  public static Components fetch(LocalGeneratorCard card, Function<ModelFolder, Path> fetch) {
    Map<Component, Path> folders = new EnumMap<>(Component.class);
    for (Component component : Component.values()) {
      card.folder(component);
    }
    for (Component component : Component.values()) {
      folders.put(component, fetch.apply(card.folder(component)));
    }
    ComponentCheck.check(card, folders);
    return components(card, folders);
  }

  /** What a pipeline is made from, by a card and the folders of its components. */
  static Components components(LocalGeneratorCard card, Map<Component, Path> folders) {
    LocalGeneratorCard.Schedule schedule = card.schedule();
    return new Components(
        file(card, folders, Component.TEXT_ENCODER),
        file(card, folders, Component.TEXT_ENCODER_2),
        file(card, folders, Component.TRANSFORMER),
        file(card, folders, Component.VAE_ENCODER),
        file(card, folders, Component.VAE_DECODER),
        file(card, folders, Component.TOKENIZER),
        file(card, folders, Component.TOKENIZER_2),
        card.latents().channels(),
        card.latents().factor(),
        card.latents().scale(),
        card.latents().shift(),
        card.textTokens(),
        new FlowSchedule(
            schedule.dynamic(),
            schedule.shift(),
            schedule.baseShift(),
            schedule.maxShift(),
            schedule.baseTokens(),
            schedule.maxTokens(),
            schedule.trainSteps()),
        card.guidanceEmbedded());
  }

  private static Path file(
      LocalGeneratorCard card, Map<Component, Path> folders, Component component) {
    return folders.get(component).resolve(card.components().get(component).open());
  }
}
