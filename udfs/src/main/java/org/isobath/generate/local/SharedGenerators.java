package org.isobath.generate.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.model.ModelFolder;

/**
 * The local generators of this JVM: each is opened once for a device and shared by all threads,
 * which use it one after the other, until {@link #closeAll} or the end of the JVM.
 */
public final class SharedGenerators {
  private static final Map<Key, LocalGenerator> OPEN = new ConcurrentHashMap<>();

  private record Key(LocalGeneratorCard card, LocalPlace place) {}

  private SharedGenerators() {}

  /**
   * The generator of a card at a place.
   *
   * @param fetch asked for the verified files of each component when it is not open yet
   * @throws org.isobath.UserError as {@link LocalGenerators#open}
   */
  public static LocalGenerator get(
      LocalGeneratorCard card, Function<ModelFolder, Path> fetch, LocalPlace place) {
    return OPEN.computeIfAbsent(
        new Key(card, place), key -> new InTurns(LocalGenerators.open(card, fetch, place)));
  }

  /**
   * Closes every generator, each after its running call; the next {@link #get} opens anew. For the
   * end of a Spark session, never for a shutdown hook: the runtime's own hook may come first.
   */
  public static void closeAll() {
    for (Key key : OPEN.keySet()) {
      LocalGenerator generator = OPEN.remove(key);
      if (generator != null) {
        generator.close();
      }
    }
  }
}
