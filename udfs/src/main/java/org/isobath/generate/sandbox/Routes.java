package org.isobath.generate.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The endpoints of one server. */
final class Routes {
  /** What a route does with a key. */
  enum Key {
    /** It has to be there. */
    DUE,
    /** It may be there. */
    WELCOME,
    /** Nobody asked for it: showing it leaks it. */
    STRAY
  }

  /**
   * One endpoint.
   *
   * @param template path whose {@code {name}} stands for one segment
   */
  record Route(String method, String template, Key key, Function<Call, Reply> handler) {
    String name() {
      return method + " " + template;
    }

    private Optional<Map<String, String>> match(String path) {
      String[] wanted = template.split("/", -1);
      String[] given = path.split("/", -1);
      if (wanted.length != given.length) {
        return Optional.empty();
      }
      Map<String, String> variables = new HashMap<>();
      for (int i = 0; i < wanted.length; i++) {
        if (wanted[i].startsWith("{")) {
          variables.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
        } else if (!wanted[i].equals(given[i])) {
          return Optional.empty();
        }
      }
      return Optional.of(variables);
    }
  }

  private final List<Route> routes = new ArrayList<>();

  Routes add(String method, String template, Key key, Function<Call, Reply> handler) {
    routes.add(new Route(method, template, key, handler));
    return this;
  }

  /** The first route that the call fits, whose variables it then has. */
  Optional<Route> find(Call call) {
    for (Route route : routes) {
      if (route.method().equals(call.method())) {
        Optional<Map<String, String>> variables = route.match(call.path());
        if (variables.isPresent()) {
          call.bind(variables.get());
          return Optional.of(route);
        }
      }
    }
    return Optional.empty();
  }
}
