package org.isobath.jobs.soak;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.isobath.generate.sandbox.Fault;
import org.isobath.generate.sandbox.FaultPlan;
import org.isobath.generate.sandbox.SandboxSettings;
import org.isobath.jobs.Traces;

/**
 * Kills drivers of {@code generate} with SIGKILL at seeded moments, faults on, and compares table
 * and bill in the end with those of a driver that nobody disturbed. Only over routes on which a
 * lost answer can be cleared up: on the others what is lost is parked, and tables differ.
 *
 * <pre>PurchaseSoak FOLDER KILLS SEED</pre>
 */
public final class PurchaseSoak {
  private static final List<String> GENERATORS =
      List.of(
          "replicate-flux-depth-dev",
          "replicate-flux-depth-pro",
          "eachlabs-flux-depth-dev",
          "eachlabs-flux-depth-pro",
          "comfy-router-flux-pro-depth");

  private static final int EACH = 12;
  private static final int CREATES_PER_MINUTE = 60;
  private static final int KILLS_PER_WORLD = 5;
  private static final int MOST_MILLIS = 1_500;
  private static final int MINUTES = 20;

  private final Random random;
  private int killed;

  private PurchaseSoak(long seed) {
    this.random = new Random(seed);
  }

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    int kills = Integer.parseInt(args[1]);
    long seed = Long.parseLong(args[2]);
    PurchaseSoak soak = new PurchaseSoak(seed);
    Path planned = folder.resolve("planned");
    PurchaseWorld.plan(planned, GENERATORS, EACH);
    SandboxSettings settings =
        SandboxSettings.DEFAULT
            .withFaults(FaultPlan.some(seed).with(Fault.KEY_ECHOED, .1))
            .withTimes(
                Duration.ofMillis(200),
                Duration.ofMillis(500),
                Duration.ofHours(2),
                Duration.ofSeconds(3))
            // a refusal that hangs on the moment would make the runs differ
            .withLimits(10_000, 1_000_000, new BigDecimal(1_000_000))
            .withLongestSide(64);
    List<String> wanted;
    BigDecimal bill;
    try (PurchaseWorld world = world(folder.resolve("undisturbed"), planned, settings)) {
      end(world);
      wanted = world.rows();
      bill = world.billedUsd();
      System.out.printf(
          "undisturbed: %d rows, billed %s, %s%n", wanted.size(), bill, world.faults());
    }
    boolean good = wanted.size() == EACH * GENERATORS.size();
    for (int number = 1; good && soak.killed < kills; number++) {
      try (PurchaseWorld world = world(folder.resolve("world" + number), planned, settings)) {
        soak.disturb(world, Math.min(KILLS_PER_WORLD, kills - soak.killed));
        end(world);
        String difference = PhotoFolder.difference(wanted, world.rows());
        good =
            difference.isEmpty()
                && world.boughtTwice() == 0
                && world.billedUsd().compareTo(bill) == 0
                && world.spentUsd().compareTo(bill) == 0
                && Traces.of(
                        PurchaseWorld.KEY,
                        folder.resolve("world" + number),
                        world.warehouse().tables())
                    .isEmpty();
        System.out.printf(
            "world %d after %d kills: bought twice %d, billed %s, spent %s, rows %s%n",
            number,
            soak.killed,
            world.boughtTwice(),
            world.billedUsd(),
            world.spentUsd(),
            difference.isEmpty() ? "equal" : difference);
      }
    }
    System.out.printf("%d kills, seed %d: %s%n", soak.killed, seed, good ? "good" : "BAD");
    System.exit(good ? 0 : 1);
  }

  private static PurchaseWorld world(Path folder, Path planned, SandboxSettings settings)
      throws Exception {
    return new PurchaseWorld(folder, planned, GENERATORS, settings, CREATES_PER_MINUTE);
  }

  private static void end(PurchaseWorld world) throws Exception {
    Process driver = world.driver();
    if (!driver.waitFor(MINUTES, TimeUnit.MINUTES) || driver.exitValue() != 0) {
      driver.destroyForcibly().waitFor();
      throw new IllegalStateException("generate does not end well. See " + world.log());
    }
  }

  /** Kills so many drivers, each of them while it has something to do. */
  private void disturb(PurchaseWorld world, int kills) throws Exception {
    int all = EACH * GENERATORS.size();
    for (int left = kills; left > 0; left--) {
      // in time to leave the later ones something to buy
      long next = world.predictions() + 1 + random.nextInt(Math.max(1, 2 * all / kills));
      Process driver = world.driver();
      try {
        while (world.predictions() < Math.min(next, all) && driver.isAlive()) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        driver.waitFor(random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS);
      } finally {
        if (driver.isAlive()) {
          killed++;
          System.out.printf("kill %d after %d predictions%n", killed, world.predictions());
        }
        driver.destroyForcibly().waitFor();
      }
    }
  }
}
