package org.isobath.scene;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.isobath.UserError;

/**
 * Renders a run of scenes into NumPy files for programs that are not Java, the training script
 * first among them. Writes {@code images.npy} (uint8, count × height × width × 3), {@code
 * depths.npy} (float32 metres, infinite in the sky, NaN where invalid), {@code normals.npy} with
 * {@code --normals true}, and {@code captions.txt}, one line per scene.
 */
public final class RenderScenes {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "--seed-from", "0",
          "--count", "16",
          "--width", "128",
          "--height", "96",
          "--samples", "2",
          "--threads", "1",
          "--normals", "false");
  private static final int IN_FLIGHT = 64;

  private RenderScenes() {}

  public static void main(String[] args) throws Exception {
    try {
      run(args, System.out);
    } catch (UserError e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  static void run(String[] args, PrintStream console) throws Exception {
    Map<String, String> options = parse(args);
    long from = number(options, "--seed-from");
    int count = positive(options, "--count");
    int width = positive(options, "--width");
    int height = positive(options, "--height");
    int samples = positive(options, "--samples");
    boolean withNormals = Boolean.parseBoolean(options.get("--normals"));
    Path out = Path.of(options.get("--out"));
    long start = System.nanoTime();
    ExecutorService pool = Executors.newFixedThreadPool(positive(options, "--threads"));
    makeFolder(out);
    try (NpyWriter images =
            new NpyWriter(out.resolve("images.npy"), "|u1", count, height, width, 3);
        NpyWriter depths = new NpyWriter(out.resolve("depths.npy"), "<f4", count, height, width);
        NpyWriter normals =
            withNormals
                ? new NpyWriter(out.resolve("normals.npy"), "<f4", count, height, width, 3)
                : null;
        PrintStream captions =
            new PrintStream(Files.newOutputStream(out.resolve("captions.txt")), false, "UTF-8")) {
      Deque<Future<RenderedScene>> queue = new ArrayDeque<>();
      for (int i = 0, written = 0; written < count; ) {
        while (i < count && queue.size() < IN_FLIGHT) {
          long seed = from + i++;
          queue.add(
              pool.submit(
                  () ->
                      SceneRenderer.render(SceneGenerator.generate(seed), width, height, samples)));
        }
        RenderedScene scene = queue.remove().get();
        written++;
        images.write(scene.image().rgb());
        depths.write(scene.depth().values());
        if (normals != null) {
          normals.write(scene.normals());
        }
        captions.print(scene.seed() + "\t" + scene.caption() + "\n");
      }
    } catch (IOException e) {
      throw new UserError(
          "Cannot write scenes to " + out + ": " + e + ". Name another folder with --out.", e);
    } finally {
      pool.shutdownNow();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    console.printf(
        Locale.ROOT,
        "%d scenes of %dx%d in %.1f s, %.2f ms each%n",
        count,
        width,
        height,
        seconds,
        1e3 * seconds / count);
  }

  private static void makeFolder(Path out) {
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new UserError(
          "Cannot write scenes to " + out + ": " + e + ". Name another folder with --out.", e);
    }
  }

  private static Map<String, String> parse(String[] args) {
    Map<String, String> options = new TreeMap<>(DEFAULTS);
    Set<String> known = new TreeSet<>(DEFAULTS.keySet());
    known.add("--out");
    for (int i = 0; i < args.length; i += 2) {
      if (!known.contains(args[i])) {
        throw new UserError(
            "Unknown option: " + args[i] + ". Use " + String.join(", ", known) + ".");
      }
      if (i + 1 == args.length) {
        throw new UserError("Option " + args[i] + " has no value.");
      }
      options.put(args[i], args[i + 1]);
    }
    if (!options.containsKey("--out")) {
      throw new UserError("No folder to write to. Name one with --out.");
    }
    return options;
  }

  private static long number(Map<String, String> options, String name) {
    try {
      return Long.parseLong(options.get(name));
    } catch (NumberFormatException e) {
      throw new UserError(
          "Option " + name + " needs a whole number, not " + options.get(name) + ".");
    }
  }

  private static int positive(Map<String, String> options, String name) {
    long value = number(options, name);
    if (value < 1 || value > 10_000_000) {
      throw new UserError(
          "Option " + name + " needs a number from 1 to 10000000, not " + value + ".");
    }
    return (int) value;
  }
}
