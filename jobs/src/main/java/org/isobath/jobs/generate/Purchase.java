package org.isobath.jobs.generate;

import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.isobath.generate.Bill;
import org.isobath.generate.hosted.Budget;
import org.isobath.generate.hosted.CallBack;
import org.isobath.generate.hosted.Ledger;
import org.isobath.generate.hosted.LedgerEntry;
import org.isobath.generate.hosted.Outcome;
import org.isobath.generate.hosted.Refusal;
import org.isobath.generate.hosted.RequestState;
import org.isobath.generate.hosted.Route;
import org.isobath.generate.hosted.Sender;
import org.isobath.generate.hosted.SenderProgress;
import org.isobath.generate.hosted.WriteOnce;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.Progress;
import org.isobath.jobs.Run;
import org.isobath.jobs.SignedLinks;
import org.isobath.jobs.Table;

/**
 * One run of the sender, and the rows of what it brings to an end. Rows are written while it runs
 * and when it is over; a run that dies between the two leaves them to the next one, for which the
 * ledger has all that is needed.
 */
final class Purchase {
  /** Threads of the sender that wait for the storage and decode pictures. */
  private static final int HANDS = 16;

  private final Run run;
  private final LedgerPlace place;
  private final GenerateSettings settings;
  private final Sender.Purpose purpose;
  private final Map<String, PlannedRequest> requests = new LinkedHashMap<>();
  private final Heard heard;
  private Ledger ledger;
  private long unmade;
  private long stored;
  private long pictures;
  private long rejected;
  private final Heard.Sum doubtful = new Heard.Sum();

  Purchase(
      Run run,
      LedgerPlace place,
      GenerateSettings settings,
      Sender.Purpose purpose,
      List<PlannedRequest> requests) {
    this.run = run;
    this.place = place;
    this.settings = settings;
    this.purpose = purpose;
    requests.forEach(one -> this.requests.put(one.request().requestId(), one));
    this.heard = new Heard("run " + run.id() + ", process " + ProcessHandle.current().pid());
  }

  /**
   * Buys, or whatever the purpose is.
   *
   * @param routes to every generator of the requests
   * @param callBacks of those that call back
   * @throws org.isobath.UserError when another sender works by the same ledger
   */
  SenderProgress run(Map<String, Route> routes, Map<String, CallBack> callBacks) throws Exception {
    Configuration hadoop = run.spark().sessionState().newHadoopConf();
    try (Closeable lock = place.lock()) {
      ledger = place.ledger(hadoop);
      Sender sender =
          Sender.on(
              ledger,
              routes,
              controls(hadoop),
              budget(),
              purpose,
              heard.process(),
              heard::hear,
              HANDS);
      try (Closeable receiver = settings.webhook().receive(callBacks, sender::hint)) {
        return follow(
            sender, sender.start(requests.values().stream().map(PlannedRequest::request).toList()));
      }
    }
  }

  private ReadyControls controls(Configuration hadoop) throws IOException {
    WriteOnce objects = place.controls(hadoop);
    Map<String, ControlForm> forms = new HashMap<>();
    SignedLinks links = null;
    if (purpose == Sender.Purpose.BUY) {
      if (settings.links()) {
        links = place.links(hadoop, settings.linkLife());
      }
      requests.forEach((id, planned) -> forms.put(id, ControlForm.of(planned)));
      unmade =
          run.describe(
              "generate: make controls ready",
              () -> NeededControls.make(run, place, objects, forms.values()));
    }
    return new ReadyControls(objects, forms, links);
  }

  private Budget budget() {
    Map<String, BigDecimal> before =
        settings.budgets().isEmpty() ? Map.of() : OpenRequests.spent(run.tables());
    return new Budget(settings.budgetUsd(), settings.budgets(), before);
  }

  private SenderProgress follow(Sender sender, CompletableFuture<SenderProgress> done)
      throws Exception {
    long millis = settings.storeEvery().toMillis();
    try (Progress lines = Progress.start(run, step(sender))) {
      while (true) {
        try {
          SenderProgress end = done.get(millis, TimeUnit.MILLISECONDS);
          store();
          return end;
        } catch (TimeoutException e) {
          store();
        }
      }
    } catch (ExecutionException e) {
      // what was brought home before the ledger failed is kept all the same
      store();
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      sender.stop();
    }
  }

  private Progress.Step step(Sender sender) {
    return new Progress.Step(
        "generate",
        "pictures",
        "requests",
        requests.size(),
        () -> sender.progress().done(),
        () -> sender.progress().rejected().values().stream().mapToLong(Integer::longValue).sum(),
        () -> money(sender.progress()));
  }

  private String money(SenderProgress progress) {
    String line =
        "%s spent of %s, %d under way"
            .formatted(
                Bill.dollars(progress.spentUsd()),
                Bill.dollars(settings.budgetUsd()),
                progress.running());
    return progress.ambiguous() == 0 ? line : line + ", " + progress.ambiguous() + " ambiguous";
  }

  /** Brings what has ended into the table, in one commit. */
  private void store() throws IOException {
    for (Outcome outcome : heard.takeDoubtful()) {
      doubt(outcome);
    }
    List<Row> ended = new ArrayList<>();
    long largest = 0;
    for (Outcome outcome : heard.takeEnded()) {
      ended.add(GenerationRows.row(requests.get(outcome.request().requestId())));
      if (outcome.state().end() instanceof LedgerEntry.Stored end) {
        stored++;
        pictures += end.pictures().size();
        for (LedgerEntry.Picture picture : end.pictures()) {
          largest = Math.max(largest, picture.bytes());
        }
      } else {
        rejected++;
      }
    }
    if (!ended.isEmpty()) {
      store(ended, largest);
    }
  }

  private void store(List<Row> ended, long largest) {
    Dataset<Row> open =
        OpenRequests.unstored(
            run.tables(), run.spark().createDataFrame(ended, GenerationRows.INPUT));
    Dataset<Row> rows =
        open.flatMap(new GenerationRows(place, run.id()), Encoders.row(Table.GENERATIONS.schema()));
    run.describe(
        "generate → generations: store",
        () ->
            CellMemory.during(
                run.spark(),
                largest,
                () -> {
                  run.tables().append(Table.GENERATIONS, rows, run.id());
                  return null;
                }));
  }

  /** Parks it for another run to look for, or gives it up. */
  private void doubt(Outcome outcome) throws IOException {
    if (settings.parks()) {
      doubtful.add(outcome.state().spentUsd());
      return;
    }
    String message = outcome.open() == null ? "nobody knows whether it was bought" : outcome.open();
    RequestState end =
        ledger.append(
            outcome.request().requestId(),
            outcome.state(),
            new LedgerEntry.Rejected(Instant.now(), Refusal.AMBIGUOUS, message, true));
    heard.end(new Outcome(outcome.request(), end, null));
  }

  Heard heard() {
    return heard;
  }

  /** Requests that ended with pictures. */
  long stored() {
    return stored;
  }

  long pictures() {
    return pictures;
  }

  /** Requests that ended without. */
  long rejected() {
    return rejected;
  }

  /** Requests of which nobody knows whether they were bought, and which are looked for again. */
  Heard.Sum doubtful() {
    return doubtful;
  }

  /** Controls that could not be made. */
  long unmade() {
    return unmade;
  }
}
