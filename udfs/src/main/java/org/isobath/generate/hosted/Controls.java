package org.isobath.generate.hosted;

import java.io.IOException;
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
}
