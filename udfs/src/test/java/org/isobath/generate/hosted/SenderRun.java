package org.isobath.generate.hosted;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;

/** One life of a sender on a simulated clock. */
final class SenderRun {
  static final long START = 1_800_000_000_000L;

  final SimulatedLoop loop;
  final Map<String, Outcome> outcomes = new LinkedHashMap<>();
  final Budget budget;
  final Sender sender;
  CompletableFuture<SenderProgress> done;

  /** A life that begins at {@code start}. */
  SenderRun(
      long start,
      long seed,
      MemoryObjects objects,
      ScriptedProvider provider,
      GeneratorCard.Limits limits,
      String capUsd,
      Sender.Purpose purpose) {
    this(
        start,
        seed,
        objects,
        provider,
        limits,
        new Budget(new BigDecimal(capUsd), Map.of(), Map.of()),
        purpose);
  }

  /** The same with any budget. */
  SenderRun(
      long start,
      long seed,
      MemoryObjects objects,
      ScriptedProvider provider,
      GeneratorCard.Limits limits,
      Budget budget,
      Sender.Purpose purpose) {
    this(
        start,
        seed,
        objects,
        provider,
        limits,
        budget,
        purpose,
        request -> new ControlImage(new byte[100], "image/png", 8, 8, null));
  }

  /** The same with any controls. */
  SenderRun(
      long start,
      long seed,
      MemoryObjects objects,
      ScriptedProvider provider,
      GeneratorCard.Limits limits,
      Budget budget,
      Sender.Purpose purpose,
      Controls controls) {
    SplittableRandom random = new SplittableRandom(seed);
    this.loop = new SimulatedLoop(start, random);
    this.budget = budget;
    provider.on(loop);
    GeneratorCard card = Cards.card("generator", limits);
    this.sender =
        new Sender(
            new Sender.Setup(
                loop,
                new Ledger(objects),
                Map.of(
                    card.id(),
                    new Route(
                        card,
                        provider,
                        provider.api(),
                        provider.downloads(),
                        request -> null,
                        text -> text)),
                controls,
                new TextPictures(),
                budget,
                purpose,
                "process 1 on test",
                outcome -> outcomes.put(outcome.request().requestId(), outcome),
                random,
                random.split()));
  }

  /** Runs to its end, or for two simulated hours. */
  SenderRun run(List<GenerationRequest> requests) {
    done = sender.start(requests);
    loop.run(7_200_000);
    return this;
  }

  RequestState.Standing standing(String requestId) {
    return outcomes.get(requestId).state().standing();
  }

  /** Pictures whose bytes are text that says so. */
  static final class TextPictures implements OutputRules {
    @Override
    public void place(URI url, GeneratorCard card) throws PlaceRefused {
      if (!HostPattern.matches(card.limits().outputHosts(), url)) {
        throw new PlaceRefused(url.getHost() + " is none of the card's hosts");
      }
    }

    @Override
    public Measured measure(byte[] bytes, GeneratorCard card) throws NoPicture {
      if (!new String(bytes, StandardCharsets.UTF_8).startsWith("picture ")) {
        throw new NoPicture("no picture");
      }
      return new Measured("png", 8, 8);
    }
  }
}
