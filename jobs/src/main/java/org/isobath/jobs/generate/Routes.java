package org.isobath.jobs.generate;

import java.net.http.HttpClient;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.hosted.ApiKey;
import org.isobath.generate.hosted.CallBack;
import org.isobath.generate.hosted.JdkTransport;
import org.isobath.generate.hosted.Protocols;
import org.isobath.generate.hosted.Route;

/** The ways to generators: their protocols, with the keys of this process's environment. */
final class Routes {
  /** Of an answer beside the pictures in it. */
  private static final long ANSWER_BYTES = 4 << 20;

  private Routes() {}

  /**
   * Looks before there is anything to do whether there is any key, and whether those there are can
   * be read. Which ones are needed only the requests know.
   *
   * @param expected card whose key is asked for where there is none at all; a local generator has
   *     none
   * @throws UserError when there is none, or one that cannot be read
   */
  static void check(GeneratorCards cards, String expected, Map<String, String> environment) {
    Optional<GeneratorCard> some = Optional.empty();
    for (GeneratorCard card : cards.all()) {
      String name = card.key().environment();
      if (environment.containsKey(name) || environment.containsKey(name + "_FILE")) {
        ApiKey.of(card.key(), environment);
        some = Optional.of(card);
      }
    }
    if (some.isEmpty() && !cards.isLocal(expected)) {
      ApiKey.of(cards.get(expected).key(), environment);
    }
  }

  /**
   * A route to each of these generators.
   *
   * @param callBacks of those that may call back, by id
   * @throws UserError for one without a key
   */
  static Map<String, Route> of(
      Collection<GeneratorCard> cards,
      Map<String, String> environment,
      Map<String, CallBack> callBacks) {
    Map<String, Route> routes = new LinkedHashMap<>();
    HttpClient client = JdkTransport.client();
    for (GeneratorCard card : cards) {
      routes.computeIfAbsent(
          card.id(), id -> route(card, key(card, environment), callBacks.get(id), client));
    }
    return routes;
  }

  private static Route route(GeneratorCard card, ApiKey key, CallBack callBack, HttpClient client) {
    long bytes = card.limits().outputBytes();
    return new Route(
        card,
        Protocols.of(card),
        // base64 of all pictures, where the answer has them
        JdkTransport.of(client, card, key, 8 * bytes + ANSWER_BYTES),
        JdkTransport.downloads(client, bytes),
        request -> callBack == null ? null : callBack.webhook(request),
        text -> key.hide(callBack == null ? text : text.replace(callBack.secret(), "(secret)")));
  }

  private static ApiKey key(GeneratorCard card, Map<String, String> environment) {
    try {
      return ApiKey.of(card.key(), environment);
    } catch (UserError e) {
      throw new UserError("There are requests for " + card.id() + ". " + e.getMessage(), e);
    }
  }
}
