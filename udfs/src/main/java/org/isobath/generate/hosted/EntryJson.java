package org.isobath.generate.hosted;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Entries of the ledger as JSON, one object each: {@code {"kind": "intent", "at": "2026-11-22T…",
 * …}}. Fields that are not known are passed over, so that a ledger of a later version can be read;
 * money is text, so that no reader rounds it.
 */
final class EntryJson {
  static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private EntryJson() {}

  static byte[] write(LedgerEntry entry) {
    ObjectNode node = JSON.createObjectNode();
    node.put("kind", EntryKind.of(entry).label());
    node.put("at", entry.at().toString());
    if (entry instanceof LedgerEntry.Intent intent) {
      node.put("attempt", intent.attempt());
      node.put("generator", intent.generator());
      node.put("price_usd", intent.priceUsd().toPlainString());
      node.put("budget_group", intent.budgetGroup());
      node.put("process", intent.process());
    } else if (entry instanceof LedgerEntry.Purchase purchase) {
      node.put("prediction_id", purchase.bought().predictionId());
      if (purchase.bought().pollUrl() != null) {
        node.put("poll_url", purchase.bought().pollUrl().toString());
      }
      if (!purchase.outputs().isEmpty()) {
        ArrayNode outputs = node.putArray("outputs");
        purchase.outputs().forEach(url -> outputs.add(url.toString()));
      }
    } else if (entry instanceof LedgerEntry.Stored stored) {
      write(stored, node);
    } else if (entry instanceof LedgerEntry.Rejected rejected) {
      node.put("reason", rejected.reason().label());
      node.put("message", rejected.message());
      node.put("spent", rejected.spent());
    } else if (entry instanceof LedgerEntry.NotCreated notCreated) {
      node.put("evidence", notCreated.evidence());
    } else if (entry instanceof LedgerEntry.Parked parked) {
      node.put("message", parked.message());
    }
    return bytes(node);
  }

  private static void write(LedgerEntry.Stored stored, ObjectNode node) {
    ArrayNode pictures = node.putArray("pictures");
    for (LedgerEntry.Picture picture : stored.pictures()) {
      ObjectNode one = pictures.addObject();
      one.put("name", picture.name());
      one.put("sha256", picture.sha256());
      one.put("format", picture.format());
      one.put("width", picture.width());
      one.put("height", picture.height());
      one.put("bytes", picture.bytes());
    }
    stored.seed().ifPresent(seed -> node.put("seed", seed));
    stored.costUsd().ifPresent(cost -> node.put("cost_usd", cost.toPlainString()));
    stored.deviceSeconds().ifPresent(seconds -> node.put("device_seconds", seconds));
    node.put("latency_ms", stored.latencyMillis());
    node.put("attempts", stored.attempts());
    node.put("safety", stored.safety());
  }

  /**
   * Reads an entry.
   *
   * @throws IOException for anything but a whole entry
   */
  static LedgerEntry parse(byte[] json) throws IOException {
    try {
      JsonNode node = JSON.readTree(json);
      Instant at = Instant.parse(text(node, "at"));
      return switch (EntryKind.valueOf(text(node, "kind").toUpperCase(Locale.ROOT))) {
        case INTENT ->
            new LedgerEntry.Intent(
                at,
                text(node, "attempt"),
                text(node, "generator"),
                new BigDecimal(text(node, "price_usd")),
                text(node, "budget_group"),
                text(node, "process"));
        case BOUGHT ->
            new LedgerEntry.Purchase(
                at,
                new Bought(
                    text(node, "prediction_id"),
                    node.hasNonNull("poll_url") ? URI.create(text(node, "poll_url")) : null),
                urls(node));
        case NOT_CREATED -> new LedgerEntry.NotCreated(at, text(node, "evidence"));
        case AMBIGUOUS -> new LedgerEntry.Parked(at, text(node, "message"));
        case STORED -> stored(at, node);
        case REJECTED ->
            new LedgerEntry.Rejected(
                at,
                Refusal.valueOf(text(node, "reason").toUpperCase(Locale.ROOT)),
                text(node, "message"),
                node.required("spent").booleanValue());
      };
    } catch (RuntimeException | JsonProcessingException e) {
      throw new IOException("not an entry of a ledger: " + firstLine(e), e);
    }
  }

  private static LedgerEntry.Stored stored(Instant at, JsonNode node) {
    List<LedgerEntry.Picture> pictures = new ArrayList<>();
    for (JsonNode one : node.required("pictures")) {
      pictures.add(
          new LedgerEntry.Picture(
              text(one, "name"),
              text(one, "sha256"),
              text(one, "format"),
              one.required("width").intValue(),
              one.required("height").intValue(),
              one.required("bytes").longValue()));
    }
    return new LedgerEntry.Stored(
        at,
        pictures,
        node.hasNonNull("seed")
            ? OptionalLong.of(node.get("seed").longValue())
            : OptionalLong.empty(),
        node.hasNonNull("cost_usd")
            ? Optional.of(new BigDecimal(text(node, "cost_usd")))
            : Optional.empty(),
        node.hasNonNull("device_seconds")
            ? OptionalDouble.of(node.get("device_seconds").doubleValue())
            : OptionalDouble.empty(),
        node.required("latency_ms").longValue(),
        node.required("attempts").intValue(),
        text(node, "safety"));
  }

  private static List<URI> urls(JsonNode node) {
    List<URI> urls = new ArrayList<>();
    if (node.hasNonNull("outputs")) {
      node.get("outputs").forEach(url -> urls.add(URI.create(url.textValue())));
    }
    return urls;
  }

  static String text(JsonNode node, String field) {
    String text = node.required(field).textValue();
    if (text == null) {
      throw new IllegalArgumentException(field + " is no text");
    }
    return text;
  }

  static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}
