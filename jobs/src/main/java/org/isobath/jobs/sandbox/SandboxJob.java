package org.isobath.jobs.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.sandbox.Sandbox;
import org.isobath.generate.sandbox.SandboxBill;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.jobs.Conf;
import org.isobath.jobs.GeneratorSettings;
import org.isobath.jobs.Job;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;

/**
 * Starts a server that speaks a provider's protocol and charges nothing, and runs until it is
 * interrupted; or, with {@code --check}, asks the provider itself whether a card is right. Needs
 * neither Spark nor a warehouse.
 */
public final class SandboxJob implements Job {
  private static final long LOOK_MILLIS = 5_000;
  private static final JobOption CARD =
      new JobOption(
          "--card",
          "FOLDER",
          "write the generator's card, turned to the sandbox, into this folder");
  private static final JobOption CHECK =
      JobOption.flag(
          "--check",
          "ask the provider something that costs nothing and say what differs from the card");
  private static final JobOption SPEND =
      JobOption.flag("--spend", "with --check: buy one picture too");

  @Override
  public String verb() {
    return "sandbox";
  }

  @Override
  public String summary() {
    return "Rehearse a generator: a server that speaks its protocol and charges nothing; or check its card";
  }

  @Override
  public String arguments() {
    return "GENERATOR | PROTOCOL";
  }

  @Override
  public List<JobOption> options() {
    List<JobOption> options = new ArrayList<>(RehearsalOptions.ALL);
    options.addAll(List.of(CARD, CHECK, SPEND));
    return options;
  }

  @Override
  public boolean needsSpark() {
    return false;
  }

  @Override
  public void check(Conf conf, Options options) {
    Optional<GeneratorCard> card = card(conf, options);
    protocol(card, options);
    RehearsalOptions.of(options);
    for (JobOption option : List.of(CARD, CHECK)) {
      if (card.isEmpty() && options.own(option.name()).isPresent()) {
        throw new UserError(
            "%s needs a generator, not a protocol, for example: isobath sandbox replicate-flux-depth-dev %s."
                .formatted(option.name(), option.name()));
      }
    }
    boolean check = options.own(CHECK.name()).isPresent();
    boolean spend = options.own(SPEND.name()).isPresent();
    if (spend && !check) {
      throw new UserError("--spend goes with --check: a rehearsal spends nothing.");
    }
    if (check && options.own(CARD.name()).isPresent()) {
      throw new UserError("--card goes with a rehearsal, not with --check. Give one of them.");
    }
  }

  private static String name(Options options) {
    if (options.arguments().size() != 1) {
      throw new UserError(
          "sandbox takes the name of one generator or protocol, for example: isobath sandbox replicate-flux-depth-dev.");
    }
    return options.arguments().get(0);
  }

  private static boolean isProtocol(String name) {
    return Arrays.stream(SandboxProtocol.values()).anyMatch(p -> p.label().equals(name));
  }

  /** The card that is named; empty where a protocol is. */
  private static Optional<GeneratorCard> card(Conf conf, Options options) {
    String name = name(options);
    return isProtocol(name)
        ? Optional.empty()
        : Optional.of(GeneratorSettings.cards(conf).get(name));
  }

  private static SandboxProtocol protocol(Optional<GeneratorCard> card, Options options) {
    return SandboxProtocol.of(card.map(GeneratorCard::protocol).orElseGet(() -> name(options)));
  }

  @Override
  public Outcome run(Run run) {
    Optional<GeneratorCard> card = card(run.conf(), run.options());
    if (run.options().own(CHECK.name()).isPresent()) {
      return CheckRun.of(run, card.orElseThrow(), run.options().own(SPEND.name()).isPresent());
    }
    RehearsalOptions options = RehearsalOptions.of(run.options());
    SandboxProtocol protocol = protocol(card, run.options());
    try (Sandbox sandbox = Sandbox.start(protocol, options.port(), options.settings())) {
      announce(sandbox, card, run);
      Thread last =
          new Thread(() -> RehearsalReport.lines(sandbox.bill()).forEach(run.progress()::println));
      Runtime.getRuntime().addShutdownHook(last);
      watch(sandbox.bill(), run);
      Runtime.getRuntime().removeShutdownHook(last);
      return Outcome.of(
          RehearsalReport.figures(sandbox.bill()), RehearsalReport.lines(sandbox.bill()));
    }
  }

  private static void announce(Sandbox sandbox, Optional<GeneratorCard> card, Run run) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "THIS IS A REHEARSAL of the protocol %s on this machine: nobody is paid, and the pictures are no generations."
            .formatted(sandbox.protocol().label()));
    Optional<String> folder = run.options().own(CARD.name());
    if (card.isPresent() && folder.isPresent() && !run.options().dryRun()) {
      Path file =
          RehearsalCard.write(card.get(), sandbox.baseUrl(), Path.of(folder.get()), run.conf());
      lines.add("Card: " + file + ". To use it, in a COPY of the warehouse:");
      String use =
          "--config my.conf --set warehouse=COPY --set 'generators.path=[\"%s\"]' --set plan.generator=%s"
              .formatted(file.toAbsolutePath().getParent(), RehearsalCard.id(card.get()));
      lines.add("  isobath plan " + use);
      lines.add(
          "  %s=rehearsal isobath generate %s --set generate.budget-usd=1"
              .formatted(RehearsalCard.KEY, use));
    } else {
      lines.add("At the end of a copy of the card, in a folder that generators.path names:");
      overrides(sandbox, card).forEach(line -> lines.add("  " + line));
    }
    if (!sandbox.webhookSecret().isEmpty()) {
      lines.add(
          "Call backs are signed with "
              + RehearsalCard.KEY
              + "_WEBHOOK="
              + sandbox.webhookSecret());
    }
    lines.add("What it would have cost: " + sandbox.billUrl());
    lines.add("Ctrl-C ends it.");
    lines.forEach(run.progress()::println);
  }

  private static List<String> overrides(Sandbox sandbox, Optional<GeneratorCard> card) {
    return card.isPresent()
        ? RehearsalCard.overrides(card.get(), sandbox.baseUrl())
        : List.of("base-url = \"" + sandbox.baseUrl() + "\"");
  }

  /** Until somebody interrupts: a line whenever something was asked for. */
  private static void watch(SandboxBill bill, Run run) {
    long seen = 0;
    try {
      while (!run.options().dryRun()) {
        Thread.sleep(LOOK_MILLIS);
        if (bill.creates() != seen) {
          seen = bill.creates();
          run.progress().println(RehearsalReport.line(bill));
        }
      }
    } catch (InterruptedException e) {
      // the end that was asked for
      return;
    }
  }
}
