package org.isobath.jobs.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.generate.Parameter;
import org.isobath.generate.Pipeline;
import org.isobath.generate.local.ClipTokenizer;
import org.isobath.generate.local.ComponentCheck;
import org.isobath.generate.local.FluxCost;
import org.isobath.generate.local.GoldenTokens;
import org.isobath.generate.local.GpuSpeed;
import org.isobath.generate.local.PromptTokenizer;
import org.isobath.generate.local.SdCost;
import org.isobath.jobs.Conf;
import org.isobath.jobs.GeneratorSettings;
import org.isobath.jobs.HadoopSettings;
import org.isobath.jobs.ModelSettings;
import org.isobath.model.ModelFolder;
import org.isobath.model.ModelStore;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxFile;

/** A generator on devices of our own: whether its parts fit together, and fit this machine. */
final class GeneratorChecks {
  /** Side of the picture that memory and time of FLUX are reckoned for: the usual size. */
  private static final int SIDE = 1024;

  /** The same of Stable Diffusion. */
  private static final int SMALL_SIDE = 512;

  /** Of what the maker states, as good implementations reach on large matrices. */
  private static final double SHARE = 0.6;

  private static final double GIB = 1L << 30;

  private final LocalGeneratorCard card;
  private final ModelStore store;
  private final Configuration hadoop;
  private final Map<Component, Path> folders = new EnumMap<>(Component.class);

  private GeneratorChecks(Conf conf, LocalGeneratorCard card) {
    this.card = card;
    this.store = ModelSettings.of(conf).store();
    this.hadoop = HadoopSettings.of(conf);
  }

  /** Findings by what was looked at. Nothing is downloaded, and no graph is loaded. */
  static Map<String, Finding> of(Conf conf, String id) {
    GeneratorChecks checks = new GeneratorChecks(conf, GeneratorSettings.cards(conf).local(id));
    Map<String, Finding> findings = new LinkedHashMap<>();
    try {
      List<Component> far = checks.locate();
      if (!far.isEmpty()) {
        findings.put("components", checks.notHere(far));
      } else {
        Map<Component, OnnxFile> graphs = ComponentCheck.check(checks.card, checks.folders);
        findings.put("components", checks.components(graphs));
        findings.put("tokenizers", checks.tokenizers());
        findings.put("memory", checks.memory(graphs, deviceBytes(conf)));
      }
    } catch (UserError e) {
      findings.put("components", Finding.fail(id + " cannot be used", e.getMessage()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("nvidia-smi cannot be asked", e);
    }
    findings.put("time", checks.time());
    return findings;
  }

  /** Those whose files lie elsewhere and are not in the cache. */
  private List<Component> locate() {
    List<Component> far = new ArrayList<>();
    card.components()
        .forEach(
            (component, part) -> {
              ModelFolder folder = part.folder();
              if (folder.source().getScheme().equals("file")) {
                folders.put(component, Path.of(folder.source()));
              } else if (store.isCached(card.folder(component))) {
                folders.put(component, store.fetch(folder, hadoop));
              } else {
                far.add(component);
              }
            });
    return far;
  }

  private Finding notHere(List<Component> far) {
    long bytes = far.stream().mapToLong(c -> card.folder(c).bytes()).sum();
    return Finding.warn(
        far.stream().map(Component::label).collect(Collectors.joining(", "))
            + " of "
            + card.id()
            + " are not on this machine",
        String.format(
            Locale.ROOT, "The first run copies %.1f GiB into models.cache.", bytes / GIB));
  }

  /** Hashes what the card has hashes of; the graphs were held against the card before. */
  private Finding components(Map<Component, OnnxFile> graphs) {
    long weights = graphs.values().stream().mapToLong(OnnxFile::weightBytes).sum();
    String text =
        String.format(
            Locale.ROOT,
            "%s: %d graphs with %.2f GiB of weights fit together (%s)",
            card.id(),
            graphs.size(),
            weights / GIB,
            graphs.entrySet().stream()
                .map(
                    e ->
                        String.format(
                            Locale.ROOT,
                            "%s %.2f",
                            e.getKey().label(),
                            e.getValue().weightBytes() / GIB))
                .collect(Collectors.joining(", ")));
    List<String> unlisted =
        card.components().entrySet().stream()
            .filter(e -> e.getValue().folder().files().isEmpty())
            .map(e -> e.getKey().label())
            .toList();
    if (!unlisted.isEmpty()) {
      return Finding.fail(
          text,
          "The card has no sha256 of the files of "
              + String.join(", ", unlisted)
              + ", and an unverified file is never loaded. notebooks/export/README.md says how they"
              + " get there.");
    }
    card.components().values().forEach(part -> store.fetch(part.folder(), hadoop));
    return Finding.ok(text + ", with the hashes of the card");
  }

  private Finding tokenizers() {
    return flux() ? bothTokenizers() : clipTokenizer();
  }

  private boolean flux() {
    return card.pipeline() == Pipeline.FLUX_CONTROL;
  }

  private Finding clipTokenizer() {
    try (ClipTokenizer tokenizer = ClipTokenizer.open(file(Component.TOKENIZER))) {
      tokenizer.encode("a depth map");
      return Finding.ok("loads and splits");
    } catch (LinkageError e) {
      return noLibrary(e);
    }
  }

  private static Finding noLibrary(LinkageError e) {
    return Finding.fail(
        "the tokenizer library does not load: " + e.getMessage(),
        "It unpacks itself into "
            + System.getProperty("DJL_CACHE_DIR")
            + ": set another java.io.tmpdir.");
  }

  private Finding bothTokenizers() {
    try (PromptTokenizer tokenizer =
        PromptTokenizer.open(
            file(Component.TOKENIZER), file(Component.TOKENIZER_2), card.textTokens())) {
      Path golden = folders.get(Component.TOKENIZER).resolve(GoldenTokens.FILE);
      if (!Files.isRegularFile(golden)) {
        tokenizer.encode("a depth map");
        return Finding.warn(
            "both load and split",
            "There is no "
                + golden
                + " to compare with: notebooks/export/token_ids.py writes what the Python library"
                + " makes of 50 prompts.");
      }
      GoldenTokens expected = GoldenTokens.read(golden);
      Optional<String> difference = expected.difference(tokenizer);
      return difference.isPresent()
          ? Finding.fail(
              difference.get(),
              "Pictures would be of other prompts. Compare the two tokenizer.json with those of the"
                  + " checkpoint.")
          : Finding.ok(
              expected.prompts().size() + " prompts split as the Python library splits them");
    } catch (LinkageError e) {
      return noLibrary(e);
    }
  }

  private Path file(Component component) {
    return folders.get(component).resolve(card.components().get(component).open());
  }

  private Finding memory(Map<Component, OnnxFile> graphs, OptionalLong device) {
    Map<Component, Long> weights = new TreeMap<>();
    graphs.forEach((component, graph) -> weights.put(component, graph.weightBytes()));
    Map<Component, Long> working = workingBytes(false);
    Map<Component, Long> fused = workingBytes(true);
    int side = flux() ? SIDE : SMALL_SIDE;
    StringBuilder text =
        new StringBuilder("one picture of " + side + " x " + side + ", estimated: ");
    for (FluxCost.Placement placement : FluxCost.Placement.values()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %.2f GiB (%.2f with fused attention); ",
              placement.label(),
              FluxCost.bytes(placement, weights, working) / GIB,
              FluxCost.bytes(placement, weights, fused) / GIB));
    }
    if (device.isEmpty()) {
      return Finding.ok(text + "what the device has cannot be told");
    }
    long there = device.getAsLong();
    text.append(String.format(Locale.ROOT, "the device has %.2f GiB", there / GIB));
    if (FluxCost.bytes(FluxCost.Placement.RESIDENT, weights, working) <= there) {
      return Finding.ok(text.toString());
    }
    return FluxCost.bytes(FluxCost.Placement.SEQUENCE, weights, fused) <= there
        ? Finding.warn(
            text.toString(), "Not all components can stay loaded: every batch loads them again.")
        : Finding.fail(
            text.toString(),
            "Even one component at a time does not fit. Take weights of a lower precision, or a"
                + " larger device.");
  }

