package org.isobath.generate.hosted;

import java.util.Map;
import java.util.Optional;
import org.isobath.generate.GenerationRequest;

/**
 * One wire protocol of hosted generation, bound to one card: requests become calls, answers become
 * facts. Nothing is sent, waited for or written here, and nothing is thrown for what an answer
 * holds: an answer that makes no sense is {@link Creation.Ambiguous} where it could have cost
 * money, and {@link Progress.Unreachable} or {@link Progress.Running} where it could not.
 */
public interface Protocol {
  /**
   * The call that buys.
   *
   * @param control inline, or at its {@link ControlImage#uploaded() place}
   * @param webhook null without one
   * @param attempt an unguessable token of this attempt, for protocols that know an idempotency
   *     key; the same when the same attempt is sent again
   */
  HttpCall create(GenerationRequest request, ControlImage control, Webhook webhook, String attempt);

  /** What the answer to {@link #create} says. */
  Creation created(HttpReply reply, GenerationRequest request);

  /**
   * The question how far a prediction is.
   *
   * @throws IllegalArgumentException for one that cannot be asked for: a synchronous API gives no
   *     id, and all that it sells is in the answer to the create call
   */
  HttpCall poll(Bought bought);

  /**
   * What the answer to {@link #poll} says.
   *
   * @param ageMillis since it was bought: some providers do not know their newest predictions yet
   */
  Progress polled(HttpReply reply, Bought bought, long ageMillis);

  /** The call that ends a prediction, where there is one. */
  default Optional<HttpCall> cancel(Bought bought) {
    return Optional.empty();
  }

  /** How predictions are listed, where they can be. */
  default Optional<Listing> listing() {
    return Optional.empty();
  }

  /** How controls are uploaded, where they can be. */
  default Optional<Upload> upload() {
    return Optional.empty();
  }

  /**
   * True where sending the same create call with the same attempt again cannot buy twice, so that
   * an answer that got lost is simply asked for again.
   */
  default boolean idempotent() {
    return false;
  }

  /** Who gives the secret by which call backs prove themselves. */
  enum WebhookSecret {
    /** Nobody: there are no call backs. */
    NONE,
    /** The caller, anew with each create call. */
    CALL,
    /** The account: one secret for all, known to its owner. */
    ACCOUNT
  }

  /** How call backs prove themselves. */
  default WebhookSecret webhookSecret() {
    return WebhookSecret.NONE;
  }

  /**
   * Whether a call back is the provider's own, and which prediction it is about. It is a hint to
   * ask, never believed.
   *
   * @param headers by lower-case name
   * @param secret the account's or the call's, as the card says where it comes from
   * @param nowSeconds epoch seconds, against old calls that somebody sends again
   * @return the prediction's id; empty when the signature does not hold or nothing is named
   */
  default Optional<String> webhook(
      Map<String, String> headers, byte[] body, String secret, long nowSeconds) {
    return Optional.empty();
  }
}
