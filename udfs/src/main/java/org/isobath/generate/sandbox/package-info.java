/**
 * Servers that speak the wire protocols of hosted generation as their documentation says, on this
 * machine and for nothing: a rehearsal, not the provider. They count what would have been billed,
 * make mistakes on purpose (each {@link org.isobath.generate.sandbox.Fault} with its own rate, by a
 * seed) and answer with pictures computed from the control. Where the documentation is silent they
 * do what costs a careless client most, and what they refuse is refused aloud: a field that no
 * documentation knows is an error here.
 *
 * <p>They share no code with {@code hosted}, so that a misreading of a protocol shows.
 */
package org.isobath.generate.sandbox;
