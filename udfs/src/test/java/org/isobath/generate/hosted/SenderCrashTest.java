package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.hosted.RequestState.Standing;
import org.isobath.generate.hosted.ScriptedProvider.Create;
import org.isobath.generate.hosted.ScriptedProvider.Fetch;
import org.isobath.generate.hosted.ScriptedProvider.Poll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills the sender at every write of its ledger, before and after the object is there, over seeded
 * scripts of what providers do, and lets the next one go on. Whatever lies between two writes lies
 * before the second of them.
 */
class SenderCrashTest {
  /** Kinds of provider: what can be done about an answer that was lost. */
  enum Kind {
    NO_LIST,
    LIST,
    LIST_TO_ASK,
    IDEMPOTENT
  }

  private static final int REQUESTS = 4;
  private static final int SCRIPTS = 6;
  private static final GeneratorCard.Limits LIMITS = Cards.limits(3, 6_000);

  /** What a script may hold: everything that does not stop the whole line. */
  private static final List<Create> CREATES =
      Arrays.stream(Create.values())
          .filter(one -> one != Create.NO_CREDIT && one != Create.MISCONFIGURED)
          .toList();

  private static final List<Poll> POLLS =
      Arrays.stream(Poll.values()).filter(one -> one != Poll.MISCONFIGURED).toList();

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nothing_is_bought_twice_and_nothing_bought_is_lost(Kind kind) {
    for (int script = 0; script < SCRIPTS; script++) {
      int writes = life(kind, script, -1, false);
      for (int write = 0; write < writes; write++) {
        life(kind, script, write, false);
        life(kind, script, write, true);
      }
    }
  }

  /**
   * One script with one kill, or none.
   *
   * @return writes of the first sender
   */
  private static int life(Kind kind, int script, int killAt, boolean effect) {
    String name =
        "%s, script %d, killed at write %d%s"
            .formatted(kind, script, killAt, effect ? " after it" : "");
    ScriptedProvider provider = provider(kind, script);
    MemoryObjects objects = new MemoryObjects();
    List<GenerationRequest> requests =
        IntStream.range(0, REQUESTS).mapToObj(Cards::request).toList();
    long start = SenderRun.START;
    objects.killAt(killAt, effect);
    SenderRun run = run(start, script, objects, provider);
    try {
      run.run(requests);
    } catch (MemoryObjects.Killed e) {
      start = run.loop.now() + 1_000;
      objects.live();
      run = run(start, script + 1_000, objects, provider);
      run.run(requests);
    }
    int writes = objects.creates();
    assertThat(run.done).as(name + ": the run ends").isCompleted();
    for (GenerationRequest request : requests) {
      check(name + ": " + request.requestId(), kind, run.outcomes, request, provider);
      checkPictures(name, run.outcomes.get(request.requestId()).state(), objects);
    }
    assertThat(run.budget.spentUsd())
        .as(name + ": everything billed counts as spent")
        .isGreaterThanOrEqualTo(billed(requests, provider, run));
    return writes;
  }

  private static BigDecimal billed(
      List<GenerationRequest> requests, ScriptedProvider provider, SenderRun run) {
    BigDecimal billed = BigDecimal.ZERO;
    for (GenerationRequest request : requests) {
      boolean free =
          run.outcomes.get(request.requestId()).state().end() instanceof LedgerEntry.Rejected end
              && !end.spent();
      if (!free && !provider.soldTo(request.requestId()).isEmpty()) {
        billed = billed.add(request.priceUsd());
      }
    }
    return billed;
  }

  private static void check(
      String name,
      Kind kind,
      Map<String, Outcome> outcomes,
      GenerationRequest request,
      ScriptedProvider provider) {
    int bought = provider.soldTo(request.requestId()).size();
    Outcome outcome = outcomes.get(request.requestId());
    Standing standing = outcome.state().standing();
    assertThat(bought).as(name + ": times bought").isLessThanOrEqualTo(1);
    if (standing == Standing.AMBIGUOUS) {
      assertThat(kind)
          .as(name + ": parked where it could be found")
          .isIn(Kind.NO_LIST, Kind.IDEMPOTENT);
    } else if (bought == 1) {
      assertThat(standing)
          .as(name + ": bought, and ended")
          .isIn(Standing.STORED, Standing.REJECTED);
    } else {
      assertThat(standing).as(name + ": never bought").isEqualTo(Standing.REJECTED);
    }
  }

  private static void checkPictures(String name, RequestState state, MemoryObjects objects) {
    if (state.end() instanceof LedgerEntry.Stored stored) {
      for (LedgerEntry.Picture picture : stored.pictures()) {
        assertThat(objects.objects)
            .as(name + ": what is called stored")
            .containsKey(picture.name());
        assertThat(Sha256.hex(objects.objects.get(picture.name())))
            .as(name + ": " + picture.name())
            .isEqualTo(picture.sha256());
      }
    }
  }

  private static SenderRun run(
      long start, long seed, MemoryObjects objects, ScriptedProvider provider) {
    return new SenderRun(start, seed, objects, provider, LIMITS, "10", Sender.Purpose.BUY);
  }

  private static ScriptedProvider provider(Kind kind, int script) {
    SplittableRandom random = new SplittableRandom(script);
    ScriptedProvider provider = new ScriptedProvider(random.split());
    provider.listed = kind == Kind.LIST || kind == Kind.LIST_TO_ASK;
    provider.asks = kind == Kind.LIST_TO_ASK;
    provider.idempotent = kind == Kind.IDEMPOTENT;
    provider.listLag = random.nextInt(40_000);
    for (int i = 0; i < REQUESTS; i++) {
      String id = "r" + i;
      Create create = CREATES.get(random.nextInt(CREATES.size()));
      // what a list does not hold cannot be found by it
      provider.creates.put(
          id,
          new ArrayDeque<>(
              List.of(!create.named() && kind != Kind.NO_LIST ? Create.ACCEPTED : create)));
      provider.polls.put(
          id,
          new ArrayDeque<>(
              List.of(
                  Poll.RUNNING,
                  POLLS.get(random.nextInt(POLLS.size())),
                  POLLS.get(random.nextInt(POLLS.size())))));
      Fetch[] fetches = Fetch.values();
      provider.fetches.put(id, new ArrayDeque<>(List.of(fetches[random.nextInt(fetches.length)])));
    }
    return provider;
  }
}