  private Map<Component, Long> workingBytes(boolean fused) {
    return flux()
        ? new FluxCost(card).workingBytes(SIDE, SIDE, fused)
        : new SdCost(card).workingBytes(SMALL_SIDE, SMALL_SIDE, fused);
  }

  /** Memory of the first GPU where one is used, else of this machine. */
  private static OptionalLong deviceBytes(Conf conf) throws IOException, InterruptedException {
    if (!Device.of(conf.string("generate.local.device")).resolve().gpu()) {
      return OptionalLong.of(MachineChecks.machineBytes());
    }
    return NativeChecks.gpuBytes();
  }

  private Finding time() {
    if (!flux()) {
      return Finding.ok(
          "not reckoned for " + card.pipeline().label() + ": a first run of generate tells it");
    }
    FluxCost cost = new FluxCost(card);
    Object steps = card.parameters().get(Parameter.STEPS).byDefault();
    int count = steps == null ? 30 : ((Long) steps).intValue();
    String seconds =
        Arrays.stream(GpuSpeed.values())
            .map(
                gpu ->
                    String.format(
                        Locale.ROOT,
                        "%s %.1f s",
                        gpu.title(),
                        cost.seconds(SIDE, SIDE, count, gpu.flops(), SHARE)))
            .collect(Collectors.joining(", "));
    return Finding.ok(
        String.format(
            Locale.ROOT,
            "an estimate, nothing was measured: %d steps of %d x %d are %.0f teraoperations; at"
                + " %.0f %% of the stated speed of 16-bit numbers %s",
            count,
            SIDE,
            SIDE,
            count * cost.stepOperations(SIDE, SIDE) / 1e12,
            100 * SHARE,
            seconds));
  }
}
