package org.isobath.generate.hosted;

import java.io.IOException;
import java.util.Optional;
import org.isobath.Rejected;
import org.isobath.generate.GenerationRequest;

/** Where the sender gets controls from, as they may leave the house: without metadata. */
@FunctionalInterface
public interface Controls {
  /**
   * The control of a request; called from several threads, shortly before it is sent.
   *
   * @throws Rejected when there will never be one
   * @throws IOException when it cannot be read now
   */
  ControlImage control(GenerationRequest request) throws Rejected, IOException;

  /**
   * A link by which whoever has it can read a control for a while, new at each call; empty where
   * controls that are too large for a call are uploaded to the provider. It is a secret while it
   * lives. Called from several threads.
   *
   * @throws IOException when there can be none now
   */
  default Optional<Upload.Stored> link(String controlId) throws IOException {
    return Optional.empty();
  }
}
