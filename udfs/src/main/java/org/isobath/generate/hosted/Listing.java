package org.isobath.generate.hosted;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.isobath.generate.GenerationRequest;

/**
 * The part of a protocol that lists predictions, where it has one: by it a request whose create
 * call got no answer is found again, or shown never to have been created.
 */
public interface Listing {
  /** The first page of predictions created from {@code from} to {@code to}, newest first. */
  HttpCall first(Instant from, Instant to);

  /**
   * A page.
   *
   * @param entries in its order
   * @param next the call for the next page; empty at the last
   */
  record Page(List<Entry> entries, Optional<HttpCall> next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /**
   * One listed prediction.
   *
   * @param bought what to ask for it by
   * @param match whether it is the request that is looked for, as far as the list tells
   */
  record Entry(Bought bought, Match match) {}

  /** How sure an entry is. */
  enum Match {
    /** Model, seed and prompt are the request's. */
    YES,
    /** They are not. */
    NO,
    /** The list does not hold them: ask for the prediction itself. */
    ASK
  }

  /**
   * Reads a page.
   *
   * @param call that it answers
   * @return empty when it is no page: the question has to be put again
   */
  Optional<Page> page(HttpCall call, HttpReply reply, GenerationRequest request);

  /**
   * Whether a prediction, as its own poll call answers, is this request: for {@link Match#ASK}.
   *
   * @return empty when the answer does not tell, for example because its input has been removed
   */
  Optional<Boolean> matches(HttpReply reply, GenerationRequest request);

  /**
   * The window within which an absent prediction is proven never created; by the provider's data
   * life.
   */
  Duration window();

  /** Only for messages: where a person would look. */
  URI place();
}
