package org.isobath.generate.sandbox;

import java.time.Duration;
import java.util.function.Supplier;

/** What a route says to a call: at once or later. */
sealed interface Reply permits Answer, Reply.Later {
  /** The connection is held open; no thread waits. */
  record Later(Duration after, Supplier<Answer> then) implements Reply {}
}
