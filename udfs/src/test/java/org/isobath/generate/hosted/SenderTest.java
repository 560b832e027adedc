package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.isobath.generate.hosted.RequestState.Standing.AMBIGUOUS;
import static org.isobath.generate.hosted.RequestState.Standing.BOUGHT;
import static org.isobath.generate.hosted.RequestState.Standing.REJECTED;
import static org.isobath.generate.hosted.RequestState.Standing.STORED;
import static org.isobath.generate.hosted.RequestState.Standing.UNSENT;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.hosted.ScriptedProvider.Create;
import org.isobath.generate.hosted.ScriptedProvider.Fetch;
import org.isobath.generate.hosted.ScriptedProvider.Poll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SenderTest {
  private static final GeneratorCard.Limits FAST = Cards.limits(100, 60_000);

  private final MemoryObjects objects = new MemoryObjects();
  private final ScriptedProvider provider = new ScriptedProvider(new SplittableRandom(1));

  private SenderRun run(List<GenerationRequest> requests) {
    return next(SenderRun.START, Sender.Purpose.BUY, requests);
  }

  private SenderRun next(long start, Sender.Purpose purpose, List<GenerationRequest> requests) {
    return new SenderRun(start, 5, objects, provider, FAST, "10", purpose).run(requests);
  }

  private static List<GenerationRequest> requests(int count) {
    return IntStream.range(0, count).mapToObj(Cards::request).toList();
  }

  private void creates(String requestId, Create... script) {
    provider.creates.put(requestId, new ArrayDeque<>(Arrays.asList(script)));
  }

  private void polls(String requestId, Poll... script) {
    provider.polls.put(requestId, new ArrayDeque<>(Arrays.asList(script)));
  }

  private void fetches(String requestId, Fetch... script) {
    provider.fetches.put(requestId, new ArrayDeque<>(Arrays.asList(script)));
  }

  /**
   * What becomes of a request whose first create call goes this way, at a provider without a list.
   *
   * @param calls create calls in all
   * @param usd that it counts in the end
   */
  private record Case(Create create, RequestState.Standing standing, int calls, String usd) {}

  @TestFactory
  Stream<DynamicTest> everyAnswerToACreateCallHasItsEnd() {
    List<Case> cases =
        List.of(
            new Case(Create.ACCEPTED, STORED, 1, "0.05"),
            new Case(Create.DECIDED_BYTES, STORED, 1, "0.05"),
            new Case(Create.DECIDED_PLACE, STORED, 1, "0.05"),
            new Case(Create.DECIDED_FAILED, REJECTED, 1, "0.05"),
            new Case(Create.DECIDED_MODERATED, REJECTED, 1, "0.05"),
            new Case(Create.INVALID, REJECTED, 1, "0"),
            new Case(Create.MODERATED, REJECTED, 1, "0"),
            new Case(Create.THROTTLED, STORED, 2, "0.05"),
            new Case(Create.THROTTLED_FOR_A_MINUTE, STORED, 2, "0.05"),
            new Case(Create.NO_CREDIT, UNSENT, 1, "0"),
            new Case(Create.MISCONFIGURED, UNSENT, 1, "0"),
            new Case(Create.ERROR_AFTER_CREATING, AMBIGUOUS, 1, "0.05"),
            new Case(Create.ERROR_BEFORE_CREATING, AMBIGUOUS, 1, "0.05"),
            new Case(Create.RESET_AFTER_CREATING, AMBIGUOUS, 1, "0.05"),
            new Case(Create.RESET_BEFORE_CREATING, AMBIGUOUS, 1, "0.05"),
            new Case(Create.SILENT_AFTER_CREATING, AMBIGUOUS, 1, "0.05"),
            new Case(Create.NOT_SENT, STORED, 2, "0.05"));
    assertThat(cases).as("one case for each answer").hasSameSizeAs(Create.values());
    return cases.stream().map(one -> DynamicTest.dynamicTest(one.create.name(), () -> ends(one)));
  }

  private static void ends(Case one) {
    SenderTest test = new SenderTest();
    test.creates("r0", one.create);
    SenderRun run = test.run(requests(1));
    assertThat(run.done).as("the run ends").isCompleted();
    assertThat(run.standing("r0")).isEqualTo(one.standing);
    assertThat(test.provider.createCalls.get("r0")).as("create calls").isEqualTo(one.calls);
    assertThat(run.budget.spentUsd()).as("spent").isEqualByComparingTo(one.usd);
    assertThat(run.budget.reservedUsd()).as("reserved").isEqualByComparingTo("0");
    assertThat(run.outcomes.get("r0").open() == null)
        .as("no word about what is open when it has ended")
        .isEqualTo(one.standing == STORED || one.standing == REJECTED);
  }

  /** What becomes of a request whose questions are answered so first. */
  private record Answered(Poll poll, RequestState.Standing standing, Refusal reason, String usd) {}

  @TestFactory
  Stream<DynamicTest> everyAnswerToAQuestionHasItsEnd() {
    List<Answered> cases =
        List.of(
            new Answered(Poll.RUNNING, STORED, null, "0.05"),
            new Answered(Poll.UNHEARD_OF, STORED, null, "0.05"),
            new Answered(Poll.UNREACHABLE, STORED, null, "0.05"),
            new Answered(Poll.SILENT, STORED, null, "0.05"),
            new Answered(Poll.RESET, STORED, null, "0.05"),
            new Answered(Poll.SUCCEEDED, STORED, null, "0.05"),
            new Answered(Poll.MODERATED, REJECTED, Refusal.MODERATED, "0.05"),
            new Answered(Poll.FAILED, REJECTED, Refusal.FAILED, "0.05"),
            new Answered(Poll.CANCELED_CHARGED, REJECTED, Refusal.CANCELED, "0.05"),
            new Answered(Poll.CANCELED_FREE, REJECTED, Refusal.CANCELED, "0"),
            new Answered(Poll.LOST, REJECTED, Refusal.LOST, "0.05"),
            new Answered(Poll.MISCONFIGURED, BOUGHT, null, "0.05"));
    assertThat(cases).as("one case for each answer").hasSameSizeAs(Poll.values());
    return cases.stream().map(one -> DynamicTest.dynamicTest(one.poll.name(), () -> ends(one)));
  }

  private static void ends(Answered one) {
    SenderTest test = new SenderTest();
    test.polls("r0", one.poll);
    SenderRun run = test.run(requests(1));
    assertThat(run.done).as("the run ends").isCompleted();
    assertThat(run.standing("r0")).isEqualTo(one.standing);
    assertThat(test.provider.createCalls.get("r0")).as("create calls").isEqualTo(1);
    assertThat(run.budget.spentUsd()).as("spent").isEqualByComparingTo(one.usd);
    if (one.reason != null) {
      LedgerEntry.Rejected end = (LedgerEntry.Rejected) run.outcomes.get("r0").state().end();
      assertThat(end.reason()).isEqualTo(one.reason);
    }
  }

  @Test
  void a_stored_request_has_its_pictures_beside_its_entries() {
    SenderRun run = run(requests(1));
    LedgerEntry.Stored stored = (LedgerEntry.Stored) run.outcomes.get("r0").state().end();
    assertThat(objects.objects)
        .containsOnlyKeys(
            "r0/000000.json", "r0/000001.json", "r0/000002.json", "r0/000000-0.image");
    assertThat(objects.objects.get("r0/000000-0.image")).asString().isEqualTo("picture p0 0");
    assertThat(stored.pictures())
        .containsExactly(
            new LedgerEntry.Picture(
                "r0/000000-0.image",
                // printf 'picture p0 0' | sha256sum
                "dc536859ce31d4a04df252d7788deb78b575bfb79109410a5d1deacba891a298",
                "png",
                8,
                8,
                12));
    assertThat(stored.seed()).hasValue(7);
    assertThat(stored.costUsd()).hasValue(new BigDecimal("0.05"));
    assertThat(stored.deviceSeconds()).hasValue(2.5);
    assertThat(stored.attempts()).isEqualTo(1);
    assertThat(stored.latencyMillis()).as("latency").isBetween(40L, 5_000L);
  }

  @Test
  void what_was_stored_before_is_not_sent_again() {
    run(requests(3));
    SenderRun again = next(SenderRun.START + 10_000, Sender.Purpose.BUY, requests(4));
    assertThat(provider.sold).hasSize(4);
    assertThat(again.outcomes.values()).allMatch(outcome -> outcome.state().standing() == STORED);
    assertThat(again.budget.spentUsd()).as("earlier runs count").isEqualByComparingTo("0.20");
  }

  @Test
  void a_request_that_is_named_twice_is_bought_once() {
    List<GenerationRequest> twice = new ArrayList<>(requests(2));
    twice.addAll(requests(2));
    assertThat(run(twice).done.join().stored()).isEqualTo(2);
    assertThat(provider.sold).hasSize(2);
  }

  @Test
  void a_lost_create_call_is_found_in_the_list() {
    provider.listed = true;
    provider.listLag = 30_000;
    creates("r1", Create.ERROR_AFTER_CREATING);
    creates("r2", Create.RESET_AFTER_CREATING);
    SenderRun run = run(requests(4));
    assertThat(run.outcomes.values()).allMatch(outcome -> outcome.state().standing() == STORED);
    assertThat(provider.sold).as("bought").hasSize(4);
  }

  @Test
  void a_list_without_inputs_makes_the_sender_ask_for_each() {
    provider.listed = true;
    provider.asks = true;
    creates("r1", Create.ERROR_AFTER_CREATING);
    polls("r1", Poll.RUNNING, Poll.SUCCEEDED);
    SenderRun run = run(requests(4));
    assertThat(run.standing("r1")).isEqualTo(STORED);
    assertThat(provider.sold).as("bought").hasSize(4);
  }

  @Test
  void what_two_listings_a_minute_apart_do_not_hold_is_sent_again() {
    provider.listed = true;
    creates("r0", Create.ERROR_BEFORE_CREATING);
    SenderRun run = run(requests(1));
    assertThat(run.standing("r0")).isEqualTo(STORED);
    assertThat(provider.createCalls.get("r0")).isEqualTo(2);
    assertThat(provider.createTimes.get(1) - provider.createTimes.get(0))
        .as("milliseconds between the two create calls")
        .isGreaterThanOrEqualTo(60_000);
  }

  @Test
  void a_list_that_no_longer_tells_parks() {
    provider.listed = true;
    provider.window = Duration.ofSeconds(50);
    creates("r0", Create.ERROR_BEFORE_CREATING);
    SenderRun run = run(requests(1));
    assertThat(run.standing("r0")).isEqualTo(AMBIGUOUS);
    assertThat(provider.createCalls.get("r0")).isEqualTo(1);
    assertThat(run.outcomes.get("r0").open()).contains("no longer tells").contains("api.test");
  }

  @Test
  void an_idempotent_create_call_is_put_again_with_the_same_attempt() {
    provider.idempotent = true;
    creates("r0", Create.RESET_AFTER_CREATING);
    creates("r1", Create.RESET_BEFORE_CREATING, Create.THROTTLED, Create.ACCEPTED);
    SenderRun run = run(requests(2));
    assertThat(run.outcomes.values()).allMatch(outcome -> outcome.state().standing() == STORED);
    assertThat(provider.sold).as("bought").hasSize(2);
    assertThat(run.outcomes.get("r1").state().attempts()).as("intents").isEqualTo(1);
  }

  @Test
  void a_parked_request_is_looked_for_by_a_run_that_buys_nothing() {
    creates("r0", Create.ERROR_AFTER_CREATING);
    run(requests(1));
    provider.listed = true;
    SenderRun again = next(SenderRun.START + 60_000, Sender.Purpose.RECONCILE, requests(2));
    assertThat(again.standing("r0")).isEqualTo(STORED);
    assertThat(again.standing("r1")).as("never sent").isEqualTo(UNSENT);
    assertThat(provider.sold).hasSize(1);
  }

  @Test
  void cancel_ends_what_runs_and_frees_what_is_not_charged() {
    provider.cancels = true;
    polls("r0", Stream.generate(() -> Poll.RUNNING).limit(9).toArray(Poll[]::new));
    SenderRun first =
        new SenderRun(SenderRun.START, 5, objects, provider, FAST, "10", Sender.Purpose.BUY);
    first.sender.start(requests(1));
    first.loop.run(5_000);
    SenderRun cancel = next(SenderRun.START + 6_000, Sender.Purpose.CANCEL, requests(1));
    assertThat(provider.canceled).containsExactly("p0");
    assertThat(cancel.standing("r0")).isEqualTo(REJECTED);
    assertThat(cancel.budget.spentUsd()).isEqualByComparingTo("0");
  }

  @Test
  void the_request_that_would_cross_the_budget_is_not_sent() {
    SenderRun run =
        new SenderRun(SenderRun.START, 5, objects, provider, FAST, "0.24", Sender.Purpose.BUY)
            .run(requests(10));
    assertThat(provider.sold).as("four fit into 24 cents").hasSize(4);
    assertThat(run.done.join().unaffordable()).isEqualTo(6);
    assertThat(run.outcomes).hasSize(10);
  }

  @Test
  void money_that_comes_back_buys_what_was_set_aside() {
    creates("r0", Create.INVALID);
    creates("r1", Create.MODERATED);
    SenderRun run =
        new SenderRun(SenderRun.START, 5, objects, provider, FAST, "0.10", Sender.Purpose.BUY)
            .run(requests(5));
    assertThat(provider.sold).as("two fit, after two came back").hasSize(2);
    assertThat(run.budget.spentUsd()).isEqualByComparingTo("0.10");
  }

  @Test
  void no_credit_stops_the_line_and_leaves_what_was_bought_alone() {
    creates("r2", Create.NO_CREDIT);
    GeneratorCard.Limits slow = Cards.limits(100, 60);
    SenderRun run =
        new SenderRun(SenderRun.START, 5, objects, provider, slow, "10", Sender.Purpose.BUY)
            .run(requests(50));
    SenderProgress end = run.done.join();
    int sent = provider.createCalls.size();
    assertThat(sent).as("requests that were sent").isLessThan(50);
    assertThat(end.stored()).isEqualTo(sent - 1);
    assertThat(end.open()).isEqualTo(50 - end.stored());
    assertThat(end.halted().get("generator")).contains("no credit").contains("Add credit");
  }

  @Test
  void as_many_are_unfinished_as_the_card_allows() {
    for (int i = 0; i < 40; i++) {
      polls("r" + i, Poll.RUNNING, Poll.RUNNING);
    }
    SenderRun run =
        new SenderRun(
            SenderRun.START,
            5,
            objects,
            provider,
            Cards.limits(7, 60_000),
            "10",
            Sender.Purpose.BUY);
    run.done = run.sender.start(requests(40));
    int most = 0;
    while (!run.done.isDone()) {
      run.loop.run(50);
      most = Math.max(most, run.sender.progress().running());
    }
    assertThat(most).as("unfinished at once").isEqualTo(7);
    assertThat(provider.sold).hasSize(40);
  }

  @Test
  void a_prediction_that_never_ends_is_lost_at_its_deadline() {
    polls("r0", Stream.generate(() -> Poll.RUNNING).limit(10_000).toArray(Poll[]::new));
    SenderRun run = run(requests(1));
    RequestState state = run.outcomes.get("r0").state();
    assertThat(((LedgerEntry.Rejected) state.end()).reason()).isEqualTo(Refusal.LOST);
    assertThat(Duration.between(state.purchase().at(), state.end().at()))
        .as("from the purchase to the end, with a deadline of five minutes")
        .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(5).plusSeconds(15));
    assertThat(run.budget.spentUsd()).as("lost is spent").isEqualByComparingTo("0.05");
  }

  @Test
  void a_provider_without_any_answer_leaves_the_prediction_for_a_later_run() {
    polls("r0", Stream.generate(() -> Poll.SILENT).limit(20).toArray(Poll[]::new));
    SenderRun run = run(requests(1));
    assertThat(run.done).isCompleted();
    assertThat(run.standing("r0")).isEqualTo(BOUGHT);
    provider.polls.clear();
    SenderRun later = next(SenderRun.START + 86_400_000, Sender.Purpose.BUY, requests(1));
    assertThat(later.standing("r0")).as("a day later").isEqualTo(STORED);
    assertThat(provider.sold).hasSize(1);
  }

  @Test
  void a_download_that_was_cut_off_is_repeated() {
    fetches("r0", Fetch.TRUNCATED, Fetch.OVERLOADED, Fetch.HTML, Fetch.WHOLE);
    assertThat(run(requests(1)).standing("r0")).isEqualTo(STORED);
  }

  @Test
  void a_place_that_is_gone_is_asked_for_again_and_lost_in_the_end() {
    fetches("r0", Fetch.GONE, Fetch.WHOLE);
    fetches("r1", Fetch.GONE, Fetch.GONE, Fetch.GONE);
    SenderRun run = run(requests(2));
    assertThat(run.standing("r0")).isEqualTo(STORED);
    RequestState lost = run.outcomes.get("r1").state();
    assertThat(((LedgerEntry.Rejected) lost.end()).reason()).isEqualTo(Refusal.LOST);
    assertThat(((LedgerEntry.Rejected) lost.end()).spent()).isTrue();
  }

  @Test
  void what_is_no_picture_is_paid_and_unusable() {
    fetches("r0", Stream.generate(() -> Fetch.HTML).limit(9).toArray(Fetch[]::new));
    RequestState state = run(requests(1)).outcomes.get("r0").state();
    assertThat(((LedgerEntry.Rejected) state.end()).reason()).isEqualTo(Refusal.UNUSABLE);
  }

  @Test
  void a_large_control_is_uploaded_once_and_again_when_it_is_gone() {
    provider.uploads = true;
    GeneratorCard.Limits tiny = withInline(FAST, 10);
    List<GenerationRequest> shared =
        IntStream.range(0, 5).mapToObj(i -> sharing(Cards.request(i), "one control")).toList();
    new SenderRun(SenderRun.START, 5, objects, provider, tiny, "10", Sender.Purpose.BUY)
        .run(shared.subList(0, 3));
    assertThat(provider.uploaded).as("for three requests").isEqualTo(1);
    new SenderRun(SenderRun.START + 60_000, 5, objects, provider, tiny, "10", Sender.Purpose.BUY)
        .run(shared.subList(0, 4));
    assertThat(provider.uploaded).as("a minute later").isEqualTo(1);
    new SenderRun(SenderRun.START + 3_600_000, 5, objects, provider, tiny, "10", Sender.Purpose.BUY)
        .run(shared);
    assertThat(provider.uploaded).as("an hour later, when it has ended").isEqualTo(2);
    assertThat(provider.sold).hasSize(5);
  }

  /** Gives links that live for an hour, and counts them. */
  private static final class LinkedControls implements Controls {
    int links;
    Instant now = Instant.ofEpochMilli(SenderRun.START);

    @Override
    public ControlImage control(GenerationRequest request) {
      return new ControlImage(new byte[100], "image/png", 8, 8, null);
    }

    @Override
    public Optional<Upload.Stored> link(String controlId) {
      links++;
      return Optional.of(
          new Upload.Stored(
              URI.create("https://depth.test/" + controlId + "?Signature=s3cret" + links),
              Optional.of(now.plusSeconds(3600))));
    }
  }

  @Test
  void a_link_is_made_once_in_a_run_and_stands_in_the_ledger_by_its_hash_alone() throws Exception {
    provider.uploads = true;
    LinkedControls controls = new LinkedControls();
    List<GenerationRequest> shared =
        IntStream.range(0, 8).mapToObj(i -> sharing(Cards.request(i), "shared")).toList();
    linked(SenderRun.START, controls, shared.subList(0, 5));
    assertThat(controls.links).as("for five requests, side by side or later").isEqualTo(1);
    controls.now = Instant.ofEpochMilli(SenderRun.START + 60_000);
    linked(SenderRun.START + 60_000, controls, shared);
    assertThat(controls.links).as("of the next run").isEqualTo(2);
    assertThat(provider.uploaded).isZero();
    assertThat(provider.sold).hasSize(8);

    List<String> names = objects.list("uploads/");
    assertThat(names).hasSize(2);
    for (String name : objects.list("")) {
      assertThat(new String(objects.read(name).orElseThrow(), StandardCharsets.UTF_8))
          .as(name)
          .doesNotContain("s3cret", "depth.test");
    }
    assertThat(new String(objects.read(names.get(1)).orElseThrow(), StandardCharsets.UTF_8))
        .contains(Sha256.hex("https://depth.test/shared?Signature=s3cret2"))
        .contains(controls.now.plusSeconds(3600).toString());
    assertThat(new Ledger(objects).uploaded("generator", "shared", controls.now))
        .as("nobody uploaded it")
        .isEmpty();
  }

  private void linked(long start, Controls controls, List<GenerationRequest> requests) {
    GeneratorCard.Limits tiny = withInline(Cards.limits(2, 60_000), 10);
    linked(start, controls, tiny).run(requests);
  }

  private SenderRun linked(long start, Controls controls, GeneratorCard.Limits limits) {
    Budget ten = new Budget(BigDecimal.TEN, Map.of(), Map.of());
    return new SenderRun(start, 5, objects, provider, limits, ten, Sender.Purpose.BUY, controls);
  }

  @Test
  void a_link_that_ends_while_orders_wait_is_made_anew() {
    provider.uploads = true;
    LinkedControls controls = new LinkedControls();
    // a create call in 20 minutes: the first link is too old for the fourth
    GeneratorCard.Limits slow = withInline(Cards.limits(1, 0.05), 10);
    List<GenerationRequest> shared =
        IntStream.range(0, 4).mapToObj(i -> sharing(Cards.request(i), "shared")).toList();
    SenderRun run = linked(SenderRun.START, controls, slow);
    run.done = run.sender.start(shared);
    for (int minute = 0; minute < 110; minute++) {
      run.loop.run(60_000);
      controls.now = Instant.ofEpochMilli(run.loop.now());
    }
    assertThat(run.done).isCompleted();
    assertThat(provider.sold).hasSize(4);
    assertThat(controls.links).isEqualTo(2);
  }

  @Test
  void a_control_that_is_too_large_is_refused_before_anything_is_spent() {
    SenderRun run =
        new SenderRun(
                SenderRun.START,
                5,
                objects,
                provider,
                withInline(FAST, 10),
                "10",
                Sender.Purpose.BUY)
            .run(requests(1));
    LedgerEntry.Rejected end = (LedgerEntry.Rejected) run.outcomes.get("r0").state().end();
    assertThat(end.reason()).isEqualTo(Refusal.CONTROL);
    assertThat(end.message()).isEqualTo("its control has 100 bytes, and generator takes 10");
    assertThat(provider.createCalls).isEmpty();
  }

  @Test
  void a_torn_entry_stops_its_request_and_counts_as_spent() {
    objects.objects.put("r0/000000.json", "{\"kind\":\"int".getBytes(StandardCharsets.UTF_8));
    SenderRun run = run(requests(2));
    assertThat(run.outcomes.get("r0").open()).contains("r0/000000.json");
    assertThat(run.standing("r1")).isEqualTo(STORED);
    assertThat(provider.createCalls).containsOnlyKeys("r1");
    assertThat(run.budget.spentUsd()).isEqualByComparingTo("0.10");
  }

  @Test
  void two_senders_without_a_lock_buy_each_request_once() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 50; round++) {
      MemoryObjects ledger = new MemoryObjects();
      ScriptedProvider shop = new ScriptedProvider(random.split());
      SenderRun one =
          new SenderRun(
              SenderRun.START, random.nextLong(), ledger, shop, FAST, "10", Sender.Purpose.BUY);
      SenderRun two =
          new SenderRun(
              SenderRun.START, random.nextLong(), ledger, shop, FAST, "10", Sender.Purpose.BUY);
      one.done = one.sender.start(requests(10));
      two.done = two.sender.start(requests(10));
      for (int i = 0; i < 4_000; i++) {
        shop.on(one.loop);
        one.loop.run(5);
        shop.on(two.loop);
        two.loop.run(5);
      }
      assertThat(shop.sold)
          .as("round %d", round)
          .extracting(ScriptedProvider.Sold::requestId)
          .doesNotHaveDuplicates()
          .hasSize(10);
      assertThat(one.done).isCompleted();
      assertThat(two.done).isCompleted();
    }
  }

  @Test
  void a_hint_that_comes_before_the_answer_to_the_create_call_is_not_lost() {
    SenderRun unhinted = run(requests(1));
    SenderRun hinted =
        new SenderRun(
            SenderRun.START,
            5,
            new MemoryObjects(),
            new ScriptedProvider(new SplittableRandom(1)),
            FAST,
            "10",
            Sender.Purpose.BUY);
    hinted.sender.hint("generator", "p0");
    hinted.sender.hint("generator", "of nobody");
    hinted.sender.hint("another", "p0");
    hinted.run(requests(1));
    assertThat(latency(hinted)).as("milliseconds: three calls and no pause").isLessThan(800);
    assertThat(latency(unhinted)).isGreaterThan(800);
  }

  private static long latency(SenderRun run) {
    return ((LedgerEntry.Stored) run.outcomes.get("r0").state().end()).latencyMillis();
  }

  @Test
  void stop_sends_nothing_more_and_brings_home_what_was_sent() {
    SenderRun run =
        new SenderRun(
            SenderRun.START,
            5,
            objects,
            provider,
            Cards.limits(100, 600),
            "10",
            Sender.Purpose.BUY);
    run.done = run.sender.start(requests(100));
    run.loop.run(2_000);
    run.sender.stop();
    run.loop.run(60_000);
    SenderProgress end = run.done.join();
    assertThat(end.stored()).as("stored").isEqualTo(provider.sold.size()).isBetween(10, 40);
    assertThat(end.open()).isEqualTo(100 - provider.sold.size());
  }

  private static GenerationRequest sharing(GenerationRequest of, String controlId) {
    return new GenerationRequest(
        of.requestId(),
        of.generator(),
        of.controlKind(),
        controlId,
        of.prompt(),
        of.seed(),
        of.parameters(),
        of.outputs(),
        of.priceUsd(),
        of.budgetGroup());
  }

  private static GeneratorCard.Limits withInline(GeneratorCard.Limits of, long bytes) {
    return new GeneratorCard.Limits(
        of.active(),
        of.createsPerMinute(),
        of.callsPerMinute(),
        bytes,
        of.outputLife(),
        of.deadline(),
        of.apiHosts(),
        of.outputHosts(),
        of.outputBytes());
  }
}
