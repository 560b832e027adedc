package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.UserError;
import org.isobath.jobs.Command;
import org.isobath.jobs.Conf;
import org.isobath.jobs.EmptyTables;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.PairSets;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.Warehouse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a policy may say beside rules that drop, through the command line. Where a warehouse need
 * not be its own, it is a collection that three policies have judged, that has grown, and that they
 * have judged again.
 */
class PoliciesIT {
  @TempDir static Path once;
  private static Warehouse collection;
  private static Command secondRun;

  /** Hashes of the policy {@code mine}, which is another one in the second run. */
  private static String earlier;

  private static String later;

  /** Stratum of each picture that passes the rules of the policy {@code few}, by image_id. */
  private static final Map<String, String> STRATA = new HashMap<>();

  private static List<String> drawnAtFirst;
  private static List<String> keptAtFirst;

  @TempDir Path folder;
  private Warehouse warehouse;

  @BeforeAll
  static void aCollectionGrows() throws Exception {
    collection = new Warehouse(once.resolve("warehouse"));
    picture(collection, "a", 100, Map.of());
    picture(collection, "b", 300, Map.of());
    licences();
    for (int i = 0; i < 40; i++) {
      // every tenth is dropped by the rule and must take nobody's place
      candidate(i, i % 10 == 0 ? 50 : 20 * i + 101, i % 3 == 0 ? "rare" : "common");
    }
    String mine = policy(once, "mine", "rules = [ { name = w, keep-when = \"width >= 200\" } ]");
    String few =
        policy(
            once,
            "few",
            """
            rules = [ { name = w, keep-when = "width >= 100" } ]
            select { by = [ source, "width_bucket(width, 0, 1000, 2)" ], at-most = 3, seed = 5 }
            """);
    String shop = policy(once, "shop", "commercial = true, rules = []");
    String[] settings = {
      "--set", "curate.policy=" + few,
      "--set", "curate.policies=[\"" + mine + "\", \"" + shop + "\"]",
      "--set", "models.path=[\"" + once.resolve("cards") + "\"]"
    };
    earlier = Policy.read(mine, "", Conf.reference()).hash();
    curate(collection, settings);
    drawnAtFirst = drawn();
    keptAtFirst = keptByFew();

    policy(once, "mine", "rules = [ { name = narrow, keep-when = \"width < 200\" } ]");
    later = Policy.read(mine, "", Conf.reference()).hash();
    picture(collection, "c", 500, Map.of());
    for (int i = 40; i < 60; i++) {
      candidate(i, 900, "common");
    }
    secondRun = curate(collection, settings);
  }

  private static void candidate(int i, int width, String source) {
    picture(collection, "p" + i, width, Map.of("source", source));
    if (width >= 100) {
      STRATA.put("p" + i, source + (width < 500 ? 1 : 2));
    }
  }

  /** Pictures too narrow for the policy {@code few}. */
  private static void licences() throws Exception {
    picture(collection, "free", 50, Map.of());
    picture(collection, "no-sale", 50, Map.of("license", "CC-BY-NC-4.0"));
    picture(collection, "unclear", 50, Map.of("license", "Acme terms 7"));
    picture(collection, "unsaid", 50, Map.of("license", ""));
    picture(collection, "by-research", 50, Map.of("model_id", "research-only"));
    picture(
        collection,
        "by-nobody",
        50,
        Map.of("model_id", "gone", "license", "for research use only"));
    Path cards = Files.createDirectory(once.resolve("cards"));
    String tiny = Files.readString(Path.of("../conf/models/isobath-tiny.conf"));
    Files.writeString(
        cards.resolve("research-only.conf"),
        tiny.replaceFirst("(?m)^id = .*$", "id = research-only")
            .replaceFirst("commercial = true", "commercial = false")
            .replaceFirst("(?m)^source = .*$", "source = \"none.onnx\""));
  }

  @BeforeEach
  void open() {
    warehouse = new Warehouse(folder.resolve("warehouse"));
  }

  private String policy(String name, String text) throws IOException {
    return policy(folder, name, text);
  }

