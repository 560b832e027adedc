package org.isobath.generate.hosted;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;

/** The wire protocols: the one list behind {@code protocol} in the cards of generators. */
public final class Protocols {
  private static final Map<String, Function<GeneratorCard, Protocol>> ALL = all();

  private Protocols() {}

  private static Map<String, Function<GeneratorCard, Protocol>> all() {
    Map<String, Function<GeneratorCard, Protocol>> all = new LinkedHashMap<>();
    all.put("bfl", BflProtocol::new);
    all.put("replicate", ReplicateProtocol::new);
    all.put("eachlabs", EachlabsProtocol::new);
    all.put("cometapi", CometApiProtocol::new);
    all.put("railwail", RailwailProtocol::new);
    all.put("comfy-router", ComfyRouterProtocol::new);
    return all;
  }

  /** The labels, in the order for people. */
  public static List<String> labels() {
    return List.copyOf(ALL.keySet());
  }

  /**
   * The protocol of a card.
   *
   * @throws UserError when nobody speaks it
   */
  public static Protocol of(GeneratorCard card) {
    Function<GeneratorCard, Protocol> protocol = ALL.get(card.protocol());
    if (protocol == null) {
      throw new UserError(
          "Generator "
              + card.id()
              + ": unknown protocol "
              + card.protocol()
              + ". Use one of "
              + String.join(", ", labels())
              + ".");
    }
    return protocol.apply(card);
  }
}
