package org.isobath.jobs.generate;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.isobath.UserError;
import org.isobath.generate.Bill;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.hosted.CallBack;
import org.isobath.generate.hosted.Ledger;
import org.isobath.generate.hosted.Sender;
import org.isobath.generate.hosted.SenderProgress;
import org.isobath.jobs.Conf;
import org.isobath.jobs.GeneratorSettings;
import org.isobath.jobs.Job;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Unmet;

/**
 * Makes the pictures of {@code requests} that have no row in {@code generations}: buys them, each
 * once, within a budget, or has executors make them on devices of our own. May be killed at any
 * moment: what was bought is in the ledger, and the next run goes on from there. A rejected request
 * is never sent again.
 */
public final class GenerateJob implements Job {
  private static final JobOption RECONCILE =
      JobOption.flag(
          "--reconcile", "buy nothing: look for what may have been bought, fetch what was bought");
  private static final JobOption CANCEL =
      JobOption.flag("--cancel", "the same, and end predictions that still run where that can be");
  private static final JobOption STATUS =
      JobOption.flag("--status", "say where requests stand, without a call to anybody");

  private final Map<String, String> environment;

  /** With the keys of this process's environment. */
  public GenerateJob() {
    this(System.getenv());
  }

  /**
   * @param environment where the keys are
   */
  GenerateJob(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String verb() {
    return "generate";
  }

  @Override
  public String summary() {
    return "Buy the planned pictures, each once, within a budget, or make them on devices of your"
        + " own";
  }

  @Override
  public List<JobOption> options() {
    return List.of(RECONCILE, CANCEL, STATUS);
  }

  @Override
  public boolean writes(Options options) {
    return !options.dryRun() && !given(options, STATUS);
  }

  @Override
  public void check(Conf conf, Options options) {
    GenerateSettings.of(conf);
    if (options().stream().filter(option -> given(options, option)).count() > 1) {
      throw new UserError("--reconcile, --cancel and --status exclude each other. Give one.");
    }
    if (options.retryRejects()) {
      throw new UserError(
          "generate has no --retry-rejects: what was refused is not sent again unchanged. Plan"
              + " other prompts, parameters or repeats.");
    }
    GeneratorCards cards = GeneratorSettings.cards(conf);
    if (writes(options)) {
      Routes.check(cards, conf.string("plan.generator"), environment);
    }
  }

  private static boolean given(Options options, JobOption option) {
    return options.own(option.name()).isPresent();
  }

  private static Sender.Purpose purpose(Options options) {
    if (given(options, CANCEL)) {
      return Sender.Purpose.CANCEL;
    }
    return given(options, RECONCILE) ? Sender.Purpose.RECONCILE : Sender.Purpose.BUY;
  }

  @Override
  public Outcome run(Run run) throws Exception {
    GenerateSettings settings = GenerateSettings.of(run.conf());
    LedgerPlace place = LedgerPlace.of(run.tables());
    Ledger ledger = place.ledger(run.spark().sessionState().newHadoopConf());
    Set<String> known = ledger.requests();
    GeneratorCards cards = GeneratorSettings.cards(run.conf());
    OpenRequests open = OpenRequests.of(run.tables(), cards, known);
    Sender.Purpose purpose = purpose(run.options());
    List<PlannedRequest> taken =
        purpose == Sender.Purpose.BUY ? open.take(run.options().limitOrAll()) : open.begun();
    if (purpose == Sender.Purpose.BUY && !given(run.options(), STATUS)) {
      requireForSale(taken);
    }
    if (!writes(run.options())) {
      return Standings.of(run.tables(), ledger, open, taken).outcome(settings);
    }
    List<PlannedRequest> requests =
        taken.stream().filter(planned -> !planned.card().local()).toList();
    if (purpose == Sender.Purpose.BUY) {
      requireBudget(settings, open, requests);
    }
    Purchase purchase = new Purchase(run, place, settings, purpose, requests);
    List<GeneratorCard> hosted = requests.stream().map(PlannedRequest::card).toList();
    Map<String, CallBack> callBacks = settings.webhook().callBacks(hosted, environment);
    SenderProgress end =
        requests.isEmpty()
            ? null
            : purchase.run(Routes.of(hosted, environment, callBacks), callBacks);
    // last: what was bought expires, and devices of our own wait
    LocalWork local =
        new LocalWork(
            run,
            place,
            settings,
            cards,
            taken.stream().filter(planned -> planned.card().local()).toList());
    local.run();
    Outcome outcome = new Account(open.all(), settings, purchase, end, local).outcome();
    if (end != null && !end.halted().isEmpty()) {
      throw new Unmet(halted(end.halted()), outcome);
    }
    return outcome;
  }

  /** Also of begun ones: what was not bought after all would be sent again. */
  private static void requireForSale(List<PlannedRequest> requests) {
    for (PlannedRequest request : requests) {
      request
          .objection()
          .ifPresent(
              why -> {
                throw new UserError(why);
              });
    }
  }

  private static void requireBudget(
      GenerateSettings settings, OpenRequests open, List<PlannedRequest> requests) {
    List<PlannedRequest> unsent = requests.subList(open.begun().size(), requests.size());
    BigDecimal usd = Standings.usd(unsent);
    if (settings.budgetUsd().signum() == 0 && usd.signum() > 0) {
      throw new UserError(
          "%d requests cost %s, and generate.budget-usd is 0. Set it to the most that this run may spend in US dollars%s."
              .formatted(
                  unsent.size(),
                  Bill.dollars(usd),
                  open.begun().isEmpty()
                      ? ""
                      : "; --reconcile brings home the %d that were begun, and buys nothing"
                          .formatted(open.begun().size())));
    }
  }

  private static String halted(Map<String, String> halted) {
    StringBuilder message = new StringBuilder();
    new TreeMap<>(halted)
        .forEach(
            (generator, why) ->
                message
                    .append(message.isEmpty() ? "" : " ")
                    .append("Nothing more is bought from ")
                    .append(generator)
                    .append(": ")
                    .append(why)
                    .append(why.endsWith(".") ? "" : "."));
    return message + " What was bought is kept.";
  }
}
