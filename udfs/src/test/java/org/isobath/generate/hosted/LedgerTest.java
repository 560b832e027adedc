package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.isobath.UserError;
import org.isobath.generate.hosted.RequestState.Standing;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00.123Z");

  private final MemoryObjects objects = new MemoryObjects();
  private final Ledger ledger = new Ledger(objects);

  private void put(String name, String text) {
    objects.objects.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void every_kind_of_entry_comes_back_as_it_was_written() throws IOException {
    List<LedgerEntry> entries = new ArrayList<>(RequestStateTest.ENTRIES.values());
    entries.add(
        new LedgerEntry.Purchase(
            AT,
            new Bought("", URI.create("https://api.test/poll?id=7")),
            List.of(URI.create("https://out.test/a.png?sig=1"))));
    entries.add(
        new LedgerEntry.Stored(
            AT,
            List.of(new LedgerEntry.Picture("r/000000-0.image", "ab", "webp", 64, 32, 999)),
            OptionalLong.of(2_147_483_648L),
            Optional.of(new BigDecimal("0.0500")),
            OptionalDouble.of(3.25),
            12_345,
            2,
            "passed"));
    for (LedgerEntry entry : entries) {
      assertThat(EntryJson.parse(EntryJson.write(entry))).isEqualTo(entry);
    }
  }

  @Test
  void an_intent_reads_like_this() {
    assertThat(EntryJson.write(RequestStateTest.ENTRIES.get(EntryKind.INTENT)))
        .asString()
        .isEqualTo(
            "{\"kind\":\"intent\",\"at\":\"2026-11-22T10:00:00Z\",\"attempt\":\"token\","
                + "\"generator\":\"generator\",\"price_usd\":\"0.05\",\"budget_group\":\"team\","
                + "\"process\":\"me\"}");
  }

  @Test
  void fields_of_a_later_version_are_passed_over() throws IOException {
    put(
        "r/000000.json",
        "{\"kind\":\"intent\",\"at\":\"2026-11-22T10:00:00Z\",\"attempt\":\"t\",\"generator\":\"g\","
            + "\"price_usd\":\"0.05\",\"budget_group\":\"team\",\"process\":\"me\","
            + "\"mood\":{\"good\":[1,2]}}");
    assertThat(ledger.state("r").standing()).isEqualTo(Standing.INTENDED);
  }

  @Test
  void what_cannot_be_trusted_is_named() {
    List<String[]> broken =
        List.of(
            new String[] {"torn", "r/000000.json", "{\"kind\":\"intent\",\"at\":\"2026"},
            new String[] {"empty", "r/000000.json", ""},
            new String[] {"two", "r/000000.json", "{} {}"},
            new String[] {"no kind", "r/000000.json", "{\"at\":\"2026-11-22T10:00:00Z\"}"},
            new String[] {
              "strange", "r/000000.json", "{\"kind\":\"gift\",\"at\":\"2026-11-22T10:00:00Z\"}"
            },
            new String[] {"gap", "r/000001.json", "{}"},
            new String[] {"foreign", "r/notes.txt", "hello"});
    for (String[] one : broken) {
      objects.objects.clear();
      put(one[1], one[2]);
      assertThatThrownBy(() -> ledger.state("r"))
          .as(one[0])
          .isInstanceOf(UserError.class)
          .hasMessageContaining(one[1])
          .hasMessageContaining("cannot be trusted");
    }
  }

  @Test
  void an_entry_that_another_sender_wrote_is_contested() throws IOException {
    RequestState mine =
        ledger.append("r", RequestState.NEW, RequestStateTest.ENTRIES.get(EntryKind.INTENT));
    RequestState sent = ledger.append("r", mine, RequestStateTest.ENTRIES.get(EntryKind.BOUGHT));
    assertThat(sent).isEqualTo(ledger.state("r"));
    assertThat(ledger.append("r", mine, RequestStateTest.ENTRIES.get(EntryKind.BOUGHT)))
        .as("the same entry again, after an answer that got lost")
        .isEqualTo(sent);
    assertThatThrownBy(
            () -> ledger.append("r", mine, RequestStateTest.ENTRIES.get(EntryKind.AMBIGUOUS)))
        .isInstanceOf(Ledger.Contested.class)
        .hasMessageContaining("r/000001.json");
  }

  @Test
  void a_picture_is_kept_once() throws IOException {
    RequestState state =
        ledger.append("r", RequestState.NEW, RequestStateTest.ENTRIES.get(EntryKind.INTENT));
    assertThat(ledger.keep("r", state, 1, new byte[] {1})).isEqualTo("r/000000-1.image");
    assertThat(ledger.keep("r", state, 1, new byte[] {1})).isEqualTo("r/000000-1.image");
    assertThatThrownBy(() -> ledger.keep("r", state, 1, new byte[] {2}))
        .isInstanceOf(Ledger.Contested.class);
    assertThat(ledger.kept("r", state, 1).orElseThrow()).containsExactly(1);
    assertThat(ledger.kept("r", state, 0)).isEmpty();
    assertThat(ledger.state("r").standing())
        .as("pictures are no entries")
        .isEqualTo(Standing.INTENDED);
  }

  @Test
  void an_upload_counts_until_it_ends() throws IOException {
    Upload.Stored first =
        new Upload.Stored(URI.create("https://files.test/1"), Optional.of(AT.plusSeconds(60)));
    Upload.Stored second = new Upload.Stored(URI.create("https://files.test/2"), Optional.empty());
    assertThat(ledger.uploaded("g", "a control", AT)).isEmpty();
    ledger.upload("g", "a control", first, AT);
    assertThat(ledger.uploaded("g", "a control", AT)).contains(first);
    assertThat(ledger.uploaded("g", "a control", AT.plusSeconds(60))).isEmpty();
    assertThat(ledger.uploaded("other", "a control", AT)).as("another generator").isEmpty();
    ledger.upload("g", "a control", second, AT);
    assertThat(ledger.uploaded("g", "a control", AT.plusSeconds(9_999))).contains(second);
    assertThat(ledger.requests()).as("uploads are no requests").isEmpty();
  }

  @Test
  void a_status_is_read_from_the_ledger_alone() throws IOException {
    RequestState first =
        ledger.append("r0", RequestState.NEW, RequestStateTest.ENTRIES.get(EntryKind.INTENT));
    ledger.append("r0", first, RequestStateTest.ENTRIES.get(EntryKind.REJECTED));
    ledger.append("r1", RequestState.NEW, RequestStateTest.ENTRIES.get(EntryKind.INTENT));
    put("r3/000000.json", "torn");
    LedgerStatus status =
        LedgerStatus.of(ledger, IntStream.range(0, 4).mapToObj(Cards::request).toList());
    assertThat(status.standings())
        .containsOnly(
            Map.entry(Standing.REJECTED, 1),
            Map.entry(Standing.INTENDED, 1),
            Map.entry(Standing.UNSENT, 1));
    assertThat(status.rejected()).containsOnly(Map.entry(Refusal.FAILED, 1));
    assertThat(status.spentUsd()).isEqualByComparingTo("0.10");
    assertThat(status.distrusted()).singleElement().asString().contains("r3/000000.json");
  }
}
