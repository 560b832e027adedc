package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.hosted.ScriptedProvider.Create;
import org.isobath.generate.hosted.ScriptedProvider.Fetch;
import org.isobath.generate.hosted.ScriptedProvider.Poll;
import org.junit.jupiter.api.Test;

/**
 * Random prices, caps, answers and kills: the whole sender on a simulated clock, its bill counted
 * by the provider. Each schedule is a seed.
 */
class SenderBudgetTest {
  private static final int SCHEDULES = 10_000;
  private static final String TEAM = "team";

  /** Everything that does not stop the whole line. */
  private static final List<Create> CREATES =
      Arrays.stream(Create.values())
          .filter(one -> one != Create.NO_CREDIT && one != Create.MISCONFIGURED)
          .toList();

  private static final List<Poll> POLLS =
      Arrays.stream(Poll.values()).filter(one -> one != Poll.MISCONFIGURED).toList();

  private int killed;
  private int refused;
  private int full;

  @Test
  void over_ten_thousand_schedules_no_bill_is_above_a_cap() {
    for (int schedule = 0; schedule < SCHEDULES; schedule++) {
      run(schedule);
    }
    assertThat(killed).as("schedules whose sender was killed").isGreaterThan(SCHEDULES / 4);
    assertThat(refused).as("requests that the budget did not allow").isGreaterThan(SCHEDULES);
    assertThat(full).as("schedules that spent a cap to the cent").isGreaterThan(SCHEDULES / 100);
  }

  private void run(int schedule) {
    SplittableRandom random = new SplittableRandom(schedule);
    ScriptedProvider provider = new ScriptedProvider(random.split());
    provider.costUsd = Optional.empty();
    provider.listed = random.nextBoolean();
    provider.idempotent = !provider.listed && random.nextBoolean();
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 0; i < 3 + random.nextInt(5); i++) {
      requests.add(request(i, provider, random));
    }
    BigDecimal runCap = cents(1 + random.nextInt(30));
    BigDecimal teamCap = cents(1 + random.nextInt(20));
    MemoryObjects objects = new MemoryObjects();
    if (random.nextBoolean()) {
      objects.killAt(random.nextInt(16), random.nextBoolean());
    }
    int active = 1 + random.nextInt(6);
    SenderRun run = life(SenderRun.START, schedule, objects, provider, active, runCap, teamCap);
    try {
      run.run(requests);
    } catch (MemoryObjects.Killed e) {
      killed++;
      objects.live();
      long next = run.loop.now() + 1_000;
      run = life(next, schedule + 1, objects, provider, active, runCap, teamCap);
      run.run(requests);
    }
    assertThat(run.done).as("schedule %d ends", schedule).isCompleted();
    check(schedule, requests, provider, run, runCap, teamCap);
  }

  private static SenderRun life(
      long start,
      long seed,
      MemoryObjects objects,
      ScriptedProvider provider,
      int active,
      BigDecimal runCap,
      BigDecimal teamCap) {
    return new SenderRun(
        start,
        seed,
        objects,
        provider,
        Cards.limits(active, 6_000),
        new Budget(runCap, Map.of(TEAM, teamCap), Map.of()),
        Sender.Purpose.BUY);
  }

  private static GenerationRequest request(
      int number, ScriptedProvider provider, SplittableRandom random) {
    GenerationRequest priced =
        Cards.request("r" + number, "generator", cents(1 + random.nextInt(9)).toString());
    Create create = CREATES.get(random.nextInt(CREATES.size()));
    // what a list does not hold cannot be found by it
    provider.creates.put(
        priced.requestId(),
        new ArrayDeque<>(List.of(!create.named() && provider.listed ? Create.ACCEPTED : create)));
    provider.polls.put(
        priced.requestId(), new ArrayDeque<>(List.of(POLLS.get(random.nextInt(POLLS.size())))));
    Fetch[] fetches = Fetch.values();
    provider.fetches.put(
        priced.requestId(), new ArrayDeque<>(List.of(fetches[random.nextInt(fetches.length)])));
    return Cards.of(priced, random.nextBoolean() ? TEAM : "others");
  }

  /** The bill is the provider's: every prediction that it made and does not give away. */
  private void check(
      int schedule,
      List<GenerationRequest> requests,
      ScriptedProvider provider,
      SenderRun run,
      BigDecimal runCap,
      BigDecimal teamCap) {
    Map<String, BigDecimal> bill = new HashMap<>(Map.of("all", cents(0), TEAM, cents(0)));
    for (GenerationRequest request : requests) {
      boolean given =
          run.outcomes.get(request.requestId()).state().end() instanceof LedgerEntry.Rejected end
              && end.reason() == Refusal.CANCELED
              && !end.spent();
      int sold = given ? 0 : provider.soldTo(request.requestId()).size();
      BigDecimal usd = request.priceUsd().multiply(BigDecimal.valueOf(sold));
      bill.merge("all", usd, BigDecimal::add);
      bill.merge(request.budgetGroup(), usd, BigDecimal::add);
    }
    assertThat(bill.get("all")).as("schedule %d, all", schedule).isLessThanOrEqualTo(runCap);
    assertThat(bill.get(TEAM)).as("schedule %d, team", schedule).isLessThanOrEqualTo(teamCap);
    assertThat(run.budget.spentUsd())
        .as("schedule %d: everything billed counts as spent", schedule)
        .isBetween(bill.get("all"), runCap);
    refused += run.done.join().unaffordable();
    boolean spentAll = run.budget.spentUsd().compareTo(runCap) == 0;
    full += spentAll || run.budget.group(TEAM).compareTo(teamCap) == 0 ? 1 : 0;
  }

  private static BigDecimal cents(int cents) {
    return BigDecimal.valueOf(cents, 2);
  }
}
