package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.Parameter;

/**
 * Railwail, in the shape of OpenAI's images: {@code POST /images/generations} answers with the
 * pictures and without an id, so that the whole time of the work is a time in which an answer can
 * get lost for good. No documented field carries a control or a seed; the control goes under the
 * name that the model itself gives it, and only where the card counts it among the undocumented.
 */
public final class RailwailProtocol implements Protocol {
  private final GeneratorCard card;
  private final Endpoint endpoint;

  public RailwailProtocol(GeneratorCard card) {
    this.card = card;
    this.endpoint = new Endpoint(card);
  }

  @Override
  public HttpCall create(
      GenerationRequest request, ControlImage control, Webhook webhook, String attempt) {
    RequestBody.control(card, request);
    ObjectNode body = RequestBody.empty();
    body.put("model", card.model());
    body.put("prompt", request.prompt());
    body.put("control_image", RequestBody.link(control));
    RequestBody.putParameters(body, card, request);
    putSize(body, request.parameters());
    return endpoint.post("/images/generations", body, Map.of(), card.limits().deadline());
  }

  /** Both sides are one text, under the one name that a card gives them. */
  private static void putSize(ObjectNode body, Map<Parameter, Object> parameters) {
    Object width = parameters.get(Parameter.WIDTH);
    Object height = parameters.get(Parameter.HEIGHT);
    if ((width == null) != (height == null)) {
      throw new IllegalArgumentException("a size needs both sides: " + width + " x " + height);
    }
    if (width != null) {
      body.put("size", width + "x" + height);
    }
  }

  @Override
  public Creation created(HttpReply reply, GenerationRequest request) {
    return ErrorRules.createdAndDone(reply, body -> sold(body, reply));
  }

  private static Creation sold(JsonNode body, HttpReply reply) {
    List<Output> outputs = OutputLinks.of(body.path("data"));
    if (!outputs.isEmpty()) {
      return new Creation.Decided(new Bought("", null), succeeded(outputs, body));
    }
    String id = JsonFields.text(body.path("id"));
    return id.isEmpty()
        ? new Creation.Ambiguous(ErrorText.of(reply))
        : new Creation.Accepted(new Bought(id, null));
  }

  /**
   * The job, for an answer that named one.
   *
   * @throws IllegalArgumentException without an id: there is nothing to ask by
   */
  @Override
  public HttpCall poll(Bought bought) {
    if (bought.predictionId().isEmpty()) {
      throw new IllegalArgumentException(card.id() + " gave no id, so nothing can be asked");
    }
    return endpoint.get("/jobs/" + Endpoint.segment(bought.predictionId()));
  }

  @Override
  public Progress polled(HttpReply reply, Bought bought, long ageMillis) {
    return ErrorRules.polled(reply, ageMillis, RailwailProtocol::progress);
  }

  private static Progress progress(JsonNode job) {
    String status = JsonFields.text(job.path("status"));
    return switch (JsonFields.word(job.path("status"))) {
      case "" -> new Progress.Unreachable(Optional.empty(), "an answer without a status");
      case "queued", "processing" -> new Progress.Running(status, true, Optional.empty());
      case "completed" -> completed(job);
      case "failed" -> PredictionFields.failed(ErrorText.of(job));
      case "cancelled", "canceled" -> new Progress.Canceled(true, status);
      default -> new Progress.Running(PlainText.of(status), false, Optional.empty());
    };
  }

  private static Progress completed(JsonNode job) {
    List<Output> outputs = OutputLinks.of(job.path("output"));
    if (outputs.isEmpty()) {
      outputs = OutputLinks.of(job.path("output_url"));
    }
    return outputs.isEmpty()
        ? new Progress.Unreachable(Optional.empty(), "completed without an output")
        : succeeded(outputs, job);
  }

  private static Progress succeeded(List<Output> outputs, JsonNode body) {
    OptionalDouble millis = JsonFields.amount(body.path("timing").path("duration_ms"));
    return new Progress.Succeeded(
        outputs,
        OptionalLong.empty(),
        Optional.empty(),
        millis.isPresent()
            ? OptionalDouble.of(millis.getAsDouble() / 1000)
            : OptionalDouble.empty());
  }
}
