package org.isobath.jobs.generate;

import java.io.Serializable;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.hosted.Protocols;

/**
 * A control as it is to be sent, and the name of the object that holds it. Generators that take
 * uploads share one; of the others each limit has its own.
 *
 * @param controlId names what is sent
 * @param kind what it is
 * @param imageId the picture
 * @param modelId of its depth; for a depth map
 * @param paramsHash of its depth; for a depth map
 * @param recipe how depth becomes a picture; null for a photo
 * @param maxBytes of the file
 * @param everywhere whether pixels without depth, which are black, are not allowed
 */
record ControlForm(
    String controlId,
    ControlKind kind,
    String imageId,
    String modelId,
    String paramsHash,
    String recipe,
    long maxBytes,
    boolean everywhere)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static ControlForm of(PlannedRequest planned) {
    boolean photo = planned.request().controlKind() == ControlKind.PHOTO;
    return new ControlForm(
        planned.request().controlId(),
        planned.request().controlKind(),
        planned.imageId(),
        // the same photo whatever depth was estimated of it
        photo ? null : planned.modelId(),
        photo ? null : planned.paramsHash(),
        photo ? null : planned.recipe(),
        maxBytes(planned.card()),
        planned.card().local());
  }

  private static long maxBytes(GeneratorCard card) {
    if (card.local()) {
      return Long.MAX_VALUE;
    }
    return Protocols.of(card).upload().isPresent() ? Long.MAX_VALUE : card.limits().inlineBytes();
  }

  /** Whether no size was asked for, because it need not go into a call. */
  boolean whole() {
    return maxBytes == Long.MAX_VALUE;
  }

  /** The name of the object with the picture. */
  String object() {
    return controlId
        + "/"
        + (whole() ? "whole" : String.valueOf(maxBytes))
        + (everywhere ? "-everywhere" : "")
        + (kind == ControlKind.PHOTO ? ".jpeg" : ".png");
  }

  /** The name of the object that says, in the place of the picture, why there is none. */
  String refusal() {
    return object() + ".refusal";
  }
}
