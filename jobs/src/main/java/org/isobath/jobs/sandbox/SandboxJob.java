package org.isobath.jobs.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.isobath.UserError;
import org.isobath.generate.sandbox.Sandbox;
import org.isobath.generate.sandbox.SandboxBill;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Job;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;

/**
 * Starts a server that speaks a provider's protocol and charges nothing, and runs until it is
 * interrupted. Needs neither Spark nor a warehouse.
 */
public final class SandboxJob implements Job {
  private static final long LOOK_MILLIS = 5_000;

  @Override
  public String verb() {
    return "sandbox";
  }

  @Override
  public String summary() {
    return "Rehearse hosted generation: a server that speaks a provider's protocol and charges nothing";
  }

  @Override
  public String arguments() {
    return Arrays.stream(SandboxProtocol.values())
        .map(SandboxProtocol::label)
        .collect(Collectors.joining(" | "));
  }

  @Override
  public List<JobOption> options() {
    return RehearsalOptions.ALL;
  }

  @Override
  public boolean needsSpark() {
    return false;
  }

  @Override
  public void check(Conf conf, Options options) {
    protocol(options);
    RehearsalOptions.of(options);
  }

  private static SandboxProtocol protocol(Options options) {
    if (options.arguments().size() != 1) {
      throw new UserError(
          "sandbox takes the name of one protocol, for example: isobath sandbox replicate.");
    }
    return SandboxProtocol.of(options.arguments().get(0));
  }

  @Override
  public Outcome run(Run run) {
    RehearsalOptions options = RehearsalOptions.of(run.options());
    try (Sandbox sandbox =
        Sandbox.start(protocol(run.options()), options.port(), options.settings())) {
      announce(sandbox, run);
      Thread last =
          new Thread(
              () -> RehearsalReport.lines(sandbox.bill()).forEach(run.progress()::println));
      Runtime.getRuntime().addShutdownHook(last);
      watch(sandbox.bill(), run);
      Runtime.getRuntime().removeShutdownHook(last);
      return Outcome.of(
          RehearsalReport.figures(sandbox.bill()), RehearsalReport.lines(sandbox.bill()));
    }
  }

  private static void announce(Sandbox sandbox, Run run) {
    String host = sandbox.baseUrl().getHost();
    run.progress()
        .println(
            "THIS IS A REHEARSAL of the protocol %s on this machine: nobody is paid, and the pictures are no generations."
                .formatted(sandbox.protocol().label()));
    run.progress().println("In a card of yours, in a folder that generators.path names:");
    run.progress().println("  base-url = \"%s\"".formatted(sandbox.baseUrl()));
    run.progress().println("  limits.api-hosts = [ \"%s\" ]".formatted(host));
    run.progress().println("  limits.output-hosts = [ \"%s\" ]".formatted(host));
    run.progress().println("What it would have cost: " + sandbox.billUrl());
    run.progress().println("Ctrl-C ends it.");
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
