package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.isobath.generate.hosted.Bought;
import org.isobath.generate.hosted.Ledger;
import org.isobath.generate.hosted.LedgerEntry;
import org.isobath.generate.hosted.RequestState;
import org.isobath.generate.hosted.WriteOnceFolder;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The jobs over s3a and a real S3 server. The credentials are in a profile file and nowhere else.
 * Pictures are kept by reference, so that tasks read the bucket too.
 */
@EnabledIfSystemProperty(
    named = "isobath.s3proxy",
    matches = ".+",
    disabledReason = "it needs an S3 server, which .ci/s3 fetches")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ObjectStorageIT {
  private static final int PICTURES = 6;
  private static final List<String> PIPELINE = List.of("ingest", "estimate", "curate");
  private static final String POLICY =
      "name = test, rules = [ { name = flat, drop-when = \"width < 10\", reason = flat } ]";
  private static final List<String> BUCKETS = List.of("quiet", "faulty");

  /** Shorter than a user's: the lease of a driver that died is waited for. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final List<String> SAID = new ArrayList<>();

  @TempDir static Path temp;
  private static S3Server server;
  private static S3Client client;
  private static FaultyWire wire;
  private static List<String> onLocalDisk;

  @BeforeAll
  static void startTheServer() throws Exception {
    server = new S3Server(Path.of(System.getProperty("isobath.s3proxy")), temp);
    wire = new FaultyWire(server.port(), 0, 20261121);
    client = server.client();
    Path profile =
        Files.writeString(
            temp.resolve("credentials"),
            "[default]%naws_access_key_id = %s%naws_secret_access_key = %s%n"
                .formatted(S3Server.ACCESS_KEY, S3Server.SECRET_KEY));
    System.setProperty("aws.sharedCredentialsFile", profile.toString());
    System.setProperty("aws.configFile", temp.resolve("none").toString());
    Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    for (String bucket : BUCKETS) {
      client.createBucket(request -> request.bucket(bucket));
      settings(bucket).forEach(hadoop::set);
    }
    for (int number = 0; number < PICTURES; number++) {
      put("photos/" + number + ".jpg", picture(number));
    }
    put("photos/0.txt", "a caption".getBytes(StandardCharsets.UTF_8));
    put("policy.conf", POLICY.getBytes(StandardCharsets.UTF_8));
    runAll("", "warehouse");
    onLocalDisk = rows(temp.toUri() + "warehouse");
  }

  @AfterAll
  static void stopTheServer() throws IOException {
    System.clearProperty("aws.sharedCredentialsFile");
    System.clearProperty("aws.configFile");
    if (wire != null) {
      wire.close();
    }
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static byte[] picture(int number) {
    byte[] rgb = new byte[3 * 96 * 72];
    new Random(number).nextBytes(rgb);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (((rgb[i] & 15) + i / (100 + 40 * number)) & 255);
    }
    return ImageEncoder.jpeg(new Image(96, 72, rgb), 90);
  }

  /** The same file on the local disk and in both buckets. */
  private static void put(String name, byte[] bytes) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    for (String bucket : BUCKETS) {
      client.putObject(request -> request.bucket(bucket).key(name), RequestBody.fromBytes(bytes));
    }
  }

  private static Command command(String verb, String bucket, String warehouse) {
    boolean local = bucket.isEmpty();
    String place = local ? temp.toUri().toString() : "s3a://" + bucket + "/";
    List<String> arguments = new ArrayList<>(List.of(verb, "--json"));
    List<String> sets =
        new ArrayList<>(
            List.of(
                "warehouse=" + place + warehouse,
                "ingest.sources=[{kind=files,source=mine,path=\"" + place + "photos\"}]",
                "ingest.content=reference",
                "models.cache=" + temp.resolve("models"),
                "estimate.device=cpu",
                "curate.policy=" + (local ? place : "s3a://quiet/") + "policy.conf",
                "report.scenes=0",
                "report.samples=1",
                "warehouse-lease=" + LEASE.toMillis() + "ms"));
    settings("quiet")
        .forEach((key, value) -> sets.add("spark.conf.spark.hadoop." + key + "=" + value));
    sets.forEach(set -> arguments.addAll(List.of("--set", set)));
    Command command = Command.run(arguments);
    SAID.add(command.out());
    SAID.add(command.err());
    return command;
  }

  /** How to reach a bucket; the session of the tests was there before the server. */
  private static Map<String, String> settings(String bucket) {
    int port = bucket.equals("faulty") ? wire.port() : server.port();
    String prefix = "fs.s3a.bucket." + bucket + ".";
    return Map.of(
        prefix + "endpoint", "http://127.0.0.1:" + port,
        prefix + "endpoint.region", "us-east-1",
        prefix + "path.style.access", "true",
        prefix + "connection.ssl.enabled", "false");
  }

  /** What the verb said at its end. */
  private static JsonNode run(String verb, String bucket, String warehouse) {
    Command command = command(verb, bucket, warehouse);
    assertThat(command.code()).as(command.err()).isZero();
    return command.json();
  }

  private static void runAll(String bucket, String warehouse) {
    PIPELINE.forEach(verb -> run(verb, bucket, warehouse));
  }

  private static Tables tables(String warehouse) {
    return Tables.open(LocalSpark.session(), Conf.reference().with("warehouse", warehouse));
  }

  /** What does not depend on where the warehouse is, nor when the run was. */
  private static List<String> rows(String warehouse) {
    Tables tables = tables(warehouse);
    List<String> rows = new ArrayList<>();
    rows(
        tables,
        Table.SOURCES,
        rows,
        "substring_index(uri, '/', -1)",
        "image_id",
        "state",
        "caption",
        "length");
    rows(tables, Table.IMAGES, rows, "image_id", "width", "height", "phash", "to_json(metrics)");
    rows(
        tables,
        Table.DEPTH,
        rows,
        "image_id",
        "model_id",
        "params_hash",
        "state",
        "sha2(depth, 256)",
        "to_json(metrics)");
    rows(tables, Table.PAIRS, rows, "image_id", "keep", "to_json(reasons)", "split", "caption");
    return rows;
  }

  private static void rows(Tables tables, Table table, List<String> into, String... columns) {
    tables.read(table).selectExpr(columns).collectAsList().stream()
        .map(row -> table.label() + " " + row)
        .sorted()
        .forEach(into::add);
  }

  private static List<String> keys(String bucket, String prefix) {
    return client
        .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  private static LeaseFolder leases(String warehouse) {
    Tables tables = tables(warehouse);
    return new LeaseFolder(tables.fileSystem(), tables.path("_lock"));
  }

  @Test
  @Order(1)
  void a_warehouse_on_s3_has_the_rows_of_one_on_disk_and_a_second_run_adds_none() throws Exception {
    String warehouse = "s3a://quiet/warehouse";
    runAll("quiet", "warehouse");
    assertThat(rows(warehouse)).isEqualTo(onLocalDisk).hasSize(4 * PICTURES);

    for (String verb : PIPELINE) {
      JsonNode again = run(verb, "quiet", "warehouse");
      assertThat(again.get("out").asLong()).as(again.toString()).isZero();
      assertThat(again.get("skipped").asLong()).as(again.toString()).isEqualTo(PICTURES);
    }
    assertThat(rows(warehouse)).isEqualTo(onLocalDisk);

    run("report", "quiet", "warehouse");
    assertThat(keys("quiet", "warehouse/report.html")).hasSize(1);
    LeaseFolder leases = leases(warehouse);
    assertThat(leases.numbers()).as("one stays of six commands").containsExactly(6L);
    assertThat(leases.read(6).orElseThrow().released()).isTrue();
  }

  @Test
  @Order(2)
  void the_stream_goes_on_from_its_checkpoint_in_the_bucket() throws Exception {
    byte[] another = picture(PICTURES);
    client.putObject(
        request -> request.bucket("quiet").key("photos/later.jpg"), RequestBody.fromBytes(another));
    run("ingest", "quiet", "warehouse");
    JsonNode estimate = run("estimate", "quiet", "warehouse");
    assertThat(estimate.get("decoded").asLong()).isEqualTo(1);
    assertThat(SAID.get(SAID.size() - 1)).doesNotContain("comparing keys", "missed by the stream");
    assertThat(keys("quiet", "warehouse/_checkpoints/estimate/"))
        .filteredOn(key -> key.matches(".*/checkpoint-[^/]*/commits/[0-9]+"))
        .as("batches of one checkpoint")
        .hasSize(2);
  }

  @Test
  @Order(3)
  void a_driver_is_refused_while_another_lives_and_follows_it_when_it_died() throws Exception {
    String warehouse = "s3a://quiet/warehouse";
    long versionBefore = tables(warehouse).version(Table.RUNS);
    Duration term = Duration.ofSeconds(6);
    LeaseHolder other =
        new LeaseHolder(
            leases(warehouse), Lease.begin("run-of-another", "estimate", term), System::nanoTime);
    assertThat(other.attempt()).isEmpty();
    var beats = Executors.newSingleThreadScheduledExecutor();
    try {
      beats.scheduleWithFixedDelay(() -> renew(other), 500, 500, TimeUnit.MILLISECONDS);
      Command refused = command("ingest", "quiet", "warehouse");
      assertThat(refused.code()).isEqualTo(Main.USER_ERROR);
      assertThat(refused.err())
          .contains("is being written by run run-of-another (estimate) on " + RunLog.host())
          .contains("run again when that one has ended");
      assertThat(tables(warehouse).version(Table.RUNS)).isEqualTo(versionBefore);
      assertThat(other.held()).isTrue();
    } finally {
      beats.shutdownNow();
      assertThat(beats.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    run("ingest", "quiet", "warehouse");
    assertThat(tables(warehouse).version(Table.RUNS)).isGreaterThan(versionBefore);
    assertThat(other.renew()).as("it comes back and finds another in its place").isFalse();
  }

  private static void renew(LeaseHolder holder) {
    try {
      holder.renew();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @Order(4)
  void of_drivers_that_start_together_one_gets_the_lock() throws Exception {
    int drivers = 8;
    FileSystem files = tables("s3a://quiet/race").fileSystem();
    ExecutorService threads = Executors.newFixedThreadPool(drivers);
    try {
      for (int round = 0; round < 10; round++) {
        LeaseFolder folder =
            new LeaseFolder(files, tables("s3a://quiet/race-" + round).path("_lock"));
        CyclicBarrier start = new CyclicBarrier(drivers);
        List<Future<Boolean>> held = new ArrayList<>();
        for (int i = 0; i < drivers; i++) {
          LeaseHolder contender =
              new LeaseHolder(folder, Lease.begin("run " + i, "ingest", LEASE), System::nanoTime);
          held.add(
              threads.submit(
                  () -> {
                    start.await();
                    return contender.attempt().isEmpty();
                  }));
        }
        int holders = 0;
        for (Future<Boolean> one : held) {
          holders += one.get() ? 1 : 0;
        }
        assertThat(holders).as("round %d", round).isEqualTo(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @Order(5)
  void faults_cost_time_and_no_row() throws Exception {
    wire.share(0.06);
    try {
      PIPELINE.forEach(verb -> finish(verb, "warehouse"));
    } finally {
      wire.share(0);
    }
    assertThat(rows("s3a://faulty/warehouse")).isEqualTo(onLocalDisk);
    assertThat(FaultyWire.Fault.values())
        .allSatisfy(fault -> assertThat(wire.made(fault)).as("%s", fault).isPositive());
  }

  @Test
  @Order(6)
  void an_outage_in_the_middle_loses_and_repeats_nothing() throws Exception {
    Duration outage = Duration.ofSeconds(Long.getLong("isobath.s3.outage", 5));
    ExecutorService watcher = Executors.newSingleThreadExecutor();
    try {
      Future<?> begun =
          watcher.submit(
              () -> {
                while (keys("faulty", "outage/depth/_delta_log/").isEmpty()) {
                  Thread.sleep(50);
                }
                wire.outage(outage);
                return null;
              });
      PIPELINE.forEach(verb -> finish(verb, "outage"));
      begun.get(1, TimeUnit.MINUTES);
    } finally {
      watcher.shutdownNow();
    }
    assertThat(wire.refused()).as("requests in the outage").isPositive();
    assertThat(rows("s3a://faulty/outage")).isEqualTo(onLocalDisk);
  }

  /** Runs as a user would: again, when it says that it goes on from here. */
  private static void finish(String verb, String warehouse) {
    for (int attempt = 1; ; attempt++) {
      Command command = command(verb, "faulty", warehouse);
      if (command.code() == Main.DONE) {
        return;
      }
      assertThat(command.err()).as("attempt %d", attempt).contains("it goes on from here");
      assertThat(attempt).isLessThan(5);
    }
  }

  @Test
  @Order(7)
  void of_senders_that_intend_the_same_one_wins_and_the_next_run_reads_what_it_wrote()
      throws Exception {
    Configuration hadoop = LocalSpark.session().sessionState().newHadoopConf();
    org.apache.hadoop.fs.Path bucket = new org.apache.hadoop.fs.Path("s3a://quiet/money/_ledger");
    race(() -> new Ledger(HadoopObjects.at(bucket, hadoop)));
    race(() -> new Ledger(WriteOnceFolder.at(temp.resolve("money/_ledger"))));
  }

  /** Several senders, each with a ledger of its own, as in processes of their own. */
  private static void race(Callable<Ledger> open) throws Exception {
    int senders = 4;
    int rounds = 10;
    ExecutorService threads = Executors.newFixedThreadPool(senders);
    try {
      for (int round = 0; round < rounds; round++) {
        String request = "r" + round;
        RequestState unsent = open.call().state(request);
        CyclicBarrier start = new CyclicBarrier(senders);
        List<Future<String>> won = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
          Ledger ledger = open.call();
          LedgerEntry.Intent intent = intent("attempt " + i);
          won.add(
              threads.submit(
                  () -> {
                    start.await();
                    try {
                      ledger.append(request, unsent, intent);
                      return intent.attempt();
                    } catch (Ledger.Contested e) {
                      return "";
                    }
                  }));
        }
        List<String> winners = new ArrayList<>();
        for (Future<String> one : won) {
          winners.add(one.get());
        }
        winners.removeIf(String::isEmpty);
        assertThat(winners).as("round %d", round).hasSize(1);
        RequestState there = open.call().state(request);
        assertThat(there.intent().attempt()).as("round %d", round).isEqualTo(winners.get(0));
        if (round == 0) {
          Ledger ledger = open.call();
          RequestState bought =
              ledger.append(
                  request,
                  there,
                  new LedgerEntry.Purchase(Instant.now(), new Bought("p1", null), List.of()));
          ledger.keep(request, bought, 0, new byte[] {1, 2, 3});
        }
      }
    } finally {
      threads.shutdownNow();
    }
    Ledger next = open.call();
    assertThat(next.requests()).hasSize(rounds);
    RequestState bought = next.state("r0");
    assertThat(bought.standing()).isEqualTo(RequestState.Standing.BOUGHT);
    assertThat(bought.purchase().bought().predictionId()).isEqualTo("p1");
    assertThat(next.kept("r0", bought, 0)).contains(new byte[] {1, 2, 3});
    assertThat(next.state("nobodys").standing()).isEqualTo(RequestState.Standing.UNSENT);
  }

  private static LedgerEntry.Intent intent(String attempt) {
    return new LedgerEntry.Intent(
        Instant.parse("2026-01-02T03:04:05Z"),
        attempt,
        "generator",
        new BigDecimal("0.05"),
        "default",
        "a test");
  }

  @Test
  @Order(8)
  void a_signed_link_opens_its_object_and_no_other() throws Exception {
    Configuration hadoop = LocalSpark.session().sessionState().newHadoopConf();
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path("s3a://quiet/money/controls");
    HadoopObjects objects = HadoopObjects.at(folder, hadoop);
    objects.create("c1/whole.jpeg", new byte[] {1, 2, 3});
    objects.create("c2/whole.jpeg", new byte[] {4});
    URI link = SignedLinks.at(folder, hadoop, Duration.ofHours(1)).to("c1/whole.jpeg").uri();
    assertThat(get(link).body()).containsExactly(1, 2, 3);
    URI other = URI.create(link.toString().replace("/c1/", "/c2/"));
    assertThat(get(other).statusCode()).as("another object").isEqualTo(403);
    URI later = URI.create(link.toString().replace("X-Amz-Expires=3600", "X-Amz-Expires=7200"));
    assertThat(get(later).statusCode()).as("for longer").isEqualTo(403);
    assertThat(link.toString()).doesNotContain(S3Server.SECRET_KEY);
  }

  private static HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  @Order(9)
  void no_credential_is_in_a_bucket_or_in_what_was_said() {
    List<String> secrets = List.of(S3Server.ACCESS_KEY, S3Server.SECRET_KEY);
    int objects = 0;
    for (String bucket : BUCKETS) {
      for (String key : keys(bucket, "")) {
        byte[] bytes =
            client.getObjectAsBytes(request -> request.bucket(bucket).key(key)).asByteArray();
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
            .as(bucket + "/" + key)
            .doesNotContain(secrets);
        objects++;
      }
    }
    assertThat(objects).isGreaterThan(100);
    for (Table table : Arrays.asList(Table.RUNS, Table.IMAGES)) {
      assertThat(tables("s3a://quiet/warehouse").read(table).queryExecution().toString())
          .doesNotContain(secrets);
    }
    assertThat(tables("s3a://quiet/warehouse").read(Table.RUNS).collectAsList().toString())
        .contains("quiet")
        .doesNotContain(secrets);
    assertThat(String.join("\n", SAID)).contains("estimate").doesNotContain(secrets);
  }
}
