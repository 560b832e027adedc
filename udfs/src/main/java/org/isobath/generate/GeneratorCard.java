package org.isobath.generate;

import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything Isobath must know about one model behind one hosted API: {@code
 * conf/providers/ID.conf}. A provider that speaks a known protocol is a card and nothing else. Of a
 * generator on our own devices these are its terms ({@link LocalGeneratorCard#terms}), without base
 * URL, key and limits.
 *
 * @param id name in configuration and tables
 * @param title for people
 * @param protocol label of the wire protocol ({@code hosted.Protocols})
 * @param baseUrl without a slash at the end; https, or http on this machine for a rehearsal
 * @param model as the API calls it
 * @param lifecycle whether it can still be bought
 * @param successor what to use instead, for people; empty when nothing is known
 * @param key where the key is and how it is sent
 * @param priceUsd of one picture; null when nobody knows it, which no budget allows
 * @param controls what it takes as a control; empty when its documentation has no control
 * @param undocumentedControls what it takes as a control according to guesses: used only where
 *     {@code allow-undocumented-control} says so
 * @param parameters what it takes beside prompt, control and seed, by neutral name
 * @param sizes pairs of width and height that it takes, as {@code 1024x1024}; empty for any that
 *     the rules of both allow
 * @param limits of speed, size and time
 * @param licence terms that stand on every output
 * @param doubts what is not certain about this card, one sentence each; shown by the README and
 *     checked by {@code isobath sandbox --check}
 */
public record GeneratorCard(
    String id,
    String title,
    String protocol,
    URI baseUrl,
    String model,
    Lifecycle lifecycle,
    String successor,
    Key key,
    BigDecimal priceUsd,
    Set<ControlKind> controls,
    Set<ControlKind> undocumentedControls,
    Map<Parameter, ParameterRule> parameters,
    List<String> sizes,
    Limits limits,
    Licence licence,
    List<String> doubts) {
  public GeneratorCard {
    controls = Set.copyOf(controls);
    undocumentedControls = Set.copyOf(undocumentedControls);
    Map<Parameter, ParameterRule> ordered = new EnumMap<>(Parameter.class);
    ordered.putAll(parameters);
    parameters = Collections.unmodifiableMap(ordered);
    sizes = List.copyOf(sizes);
    doubts = List.copyOf(doubts);
  }

  /** Whether it runs on devices of our own: there is no provider, no key and no limit then. */
  public boolean local() {
    return protocol.equals(LocalGeneratorCard.PROTOCOL);
  }

  /** Whether a model can be bought. */
  public enum Lifecycle {
    ACTIVE,
    /** Announced to end: planning warns. */
    DEPRECATED,
    /** Gone: planning and generating refuse. */
    ENDED
  }

  /**
   * Where the key is, never the key itself.
   *
   * @param environment name of the environment variable that holds it, or, with {@code _FILE} at
   *     its end, the path of a file that does
   * @param header that carries it
   * @param prefix before it, such as {@code "Bearer "}; empty for none
   */
  public record Key(String environment, String header, String prefix) {}

  /**
   * Speed, size and time.
   *
   * @param active predictions that may be unfinished at once
   * @param createsPerMinute create calls
   * @param callsPerMinute all other calls
   * @param inlineBytes largest control inside a call, before base64
   * @param outputLife how long an output can be fetched after it is ready
   * @param deadline after which an undecided prediction counts as lost
   * @param apiHosts hosts that may see the key, beside that of the base URL; {@code *.example.org}
   *     is every host below example.org
   * @param outputHosts hosts that outputs are fetched from, without a key; likewise
   * @param outputBytes largest output
   */
  public record Limits(
      int active,
      double createsPerMinute,
      double callsPerMinute,
      long inlineBytes,
      Duration outputLife,
      Duration deadline,
      List<String> apiHosts,
      List<String> outputHosts,
      long outputBytes) {
    public Limits {
      apiHosts = List.copyOf(apiHosts);
      outputHosts = List.copyOf(outputHosts);
    }
  }

  /**
   * Terms.
   *
   * @param name for people and tables
   * @param commercial whether outputs may be used commercially
   * @param url where the terms are; empty when unknown
   */
  public record Licence(String name, boolean commercial, String url) implements Serializable {}
}
