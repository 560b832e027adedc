package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/**
 * {@code GET /v1/executions}: without inputs, so that every execution of the window has to be asked
 * for itself. Its total can be too small: pages are read until one is short.
 */
final class EachlabsListing implements Listing {
  private static final int PAGE = 100;
  private static final Pattern OFFSET = Pattern.compile("([?&]offset=)(\\d{1,9})");

  private final GeneratorCard card;
  private final Endpoint endpoint;

  EachlabsListing(GeneratorCard card, Endpoint endpoint) {
    this.card = card;
    this.endpoint = endpoint;
  }

  @Override
  public HttpCall first(Instant from, Instant to) {
    return endpoint.get(
        "/v1/executions?model="
            + Endpoint.segment(card.model())
            + "&from="
            + Endpoint.segment(from.toString())
            + "&to="
            + Endpoint.segment(to.toString())
            + "&limit="
            + PAGE
            + "&offset=0");
  }

  @Override
  public Optional<Page> page(HttpCall call, HttpReply reply, GenerationRequest request) {
    return reply
        .json()
        .filter(body -> reply.status() == 200 && body.path("executions").isArray())
        .flatMap(body -> page(call, body.path("executions"), request));
  }

  private Optional<Page> page(HttpCall call, JsonNode executions, GenerationRequest request) {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode execution : executions) {
      String id = JsonFields.text(execution.path("id"));
      if (id.isEmpty()) {
        return Optional.empty();
      }
      entries.add(new Entry(new Bought(id, null), match(execution, request)));
    }
    return Optional.of(
        new Page(entries, entries.size() < PAGE ? Optional.empty() : Optional.of(after(call))));
  }

  private Match match(JsonNode execution, GenerationRequest request) {
    String model = JsonFields.text(execution.path("model"));
    return model.isEmpty() || model.equals(card.model())
        ? PredictionFields.match(execution, request)
        : Match.NO;
  }

  /** The same question, one page further. */
  private HttpCall after(HttpCall call) {
    Matcher offset = OFFSET.matcher(call.uri().toString());
    String next =
        offset.replaceFirst(found -> found.group(1) + (Integer.parseInt(found.group(2)) + PAGE));
    return endpoint.get(URI.create(next), true);
  }

  @Override
  public Optional<Boolean> matches(HttpReply reply, GenerationRequest request) {
    return PredictionFields.matches(reply, request);
  }

  /** How far back it lists when it is not told. */
  @Override
  public Duration window() {
    return Duration.ofDays(90);
  }

  @Override
  public URI place() {
    return endpoint.at("/v1/executions");
  }
}
