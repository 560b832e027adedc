package org.isobath.jobs.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.isobath.jobs.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FuzzIT {
  private static final int FILES = 300;

  @TempDir Path temp;

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void everyDamagedFileIsAccountedFor() throws Exception {
    Fuzzer.write(temp.resolve("files"), FILES, 20261121);

    Command ingest = run("ingest");
    assertThat(ingest.json().get("in").asInt()).isEqualTo(FILES);
    assertThat(ingest.json().get("skipped").asInt()).isZero();
    assertThat(ingest.json().get("out").asInt()).as("some damage does not matter").isPositive();
    assertThat(ingest.json().get("rejected").asInt()).isGreaterThan(FILES / 3);
    Command estimate = run("estimate");
    assertThat(estimate.json().get("skipped").asInt()).isZero();

    Account account = Account.of(Fuzzer.warehouse(temp));
    assertThat(account.faults(FILES)).isEmpty();
    assertThat(account.images()).isEqualTo(estimate.json().get("in").asLong());
    assertThat(account.reasons()).doesNotContainKeys("kills_executor", "too_slow");
  }

  private Command run(String verb) {
    List<String> arguments = new ArrayList<>(List.of(verb, "--json"));
    arguments.addAll(Fuzzer.settings(temp));
    Command command = Command.run(arguments);
    assertThat(command.code()).as(command.err()).isZero();
    return command;
  }
}
