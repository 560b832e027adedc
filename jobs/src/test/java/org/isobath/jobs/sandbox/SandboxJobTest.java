package org.isobath.jobs.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.isobath.generate.sandbox.ControlUse;
import org.isobath.generate.sandbox.Fault;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.jobs.Command;
import org.isobath.jobs.Options;
import org.junit.jupiter.api.Test;

class SandboxJobTest {
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
          .containsPattern("base-url = \"http://127.0.0.1:\\d+")
          .contains("limits.output-hosts = [ \"127.0.0.1\" ]");
      assertThat(run.out()).contains("0 predictions, 0 USD that nobody pays");
    }
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
    assertThat(sandbox("replicat").err())
        .contains("No sandbox speaks the protocol replicat. Did you mean replicate?");
    assertThat(sandbox().err()).contains("sandbox takes the name of one protocol");
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
