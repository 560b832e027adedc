package org.isobath.generate.hosted;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.hosted.RequestState.Standing;
import org.isobath.generate.sandbox.Fault;
import org.isobath.generate.sandbox.FaultPlan;
import org.isobath.generate.sandbox.Sandbox;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.generate.sandbox.SandboxSettings;

/**
 * Kills senders with SIGKILL at seeded moments while they buy from the protocol servers, lets the
 * last one end, and compares their ledger with the servers' bill, request by request. The servers
 * live on.
 *
 * <pre>SenderKillSoak FOLDER SEED KILLS REQUESTS</pre>
 */
final class SenderKillSoak {
  /**
   * What the ledger and the bill say in the end.
   *
   * @param killed senders that had not come to their end
   * @param parked of which nobody knows whether they were bought
   * @param parkedUnbilled that were not, which the ledger counts all the same
   * @param wrong requests that are not as they have to be
   */
  record Verdict(
      int killed,
      int requests,
      int stored,
      Map<Refusal, Integer> rejected,
      int parked,
      int parkedUnbilled,
      BigDecimal billedUsd,
      BigDecimal spentUsd,
      Map<String, Long> calls,
      List<String> wrong) {
    boolean good() {
      return wrong.isEmpty();
    }
  }

  private static final int ACTIVE = 24;
  private static final int CREATES_PER_MINUTE = 30;

  /** After what a kill waits for. */
  private static final int MOST_MILLIS = 1_500;

  /** Of a life that does not get to it: what is left to do may be waiting. */
  private static final long LONGEST_LIFE_MILLIS = 15_000;

  private static final int MINUTES = 40;

  private final List<SoakRoute> routes;
  private final int requests;
  private final double createsPerMinute;
  private final int haste;
  private final SplittableRandom random;
  private final Path folder;
  private final Map<SandboxProtocol, Sandbox> servers = new EnumMap<>(SandboxProtocol.class);
  private int killed;