  private static String policy(Path folder, String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name + ".conf"), text).toString();
  }

  private void picture(String id, int width, Map<String, ?> more) {
    picture(warehouse, id, width, more);
  }

  /** A picture with its own pixels, its source and its depth by {@code isobath-tiny}. */
  private static void picture(Warehouse warehouse, String id, int width, Map<String, ?> more) {
    Map<String, Object> row = new HashMap<>();
    row.put("image_id", id);
    row.put("uri", "file:/" + id);
    row.put("source", "photos");
    row.put("license", "CC0-1.0");
    row.put("pixel_hash", "pixels of " + id);
    row.put("width", width);
    row.put("height", 1000);
    row.put("state", "ok");
    row.put("model_id", "isobath-tiny");
    row.put("params_hash", "p");
    row.putAll(more);
    warehouse.add(Table.SOURCES, row);
    warehouse.add(Table.IMAGES, row);
    warehouse.add(Table.DEPTH, row);
  }

  private Command curate(String... more) {
    return curate(warehouse, more);
  }

  private static Command curate(Warehouse warehouse, String... more) {
    warehouse.flush();
    if (!List.of(more).contains("--what-if")) {
      EmptyTables.in(Path.of(warehouse.tables().path("").toUri().getPath()), Table.RUNS);
    }
    List<String> words = new ArrayList<>(List.of("curate", "--json"));
    words.addAll(List.of("--set", "warehouse=" + warehouse.tables().warehouse()));
    words.addAll(List.of(more));
    Command command = Command.run(words);
    assertThat(command.code()).as(command.err()).isZero();
    return command;
  }

  /** The reasons of each picture, and what it is warned of after a colon, by policy/picture. */
  private Map<String, String> verdicts() {
    return texts(warehouse.tables().read(Table.PAIRS));
  }

  private static Map<String, String> texts(Dataset<Row> pairs) {
    Map<String, String> texts = new TreeMap<>();
    for (Row row : pairs.collectAsList()) {
      String reasons = String.join(" ", row.<String>getList(row.fieldIndex("reasons")));
      assertThat(row.<Boolean>getAs("keep")).isEqualTo(reasons.isEmpty());
      texts.put(
          row.getAs("policy") + "/" + row.getAs("image_id"),
          reasons + ":" + String.join(" ", row.<String>getList(row.fieldIndex("warnings"))));
    }
    return texts;
  }

  @Test
  void policies_judge_side_by_side_share_the_splits_and_go_when_they_are_configured_no_longer()
      throws Exception {
    picture("a", 100, Map.of());
    picture("b", 300, Map.of());
    picture("c", 500, Map.of());
    String lenient =
        policy(
            "lenient",
            """
            rules = [ { name = w, keep-when = "width >= 400", severity = warn, reason = small }
                      { name = v, drop-when = "width < 200", severity = warn } ]
            """);
    String strict =
        policy("file", "name = strict, rules = [ { name = w, keep-when = \"width >= 400\" } ]");
    Command both =
        curate(
            "--set", "curate.policy=" + lenient, "--set", "curate.policies=[\"" + strict + "\"]");
    assertThat(verdicts())
        .isEqualTo(
            Map.of(
                "lenient/a", ":small v",
                "lenient/b", ":small",
                "lenient/c", ":",
                "strict/a", "w:",
                "strict/b", "w:",
                "strict/c", ":"));
    assertThat(both.out())
        .contains("curate: lenient: kept 3 of 3 estimated images, dropped 0; verdicts written: 3")
        .contains("  warned of: small 2, v 1")
        .contains("curate: strict: kept 1 of 3 estimated images, dropped 2; verdicts written: 3")
        .contains("  dropped for: w 2");
    JsonNode json = both.json();
    assertThat(json.get("in").longValue()).isEqualTo(6);
    assertThat(json.get("kept").longValue()).as("of the first").isEqualTo(3);
    assertThat(json.at("/policies/strict/kept").longValue()).isEqualTo(1);
    assertThat(json.at("/policies/strict/policy_hash").textValue())
        .isEqualTo(Policy.read(strict, "", Conf.reference()).hash());
    assertThat(warehouse.rows(Table.SPLITS)).as("one split, whoever keeps the picture").hasSize(3);
    List<Row> splits =
        warehouse
            .tables()
            .read(Table.PAIRS)
            .where("image_id = 'c'")
            .select("split")
            .distinct()
            .collectAsList();
    assertThat(splits).hasSize(1);

    Command one = curate("--set", "curate.policy=" + strict);
    assertThat(one.out())
        .contains("verdicts removed because their depth or their policy is gone: 3");
    assertThat(verdicts()).containsOnlyKeys("strict/a", "strict/b", "strict/c");
  }

  @Test
  void an_earlier_set_is_read_by_the_hash_of_its_policy() throws Exception {
    Tables tables = collection.tables();
    assertThat(mine(tables.read(Table.PAIRS)))
        .isEqualTo(Map.of("mine/a", ":", "mine/b", "narrow:", "mine/c", "narrow:"));
    assertThat(mine(PairSets.read(tables, earlier)))
        .isEqualTo(Map.of("mine/a", "w:", "mine/b", ":"));
    assertThat(mine(PairSets.read(tables, later))).isEqualTo(mine(tables.read(Table.PAIRS)));
    assertThatThrownBy(() -> PairSets.read(tables, "0".repeat(64)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("used a policy with the hash 0000");

    List<String> queries = queries();
    List<Row> version = sql(collection, queries.get(1).replace("<policy_hash>", earlier));
    assertThat(version.get(0).getInt(0))
        .isEqualTo((int) PairSets.version(tables, earlier).orElseThrow());
    List<Row> old =
        sql(
            collection,
            queries
                .get(2)
                .replace("<policy_hash>", earlier)
                .replace("<version>", "" + version.get(0).getInt(0)));
    assertThat(old)
        .extracting(row -> row.<String>getAs("image_id"))
        .contains("b")
        .doesNotContain("a", "c");
  }

  /** What the policy {@code mine} said of the pictures a, b and c. */
  private static Map<String, String> mine(Dataset<Row> pairs) {
    return texts(pairs.where("policy = 'mine' AND length(image_id) = 1"));
  }

  @Test
  void pairs_from_before_policies_are_replaced_and_one_query_explains_every_dropped_row()
      throws Exception {
    LocalSpark.session()
        .sql(
            "SELECT 'a' AS image_id, 'isobath-tiny' AS model_id, 'p' AS params_hash, true AS keep,"
                + " array('x') AS reasons")
        .write()
        .format("delta")
        .save(warehouse.tables().warehouse() + "/pairs");
    picture("a", 100, Map.of("luma_mean", 5.0));
    picture("b", 300, Map.of());
    picture("c", 500, Map.of("pixel_hash", "pixels of b"));
    picture("d", 20, Map.of());
    curate();
    assertThat(verdicts()).containsOnlyKeys("default/a", "default/b", "default/c", "default/d");
    List<Row> explained = sql(warehouse, queries().get(0));
    assertThat(explained)
        .extracting(
            row ->
                row.getAs("image_id") + " " + row.getAs("reason") + " " + row.getAs("kept_instead"))
        .containsExactly(
            "a too_dark null",
            "a too_long null",
            "b duplicate_pixels c",
            "d too_long null",
            "d too_small null");
    assertThat(explained.get(0).<Row>getAs("image_metrics").<Double>getAs("luma_mean"))
        .isEqualTo(5.0);
  }

  /** The SQL of the section on policies of the README, in its order. */
  private static List<String> queries() throws Exception {
    String page = Files.readString(Path.of("README.md"));
    String section = page.substring(page.indexOf("\n## Policies\n"), page.indexOf("\n## Report\n"));
    List<String> queries = new ArrayList<>();
    String[] blocks = section.split("```sql\n");
    for (String block : List.of(blocks).subList(1, blocks.length)) {
      queries.addAll(List.of(block.substring(0, block.indexOf("```")).strip().split(";\\s*")));
    }
    return queries;
  }

  private static List<Row> sql(Warehouse warehouse, String query) {
    return LocalSpark.session()
        .sql(query.replace("/data/isobath", warehouse.tables().warehouse()))
        .collectAsList();
  }

  @Test
  void what_if_shows_each_rule_alone_and_together_and_writes_nothing() throws Exception {
    picture("a", 100, Map.of("focal_px", 10.0));
    picture("b", 300, Map.of("focal_px", 10.0));
    picture("c", 500, Map.of("focal_px", 90.0));
    picture("d", 100, Map.of());
    picture("e", 900, Map.of("pixel_hash", "pixels of c"));
    String now = policy("now", "rules = [ { name = tall, keep-when = \"width >= 400\" } ]");
    String other =
        policy(
            "other",
            """
            rules = [ { name = w, keep-when = "width >= 200", reason = small }
                      { name = f, keep-when = "focal_px >= 50", reason = wide }
                      { name = x, drop-when = "width > 400", severity = warn } ]
            """);
    Command whatIf = curate("--set", "curate.policy=" + now, "--what-if", other);
    assertThat(warehouse.tables().exists(Table.PAIRS)).isFalse();
    assertThat(warehouse.tables().exists(Table.SPLITS)).isFalse();
    assertThat(warehouse.tables().exists(Table.RUNS)).isFalse();
    assertThat(whatIf.out().lines().limit(8))
        .containsExactly(
            "curate: what if other (%s) took the place of now (%s); nothing is written"
                .formatted(other, now),
            "  rule  reason            severity     says no     only it   undefined",
            "  w     small             drop               2           1           0",
            "  f     wide              drop               2           1           2",
            "  x     x                 warn               2           2           0",
            "  -     duplicate_pixels  drop               1           1           -",
            "  together: kept 1 of 5, dropped 4; before: kept 1, dropped 4",
            "  newly kept: 0; newly dropped: 0");
    JsonNode json = whatIf.json();
    assertThat(json.at("/effects/1/undefined").longValue()).isEqualTo(2);
    assertThat(json.get("policy_hash").textValue())
        .isEqualTo(Policy.read(other, "", Conf.reference()).hash());

    Command lenient =
        curate("--what-if", policy("now", "rules = []"), "--set", "curate.policy=" + other);
    assertThat(lenient.out()).contains("  newly kept: 3; newly dropped: 0");
  }

  @Test
  void a_commercial_set_takes_no_picture_and_no_model_that_is_not_known_to_allow_it() {
    assertThat(
            texts(
                collection
                    .tables()
                    .read(Table.PAIRS)
                    .where("policy = 'shop' AND length(image_id) > 3")))
        .isEqualTo(
            Map.of(
                "shop/free", ":",
                "shop/no-sale", "license_not_commercial:",
                "shop/unclear", "license_not_commercial:",
                "shop/unsaid", "license_not_commercial:",
                "shop/by-research", "model_not_commercial:",
                "shop/by-nobody", "license_not_commercial model_license_unknown:"));
  }

  @Test
  void of_each_stratum_those_with_the_smallest_hashes_are_kept_whatever_else_is_added() {
    assertThat(keptAtFirst).isEqualTo(drawnAtFirst).hasSize(12);
    assertThat(keptByFew()).isEqualTo(drawn()).isNotEqualTo(keptAtFirst);
    assertThat(keptByFew())
        .containsAll(keptAtFirst.stream().filter(id -> !STRATA.get(id).equals("common2")).toList());
    assertThat(secondRun.json().at("/reasons/not_selected").longValue()).isEqualTo(56 - 12);
  }

  private static List<String> keptByFew() {
    return collection
        .tables()
        .read(Table.PAIRS)
        .where("policy = 'few' AND keep AND image_id LIKE 'p%'")
        .collectAsList()
        .stream()
        .map(row -> row.<String>getAs("image_id"))
        .sorted()
        .toList();
  }

  /** Three of each stratum by the formula of the policy file. */
  private static List<String> drawn() {
    return STRATA.keySet().stream()
        .sorted(Comparator.comparing(id -> sha256("5:" + id)))
        .collect(Collectors.groupingBy(STRATA::get))
        .values()
        .stream()
        .flatMap(ids -> ids.stream().limit(3))
        .sorted()
        .toList();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
