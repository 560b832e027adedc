package org.isobath.generate.hosted;

import org.isobath.generate.GenerationRequest;

/**
 * What this run of the sender did for a request.
 *
 * @param state as the ledger has it
 * @param open why it has not ended, for people; null when it has
 */
public record Outcome(GenerationRequest request, RequestState state, String open) {}
