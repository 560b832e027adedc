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
   * Fetches what a card lists. Whether it fits, {@link ComponentCheck} says.
   *
   * @param fetch files to a folder with all of them, verified
   * @return a folder for each component
   * @throws UserError naming the component that has no files or cannot be fetched
   */
  public static Map<Component, Path> fetch(
      LocalGeneratorCard card, Function<ModelFolder, Path> fetch) {
    Map<Component, Path> folders = new EnumMap<>(Component.class);
    card.components().keySet().forEach(card::folder);
    card.components()
        .keySet()
        .forEach(component -> folders.put(component, fetch.apply(card.folder(component))));
    return folders;
  }

  /** What is opened of each component. */
  static Map<Component, Components.Part> parts(
      LocalGeneratorCard card, Map<Component, Path> folders) {
    Map<Component, Components.Part> parts = new EnumMap<>(Component.class);
    card.components()
        .forEach(
            (component, part) ->
                parts.put(
                    component,
                    new Components.Part(
                        folders.get(component).resolve(part.open()), part.names())));
    return parts;
  }

  /** What a FLUX pipeline is made from, by a card and the folders of its components. */
  static Components components(LocalGeneratorCard card, Map<Component, Path> folders) {
    return new Components(
        parts(card, folders),
        card.latents().channels(),
        card.latents().factor(),
        card.latents().scale(),
        card.latents().shift(),
        card.textTokens(),
        card.schedule(),
        card.guidanceEmbedded());
  }
}
