package org.isobath.generate.hosted;

import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/**
 * All that the sender needs to buy from one generator.
 *
 * @param api carries the calls of the protocol
 * @param downloads carries what fetches outputs, without a key and with the card's size limit
 * @param webhook where the provider may call back about a request; answers null without
 * @param hide takes secrets out of a text from outside
 */
public record Route(
    GeneratorCard card,
    Protocol protocol,
    Transport api,
    Transport downloads,
    Function<GenerationRequest, Webhook> webhook,
    UnaryOperator<String> hide) {}
