package org.isobath.generate.hosted;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.sandbox.Sandbox;
import org.isobath.generate.sandbox.SandboxSettings;

/**
 * How fast one sender buys: predictions that take 10 s, 100 create calls a second, pictures of 64
 * pixels, the sender in a process of its own with 512 MB of heap, on one core where {@code taskset}
 * is given as the prefix.
 *
 * <pre>SenderThroughput FOLDER REQUESTS [PREFIX...]</pre>
 */
final class SenderThroughput {
  private static final int PER_SECOND = 100;

  /** Of the allowed rate. */
  private static final double LEAST = 0.95;

  private SenderThroughput() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(args[0]), "throughput");
    int count = Integer.parseInt(args[1]);
    SandboxSettings settings =
        SandboxSettings.DEFAULT
            .withTimes(
                Duration.ofMillis(100),
                Duration.ofSeconds(10),
                Duration.ofMinutes(20),
                Duration.ofSeconds(1))
            .withLimits(10_000, 60 * PER_SECOND, new BigDecimal(1_000_000))
            .withLongestSide(64);
    SoakRoute route = SoakRoute.of("replicate-flux-depth-pro");
    try (Sandbox server = Sandbox.start(route.protocol(), 0, settings)) {
      List<String> command = new ArrayList<>(List.of(args).subList(2, args.length));
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx512m",
              "-cp",
              System.getProperty("java.class.path"),
              SoakLife.class.getName(),
              folder.toString(),
              Integer.toString(count),
              "2000",
              Integer.toString(60 * PER_SECOND),
              route.id() + "=" + server.baseUrl()));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put(SoakRoute.KEY_NAME, SoakRoute.KEY);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      Process process = builder.start();
      try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
        out.lines().forEach(System.out::println);
      }
      process.waitFor();
      System.out.println(
          "refused by the server: "
              + server.bill().refusals()
              + ", bought "
              + server.bill().predictions());
    }
    System.exit(report(folder, route.requests(count)) >= LEAST ? 0 : 1);
  }

  /** Prints what the ledger tells; the rate as a share of the allowed one. */
  private static double report(Path folder, List<GenerationRequest> requests) throws IOException {
    Ledger ledger = new Ledger(WriteOnceFolder.at(folder));
    List<Instant> intents = new ArrayList<>();
    List<long[]> changes = new ArrayList<>();
    int stored = 0;
    for (GenerationRequest request : requests) {
      RequestState state = ledger.state(request.requestId());
      intents.add(state.intent().at());
      if (state.end() instanceof LedgerEntry.Stored end) {
        stored++;
        changes.add(new long[] {state.intent().at().toEpochMilli(), 1});
        changes.add(new long[] {end.at().toEpochMilli(), -1});
      }
    }
    intents.sort(null);
    changes.sort((a, b) -> Long.compare(a[0], b[0]));
    long flying = 0;
    long most = 0;
    for (long[] change : changes) {
      flying += change[1];
      most = Math.max(most, flying);
    }
    double seconds =
        Duration.between(intents.get(0), intents.get(intents.size() - 1)).toMillis() / 1e3;
    double rate = (intents.size() - 1) / seconds;
    System.out.printf(
        "stored %d of %d; %.1f create calls a second, %.1f %% of %d; most in flight %d%n",
        stored, requests.size(), rate, 100 * rate / PER_SECOND, PER_SECOND, most);
    return rate / PER_SECOND;
  }
}
