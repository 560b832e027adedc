package org.isobath.jobs.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.isobath.generate.sandbox.ControlUse;
import org.isobath.generate.sandbox.Fault;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.jobs.Command;
import org.isobath.jobs.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxJobTest {
  @TempDir Path folder;

  private static Command sandbox(String... words) {
    List<String> args = new ArrayList<>(List.of("sandbox"));
    args.addAll(List.of(words));
    return Command.of(args);
  }

  @Test
  void a_dry_run_says_what_to_put_into_a_card_and_that_it_is_a_rehearsal() {
    for (SandboxProtocol protocol : SandboxProtocol.values()) {
      Command run = sandbox(protocol.label(), "--dry-run");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.err())
          .contains("THIS IS A REHEARSAL of the protocol " + protocol.label())
          .containsPattern("base-url = \"http://127.0.0.1:\\d+");
      assertThat(run.out()).contains("0 predictions, 0 USD that nobody pays");
    }
  }

  @Test
  void a_generator_gets_a_card_of_its_own_for_the_rehearsal() throws InterruptedException {
    List<Command> ended = new ArrayList<>();
    Thread running =
        new Thread(
            () -> ended.add(sandbox("replicate-flux-depth-dev", "--card", folder.toString())));
    running.start();
    Path card = folder.resolve("sandbox-replicate-flux-depth-dev.conf");
    for (int i = 0; i < 200 && !Files.exists(card); i++) {
      Thread.sleep(50);
    }
    // interrupted while it writes, it would have no card
    Thread.sleep(300);
    running.interrupt();
    running.join(10_000);
    assertThat(ended.get(0).err())
        .contains(card.toString())
        .contains("ISOBATH_SANDBOX_KEY=")
        .contains("plan.generator=sandbox-replicate-flux-depth-dev");
    assertThat(card).content().containsPattern("base-url = \"http://127.0.0.1:\\d+/v1\"");
  }

  @Test
  void a_check_asks_nobody_in_a_dry_run_and_names_what_is_in_doubt() {
    Command run = sandbox("eachlabs-flux-depth-pro", "--check", "--dry-run");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("in doubt: ").contains("Nothing was asked: --dry-run.");
    Command keyless = sandbox("eachlabs-flux-depth-pro", "--check");
    assertThat(keyless.code()).isEqualTo(2);
    assertThat(keyless.err()).contains("set the environment variable EACHLABS_API_KEY");
  }

  @Test
  void it_runs_until_it_is_interrupted() throws InterruptedException {
    List<Command> ended = new ArrayList<>();
    Thread running = new Thread(() -> ended.add(sandbox("bfl", "--json")));
    running.start();
    Thread.sleep(300);
    assertThat(running.isAlive()).isTrue();
    running.interrupt();
    running.join(10_000);
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).code()).as(ended.get(0).err()).isZero();
    assertThat(ended.get(0).json().path("creates").asInt()).isZero();
    assertThat(ended.get(0).json().path("state").asText()).isEqualTo("done");
  }

  @Test
  void mistakes_are_named_before_anything_starts() {
    assertThat(sandbox("replicate-flux-depth").err())
        .contains("There is no generator card replicate-flux-depth.");
    assertThat(sandbox().err()).contains("sandbox takes the name of one generator or protocol");
    assertThat(sandbox("bfl", "--check").err())
        .contains("--check needs a generator, not a protocol");
    assertThat(sandbox("bfl-flux-pro-depth", "--spend").err())
        .contains("--spend goes with --check");
    Command faults = sandbox("bfl", "--faults", "sone");
    assertThat(faults.code()).isEqualTo(2);
    assertThat(faults.err()).contains("--faults = sone is not known. Did you mean none?");
    assertThat(sandbox("bfl", "--port", "99999").err())
        .contains("--port = 99999 is not a whole number from 0 to 65535.");
  }

  @Test
  void the_options_are_the_settings() {
    RehearsalOptions options =
        RehearsalOptions.of(
            Options.NONE
                .with("--faults", "all")
                .with("--seed", "9")
                .with("--control", "ignored")
                .with("--latency", "6"));
    assertThat(options.settings().faults().seed()).isEqualTo(9);
    assertThat(options.settings().faults().rates().get(Fault.NO_CREDIT)).isPositive();
    assertThat(options.settings().control()).isEqualTo(ControlUse.IGNORED);
    assertThat(options.settings().queued().plus(options.settings().running())).hasSeconds(6);
    assertThat(RehearsalOptions.of(Options.NONE).settings().faults().rates().get(Fault.NO_CREDIT))
        .as("by default nothing that ends a run")
        .isZero();
  }
}
