package org.isobath.jobs.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.isobath.jobs.Main;
import org.isobath.jobs.OwnJvm;

/**
 * Damages picture files of every format and runs the whole job over them, in JVMs of its own: a
 * file that crashes one, hangs it, or is lost is a fault.
 *
 * <pre>Fuzzer FOLDER FILES SEED</pre>
 *
 * <p>The files stay in {@code FOLDER/files}, named after what was done to them.
 */
public final class Fuzzer {
  /** Of one job over all files; each picture has a deadline of its own in {@code estimate}. */
  private static final int MINUTES = 30;

  /** Three deaths find one file; with more the job is a sieve, and the log says enough. */
  private static final int MOST_DEATHS = 12;

  private Fuzzer() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]).toAbsolutePath();
    int files = Integer.parseInt(args[1]);
    write(folder.resolve("files"), files, Long.parseLong(args[2]));
    List<String> faults = new ArrayList<>();
    for (String verb : List.of("ingest", "estimate")) {
      int deaths = deaths(folder, verb);
      if (deaths > 0) {
        faults.add("%s died %d times".formatted(verb, deaths));
      }
    }
    Account account = Account.of(warehouse(folder));
    faults.addAll(account.faults(files));
    System.out.printf("%d files, seed %s: %s%n", files, args[2], account);
    faults.forEach(fault -> System.out.println("FAULT: " + fault));
    System.exit(faults.isEmpty() ? 0 : 1);
  }

  /** Writes damaged files, named after their number. */
  static void write(Path folder, int files, long seed) throws IOException {
    Files.createDirectories(folder);
    Mutations mutations = new Mutations(seed);
    for (int i = 0; i < files; i++) {
      Files.write(folder.resolve(mutations.name(i)), mutations.file(i));
    }
  }

  /** Settings of the job over {@code folder}. */
  static List<String> settings(Path folder) {
    return List.of(
        "--set",
        "warehouse=\"" + warehouse(folder) + "\"",
        "--set",
        "ingest.sources=[{ kind = files, source = fuzz, path = \"" + folder + "/files\" }]",
        "--set",
        "max-reject-share=1",
        "--set",
        "estimate.deadline=1 minute");
  }

  static String warehouse(Path folder) {
    return folder.resolve("warehouse").toUri().toString();
  }

  /** Runs a verb until it ends by itself; how often it died before. */
  private static int deaths(Path folder, String verb) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(verb, "--json"));
    arguments.addAll(settings(folder));
    for (int deaths = 0; ; deaths++) {
      Process job =
          OwnJvm.of(
                  folder.resolve("tmp"),
                  folder.resolve(verb + ".log"),
                  List.of("-Xmx2g"),
                  Main.class,
                  arguments)
              .directory(folder.toFile())
              .start();
      if (!job.waitFor(MINUTES, TimeUnit.MINUTES)) {
        job.destroyForcibly().waitFor();
        throw new IllegalStateException(verb + " hangs. See " + folder);
      }
      if (job.exitValue() == 0) {
        return deaths;
      }
      if (deaths == MOST_DEATHS || job.exitValue() < 128) {
        throw new IllegalStateException(
            verb + " ended with " + job.exitValue() + ". See " + folder);
      }
    }
  }
}
