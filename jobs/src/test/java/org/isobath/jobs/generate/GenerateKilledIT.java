package org.isobath.jobs.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.isobath.generate.sandbox.Fault;
import org.isobath.generate.sandbox.FaultPlan;
import org.isobath.generate.sandbox.SandboxSettings;
import org.isobath.jobs.Options;
import org.isobath.jobs.Traces;
import org.isobath.jobs.report.ReportJob;
import org.isobath.jobs.soak.PurchaseWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver that is killed while it buys, over a provider that has every fault and repeats the key:
 * {@code ISOBATH_LONG=purchase .ci/long} kills more of them.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class GenerateKilledIT {
  private static final long SEED = 1;
  private static final int REQUESTS = 8;

  /** An answer that got lost is asked for at once, where others wait for a list. */
  private static final List<String> GENERATOR = List.of("comfy-router-flux-pro-depth");

  @TempDir Path dir;

  @Test
  void a_killed_driver_buys_each_request_once_and_the_key_is_nowhere() throws Exception {
    PurchaseWorld.plan(dir.resolve("planned"), GENERATOR, REQUESTS);
    List<String> wanted;
    BigDecimal bill;
    try (PurchaseWorld undisturbed = world("undisturbed")) {
      generate(undisturbed);
      wanted = undisturbed.rows();
      bill = undisturbed.billedUsd();
    }
    assertThat(wanted).hasSize(REQUESTS);
    try (PurchaseWorld world = world("killed")) {
      kill(world);
      generate(world);
      assertThat(world.rows()).isEqualTo(wanted);
      assertThat(world.boughtTwice()).as("requests bought twice").isZero();
      assertThat(world.billedUsd()).as("the bill").isEqualByComparingTo(bill);
      assertThat(world.spentUsd()).as("the table's account").isEqualByComparingTo(bill);

      world.warehouse().run(new ReportJob(), world.conf(), Options.NONE);
      assertThat(Traces.of(PurchaseWorld.KEY, dir, world.warehouse().tables())).isEmpty();
      assertThat(Traces.of("of key (key)", dir, world.warehouse().tables()))
          .as("entries of the ledger in whose words the provider repeated it")
          .isNotEmpty();
      assertThat(Traces.of("picture1", dir, world.warehouse().tables()))
          .as("the search looks into tables")
          .contains("generations", "requests");
      assertThat(Traces.of("SparkListenerApplicationStart", dir, world.warehouse().tables()))
          .as("the search looks into the events of the killed driver")
          .anyMatch(place -> place.startsWith("killed/events/"));
    }
  }

  private PurchaseWorld world(String name) throws Exception {
    SandboxSettings settings =
        SandboxSettings.DEFAULT
            .withFaults(FaultPlan.some(SEED).with(Fault.KEY_ECHOED, .3))
            .withTimes(Duration.ofMillis(50), Duration.ofMillis(250), null, Duration.ZERO)
            .withLimits(1_000, 100_000, new BigDecimal(1_000))
            .withLongestSide(64);
    return new PurchaseWorld(dir.resolve(name), dir.resolve("planned"), GENERATOR, settings, 600);
  }

  private static void generate(PurchaseWorld world) throws Exception {
    world.warehouse().run(new GenerateJob(world.environment()), world.conf(), Options.NONE);
  }

  /** In the middle, with some pictures here, some paid for and some not asked for. */
  private static void kill(PurchaseWorld world) throws Exception {
    Process driver = world.driver();
    try {
      while (world.predictions() < REQUESTS / 2) {
        assertThat(driver.isAlive()).as(() -> "the driver: " + text(world.log())).isTrue();
        TimeUnit.MILLISECONDS.sleep(2);
      }
      driver.waitFor(new Random(SEED).nextInt(200), TimeUnit.MILLISECONDS);
    } finally {
      driver.destroyForcibly().waitFor();
    }
    // 137 = killed by SIGKILL: it did not end by itself
    assertThat(driver.exitValue()).as(() -> text(world.log())).isEqualTo(137);
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
