package org.isobath.jobs.soak;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.sandbox.Sandbox;
import org.isobath.generate.sandbox.SandboxBill;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.generate.sandbox.SandboxSettings;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Conf;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Main;
import org.isobath.jobs.OwnJvm;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.Warehouse;
import org.isobath.scene.SceneUri;

/**
 * A warehouse of planned requests in a folder, servers on this machine that sell what they ask for,
 * and drivers that buy it. The servers live as long as the world; drivers may be killed.
 */
public final class PurchaseWorld implements AutoCloseable {
  public static final String KEY = "r8_marker0key1of2this3test";

  private static final int SCENES = 2;

  private final Path folder;
  private final Conf conf;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<SandboxProtocol, Sandbox> servers = new EnumMap<>(SandboxProtocol.class);
  private int drivers;

  /**
   * @param folder of its own
   * @param planned the folder of a warehouse by {@link #plan}
   * @param generators ids of bundled cards
   * @param createsPerMinute of each generator
   */
  public PurchaseWorld(
      Path folder,
      Path planned,
      List<String> generators,
      SandboxSettings settings,
      int createsPerMinute)
      throws IOException {
    this.folder = folder;
    Warehouse.copy(planned, folder.resolve("warehouse"));
    Path cards = Files.createDirectories(folder.resolve("cards"));
    for (String id : generators) {
      GeneratorCard card = GeneratorCards.of(Map.of()).get(id);
      Sandbox server =
          servers.computeIfAbsent(
              SandboxProtocol.of(card.protocol()),
              protocol -> Sandbox.start(protocol, 0, settings.withKey(KEY)));
      environment.put(card.key().environment(), KEY);
      Files.writeString(
          cards.resolve(id + ".conf"),
          text(id)
              .replaceFirst("(?m)^base-url = .*", "base-url = \"" + server.baseUrl() + "\"")
              .replaceFirst("(?m)^price-usd = unknown", "price-usd = " + price(card))
              .replaceFirst(
                  "creates-per-minute = [0-9]+", "creates-per-minute = " + createsPerMinute));
    }
    String sets =
        """
        warehouse = "%s"
        generators.path = [ "%s" ]
        plan.generator = %s
        generate { budget-usd = 1000, store-every = 1s }
        max-reject-share = 1
        """
            .formatted(folder.resolve("warehouse").toUri(), cards, generators.get(0));
    Files.writeString(folder.resolve("world.conf"), sets);
    this.conf = Conf.reference().with(sets);
  }

  private static String text(String card) throws IOException {
    String name = "/org/isobath/conf/providers/" + card + ".conf";
    try (InputStream text = GeneratorCards.class.getResourceAsStream(name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What the servers take where no price is documented. */
  private static BigDecimal price(GeneratorCard card) {
    return card.priceUsd() == null ? new BigDecimal("0.05") : card.priceUsd();
  }

  /** A warehouse with so many requests for each generator, and nothing bought. */
  public static void plan(Path folder, List<String> generators, int each) {
    Warehouse warehouse = new Warehouse(folder);
    List.of(Table.IMAGES, Table.REQUESTS).forEach(warehouse.tables()::create);
    for (int i = 0; i < SCENES; i++) {
      byte[] jpeg = ImageEncoder.jpeg(new SceneUri(i, 64, 48).render().image(), 90);
      Map<String, Object> row = new HashMap<>();
      row.put("image_id", "picture" + i);
      row.put("content", jpeg);
      row.put("length", (long) jpeg.length);
      row.put("width", 64);
      row.put("height", 48);
      warehouse.add(Table.IMAGES, row);
    }
    for (String id : generators) {
      GeneratorCard card = GeneratorCards.of(Map.of()).get(id);
      for (int i = 0; i < each; i++) {
        Map<String, Object> row = new HashMap<>();
        row.put("request_id", id + "_" + i);
        row.put("control_id", "photo-picture" + i % SCENES);
        row.put("control_kind", "photo");
        row.put("image_id", "picture" + i % SCENES);
        row.put("model_id", "m");
        row.put("params_hash", "p");
        row.put("prompt", id + " room " + i);
        row.put("parameters", Map.of("steps", "28", "output_format", "png"));
        row.put("repeat", 0);
        row.put("seed", 1_000L * card.id().length() + i);
        row.put("generator", id);
        row.put("generator_model", card.model());
        row.put("outputs", 1);
        row.put("price_usd", price(card));
        row.put("budget_group", "default");
        warehouse.add(Table.REQUESTS, row);
      }
    }
    warehouse.flush();
  }

  public Conf conf() {
    return conf;
  }

  /** Where the keys are. */
  public Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  public Warehouse warehouse() {
    return new Warehouse(folder.resolve("warehouse"));
  }

  /** Starts a driver of its own that generates; it logs and writes its events into the folder. */
  public Process driver() throws IOException {
    drivers++;
    Path events = Files.createDirectories(folder.resolve("events"));
    List<String> options = new ArrayList<>(LocalSpark.options());
    options.add("-Xmx1g");
    options.add("-Dspark.eventLog.enabled=true");
    options.add("-Dspark.eventLog.compress=false");
    options.add("-Dspark.eventLog.dir=" + events.toUri());
    ProcessBuilder builder =
        OwnJvm.of(
            folder.resolve("tmp"),
            log(),
            options,
            Main.class,
            List.of(
                "generate",
                "--config",
                folder.resolve("world.conf").toString(),
                "--set",
                "spark.master=\"local[2]\""));
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** What the last driver says. */
  public Path log() {
    return folder.resolve("driver" + drivers + ".log");
  }

  /** Predictions that the servers made. */
  public long predictions() {
    return servers.values().stream().mapToLong(server -> server.bill().predictions()).sum();
  }

  /** What the servers would charge. */
  public BigDecimal billedUsd() {
    return servers.values().stream()
        .map(server -> server.bill().usd())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  public long boughtTwice() {
    return servers.values().stream().mapToLong(server -> server.bill().boughtTwice()).sum();
  }

  /** What went wrong on the way, by server. */
  public String faults() {
    return servers.values().stream()
        .map(Sandbox::bill)
        .map(SandboxBill::faults)
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }

  /** What the table says that was spent. */
  public BigDecimal spentUsd() {
    return generations().stream()
        .map(row -> row.<BigDecimal>getAs("price_usd"))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private List<Row> generations() {
    return Tables.open(LocalSpark.session(), conf).read(Table.GENERATIONS).collectAsList();
  }

  /**
   * The rows without what differs between runs: times, the provider's names, and create calls.
   * Pictures stand in them by their hash.
   */
  public List<String> rows() {
    return Tables.open(LocalSpark.session(), conf)
        .read(Table.GENERATIONS)
        .drop(
            "run_id",
            "image",
            "prediction_id",
            "ended_at",
            "latency_ms",
            "device_seconds",
            "attempts")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    servers.values().forEach(Sandbox::close);
  }
}