  /**
   * @param haste how many times sooner than in a soak pictures are done and senders are killed
   */
  SenderKillSoak(
      long seed,
      List<SoakRoute> routes,
      int requests,
      double createsPerMinute,
      int haste,
      Path folder) {
    this.routes = routes;
    this.requests = requests;
    this.createsPerMinute = createsPerMinute;
    this.haste = haste;
    this.random = new SplittableRandom(seed);
    this.folder = folder;
    // an output that is gone at once is paid and lost, whoever is killed
    FaultPlan faults = FaultPlan.some(seed).with(Fault.EXPIRED_URL, 0);
    SandboxSettings settings =
        SandboxSettings.DEFAULT
            .withFaults(faults)
            .withTimes(
                Duration.ofMillis(200 / haste),
                Duration.ofMillis(400 / haste),
                Duration.ofHours(2),
                Duration.ofSeconds(3))
            .withLimits(1_000, 100_000, new BigDecimal(1_000_000))
            .withKey(SoakRoute.KEY)
            .withLongestSide(64);
    for (SoakRoute route : routes) {
      servers.computeIfAbsent(route.protocol(), protocol -> Sandbox.start(protocol, 0, settings));
    }
  }

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(args[0]), "soak");
    long seed = Long.parseLong(args[1]);
    int kills = Integer.parseInt(args[2]);
    int requests = Integer.parseInt(args[3]);
    SenderKillSoak soak =
        new SenderKillSoak(seed, SoakRoute.all(), requests, CREATES_PER_MINUTE, 1, folder);
    Verdict verdict = soak.run(kills);
    System.out.println(verdict);
    System.out.printf(
        "%d senders killed, seed %d: %s%n",
        verdict.killed(), seed, verdict.good() ? "good" : "BAD");
    System.exit(verdict.good() ? 0 : 1);
  }

  /** Kills that many senders, and lets one more end. */
  Verdict run(int kills) throws IOException, InterruptedException {
    try {
      long all = (long) requests * routes.size();
      for (int kill = 1; kill <= kills; kill++) {
        // by what is left to buy, so that each kill has something to interrupt, however slow the
        // machine
        long share = (all - predictions()) / (kills - kill + 1);
        kill(1 + random.nextInt((int) Math.max(1, 2 * share)), random.nextInt(MOST_MILLIS / haste));
        if (kill % 10 == 0) {
          System.out.printf("kill %d: %d predictions so far%n", kill, predictions());
        }
      }
      Process last = life(ProcessBuilder.Redirect.INHERIT);
      if (!last.waitFor(MINUTES, TimeUnit.MINUTES)) {
        last.destroyForcibly().waitFor();
        throw new IllegalStateException("the last sender does not come to its end");
      }
      return verdict();
    } finally {
      servers.values().forEach(Sandbox::close);
    }
  }

  private long predictions() {
    return servers.values().stream().mapToLong(server -> server.bill().predictions()).sum();
  }

  /** Starts a sender, waits until it has bought so much and as long, and kills it. */
  private void kill(int more, int millis) throws IOException, InterruptedException {
    // the last requests may be looked for in lists, which takes longer than lives last
    long next = Math.min(predictions() + more, requests * routes.size() * 19L / 20);
    Process process = life(ProcessBuilder.Redirect.PIPE);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      if (out.readLine() == null) {
        throw new IllegalStateException("a sender did not begin");
      }
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_LIFE_MILLIS);
      while (predictions() < next && process.isAlive() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      process.waitFor(millis, TimeUnit.MILLISECONDS);
    } finally {
      killed += process.isAlive() ? 1 : 0;
      process.destroyForcibly().waitFor();
    }
  }

  private Process life(ProcessBuilder.Redirect out) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SoakLife.class.getName(),
                folder.toString(),
                Integer.toString(requests),
                Integer.toString(ACTIVE),
                Double.toString(createsPerMinute)));
    routes.forEach(
        route -> command.add(route.id() + "=" + servers.get(route.protocol()).baseUrl()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(SoakRoute.KEY_NAME, SoakRoute.KEY);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return builder.redirectOutput(out).start();
  }

  private Verdict verdict() throws IOException {
    Map<String, Long> bought = new TreeMap<>();
    Map<String, BigDecimal> billed = new TreeMap<>();
    Map<String, Long> calls = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (Sandbox server : servers.values()) {
      server
          .bill()
          .perRequest()
          .forEach((key, times) -> bought.merge(prompt(key), times, Long::sum));
      server
          .bill()
          .usdPerRequest()
          .forEach((key, usd) -> billed.merge(prompt(key), usd, BigDecimal::add));
      calls.put(
          server.protocol().label(),
          server.bill().calls().values().stream().mapToLong(Long::longValue).sum());
      if (!server.bill().strayKeys().isEmpty()) {
        wrong.add("keys shown to " + server.bill().strayKeys());
      }
    }
    Ledger ledger = new Ledger(WriteOnceFolder.at(folder));
    Map<Refusal, Integer> rejected = new EnumMap<>(Refusal.class);
    BigDecimal allBilled = BigDecimal.ZERO;
    BigDecimal allSpent = BigDecimal.ZERO;
    int all = 0;
    int stored = 0;
    int parked = 0;
    int unbilled = 0;
    for (SoakRoute route : routes) {
      for (GenerationRequest request : route.requests(requests)) {
        RequestState state = ledger.state(request.requestId());
        BigDecimal usd = billed.getOrDefault(request.prompt(), BigDecimal.ZERO);
        long times = bought.getOrDefault(request.prompt(), 0L);
        String problem = problem(ledger, route, state, times, usd);
        if (!problem.isEmpty()) {
          wrong.add(
              "%s: %s, bought %d times for %s: %s"
                  .formatted(request.prompt(), problem, times, usd, state));
        }
        all++;
        allBilled = allBilled.add(usd);
        allSpent = allSpent.add(state.spentUsd());
        stored += state.standing() == Standing.STORED ? 1 : 0;
        parked += state.standing() == Standing.AMBIGUOUS ? 1 : 0;
        unbilled += state.standing() == Standing.AMBIGUOUS && usd.signum() == 0 ? 1 : 0;
        if (state.end() instanceof LedgerEntry.Rejected end) {
          rejected.merge(end.reason(), 1, Integer::sum);
        }
      }
    }
    return new Verdict(
        killed, all, stored, rejected, parked, unbilled, allBilled, allSpent, calls, wrong);
  }

  /** The seed comes before the prompt, where there is one. */
  private static String prompt(String key) {
    return key.replaceFirst("^\\S* ", "");
  }

  /** What is not as it has to be; empty when all is well. */
  private static String problem(
      Ledger ledger, SoakRoute route, RequestState state, long times, BigDecimal usd)
      throws IOException {
    if (times > 1) {
      return "bought twice";
    }
    if (state.standing() == Standing.AMBIGUOUS) {
      boolean counted = state.spentUsd().compareTo(usd) >= 0 && state.spentUsd().signum() > 0;
      return route.decidable() ? "parked without need" : counted ? "" : "parked and not counted";
    }
    if (!state.ended()) {
      return "not ended";
    }
    if (times == 0) {
      return "given up without being bought";
    }
    if (state.spentUsd().compareTo(usd) != 0) {
      return "the ledger says " + state.spentUsd();
    }
    if (state.end() instanceof LedgerEntry.Rejected end) {
      return switch (end.reason()) {
        case MODERATED, FAILED, CANCELED -> "";
        default -> "bought and lost";
      };
    }
    for (LedgerEntry.Picture picture : ((LedgerEntry.Stored) state.end()).pictures()) {
      if (!Sha256.hex(ledger.picture(picture)).equals(picture.sha256())) {
        return "another picture than the ledger says";
      }
    }
    return "";
  }
}
