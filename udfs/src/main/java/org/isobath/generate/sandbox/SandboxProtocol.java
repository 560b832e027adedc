package org.isobath.generate.sandbox;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.isobath.Nearest;
import org.isobath.UserError;

/** The one list of servers: a protocol, where its API begins, and what cannot go wrong with it. */
public enum SandboxProtocol {
  BFL("bfl", "", BflServer::new, Fault.CANCELED, Fault.LIST_LAG),
  REPLICATE("replicate", "/v1", ReplicateServer::new, Fault.NOT_YET),
  EACHLABS("eachlabs", "", EachlabsServer::new, Fault.NOT_YET),
  COMETAPI("cometapi", "", CometServer::new, Fault.CANCELED, Fault.LIST_LAG),
  RAILWAIL(
      "railwail",
      "/api/v1",
      RailwailServer::new,
      Fault.CANCELED,
      Fault.LIST_LAG,
      Fault.UNKNOWN_STATUS,
      Fault.WEBHOOK_FIRST,
      Fault.WEBHOOK_TWICE,
      Fault.NOT_YET,
      Fault.ERROR_POLL,
      Fault.THROTTLED_POLL,
      Fault.RESET_POLL,
      Fault.HTML_POLL),
  COMFY_ROUTER(
      "comfy-router",
      "",
      ComfyRouterServer::new,
      Fault.CANCELED,
      Fault.LIST_LAG,
      Fault.UNKNOWN_STATUS,
      Fault.WEBHOOK_FIRST,
      Fault.WEBHOOK_TWICE,
      Fault.NOT_YET,
      Fault.ERROR_POLL,
      Fault.THROTTLED_POLL,
      Fault.RESET_POLL,
      Fault.HTML_POLL);

  private final String label;
  private final String base;
  private final Function<Rehearsal, ProviderServer> server;
  private final Set<Fault> without;

  SandboxProtocol(
      String label, String base, Function<Rehearsal, ProviderServer> server, Fault... without) {
    this.label = label;
    this.base = base;
    this.server = server;
    this.without = Set.of(without);
  }

  /** The label of the wire protocol, as cards have it. */
  public String label() {
    return label;
  }

  /** What comes after host and port in a base URL. */
  String base() {
    return base;
  }

  ProviderServer server(Rehearsal rehearsal) {
    return server.apply(rehearsal);
  }

  /** What can go wrong with it: the others have no place in its protocol. */
  public Set<Fault> faults() {
    Set<Fault> faults = EnumSet.allOf(Fault.class);
    faults.removeAll(without);
    return faults;
  }

  /**
   * The server of a protocol.
   *
   * @throws UserError naming the nearest one
   */
  public static SandboxProtocol of(String label) {
    List<String> labels = Arrays.stream(values()).map(SandboxProtocol::label).toList();
    return Arrays.stream(values())
        .filter(protocol -> protocol.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "No sandbox speaks the protocol "
                        + label
                        + ". Did you mean "
                        + Nearest.of(label, labels)
                        + "? There are "
                        + String.join(", ", labels)
                        + "."));
  }
}
