/**
 * Generators behind somebody else's HTTP API. A {@link org.isobath.generate.hosted.Protocol} turns
 * requests into calls and answers into facts, and does nothing by itself; the sender decides when a
 * call is made, writes down what it is about to do before it does it, and never buys twice. Times,
 * calls and files are handed to it, so that the same code runs against a simulated clock.
 */
package org.isobath.generate.hosted;
