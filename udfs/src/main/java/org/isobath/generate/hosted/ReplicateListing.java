package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/** {@code GET /predictions}: 100 a page with their inputs, as long as these are not erased. */
final class ReplicateListing implements Listing {
  private final GeneratorCard card;
  private final Endpoint endpoint;

  ReplicateListing(GeneratorCard card, Endpoint endpoint) {
    this.card = card;
    this.endpoint = endpoint;
  }

  @Override
  public HttpCall first(Instant from, Instant to) {
    return endpoint.get(
        "/predictions?created_after="
            + Endpoint.segment(from.toString())
            + "&created_before="
            + Endpoint.segment(to.toString()));
  }

  @Override
  public Optional<Page> page(HttpCall call, HttpReply reply, GenerationRequest request) {
    return reply
        .json()
        .filter(body -> reply.status() == 200 && body.path("results").isArray())
        .flatMap(body -> page(body, request));
  }

  /**
   * Empty also for a next page elsewhere and an entry without an id: such a list proves nothing.
   */
  private Optional<Page> page(JsonNode body, GenerationRequest request) {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode prediction : body.path("results")) {
      String id = JsonFields.text(prediction.path("id"));
      if (id.isEmpty()) {
        return Optional.empty();
      }
      entries.add(new Entry(new Bought(id, null), match(prediction, request)));
    }
    if (!body.hasNonNull("next")) {
      return Optional.of(new Page(entries, Optional.empty()));
    }
    return endpoint
        .place(JsonFields.text(body.path("next")))
        .filter(endpoint::ours)
        .map(next -> new Page(entries, Optional.of(endpoint.get(next, true))));
  }

  private Match match(JsonNode prediction, GenerationRequest request) {
    String model = JsonFields.text(prediction.path("model"));
    return model.isEmpty() || model.equals(card.model())
        ? PredictionFields.match(prediction, request)
        : Match.NO;
  }

  @Override
  public Optional<Boolean> matches(HttpReply reply, GenerationRequest request) {
    return PredictionFields.matches(reply, request);
  }

  @Override
  public Duration window() {
    return Duration.ofHours(1);
  }

  @Override
  public URI place() {
    return endpoint.at("/predictions");
  }
}
