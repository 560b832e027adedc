package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.isobath.UserError;
import org.isobath.jobs.ColumnsRead;
import org.isobath.jobs.Conf;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Rule;
import org.isobath.jobs.SessionSettings;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;
import org.isobath.jobs.Warehouse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Most methods ask what one curation said of one collection, whose pictures have nothing to do with
 * each other but what a method says.
 */
class CurateJobIT {
  private static final String SMALL_AND_FLAT =
      """
      name = mine
      rules = [
        { name = side, keep-when = "least(width, height) >= 64", reason = too_small }
        { name = aspect, drop-when = "greatest(width, height) / least(width, height) > 4", reason = too_long }
        { name = focal, keep-when = "focal_px >= 100", reason = wide }
      ]
      """;

  @TempDir static Path once;
  private static Warehouse collection;
  private static Outcome dry;
  private static boolean writtenByDryRun;
  private static Outcome first;

  /** The verdicts of the first run, by image_id. */
  private static final Map<String, Row> VERDICTS = new HashMap<>();

  @TempDir Path folder;
  private Warehouse warehouse;

  @BeforeAll
  static void aCollectionIsCurated() throws Exception {
    Path folder = once.resolve("warehouse");
    collection =
        new Warehouse(
            Conf.reference()
                .with("warehouse", folder.toUri().toString())
                .with("curate.policy", policy(once, SMALL_AND_FLAT)));
    picture("good", "1", 640, 480, 500.0);
    picture("bad", "2", 500, 20, 50.0);
    picture("unknown", "3", 640, 480, null);
    picture("small", "4", 70, 70, 500.0);

    picture("copy1", "same", 640, 480, 50.0);
    picture("copy2", "same", 640, 480, 500.0);
    picture("copy3", "same", 640, 480, 500.0);

    long hash = 0x5a5a_5a5a_5a5a_5a5aL;
    near("a", hash, 640, 500.0);
    near("b", hash ^ 0b111, 800, 50.0);
    near("c", hash ^ 0b111000, 700, 500.0);
    near("d", hash ^ 0b111111, 500, 500.0);
    near("e", hash ^ 0b11L << 40, 900, 500.0);
    near("f", 1, 640, 500.0);
    near("g", 1, 640, 500.0);
    picture("h", "pixels of f", 640, 480, 500.0);

    picture("chair1", "chair", 640, 480, 500.0);
    picture("chair2", "chair", 640, 480, 500.0);
    source("chair1", "s2", "file:/1", "later source", "CC0-1.0");
    source("chair1", "s1", "file:/2", "  ", "CC-BY-4.0");
    source("chair2", "s1", "file:/3", "a chair", "CC-BY-NC-4.0");
    picture("lamp", "lamp", 640, 480, 500.0);
    source("lamp", "s1", "file:/4", null, "CC0-1.0");
    source("lamp", "s1", "file:/5", "a lamp", null);

    depth(collection, "good", "broken", "rejected");
    dry = collection.run(new CurateJob(), collection.conf(), Warehouse.dryRun());
    writtenByDryRun =
        collection.tables().exists(Table.PAIRS) || collection.tables().exists(Table.SPLITS);
    first = collection.run(new CurateJob());
    for (Row pair : collection.tables().read(Table.PAIRS).collectAsList()) {
      VERDICTS.put(pair.getAs("image_id"), pair);
    }
  }

  private static String policy(Path folder, String text) throws IOException {
    Path file = Files.createTempFile(folder, "policy", ".conf");
    return Files.writeString(file, text).toString();
  }

  private static void picture(String id, String pixels, int width, int height, Double focal) {
    picture(collection, id, pixels, width, height, focal);
  }

  private static void picture(
      Warehouse warehouse, String id, String pixels, int width, int height, Double focal) {
    Map<String, Object> image = new HashMap<>();
    image.put("image_id", id);
    image.put("pixel_hash", pixels);
    image.put("width", width);
    image.put("height", height);
    image.put("focal_px", focal);
    image.put("content", new byte[] {1, 2, 3});
    warehouse.add(Table.IMAGES, image);
    depth(warehouse, id, "m", "ok");
  }

  /** A picture of its own pixels with this perceptual hash. */
  private static void near(String id, long phash, int width, Double focal) {
    Map<String, Object> image = new HashMap<>();
    image.put("image_id", id);
    image.put("pixel_hash", "pixels of " + id);
    image.put("phash", phash);
    image.put("width", width);
    image.put("height", 480);
    image.put("focal_px", focal);
    image.put("laplacian_variance", 7.0);
    collection.add(Table.IMAGES, image);
    depth(collection, id, "m", "ok");
  }

  private static void depth(Warehouse warehouse, String id, String model, String state) {
    warehouse.add(
        Table.DEPTH,
        Map.of(
            "image_id",
            id,
            "model_id",
            model,
            "params_hash",
            "p",
            "state",
            state,
            "width",
            32,
            "depth",
            new byte[] {4, 5, 6}));
  }

  private static void source(String id, String source, String uri, String caption, String license) {
    Map<String, Object> row = new HashMap<>();
    row.put("image_id", id);
    row.put("source", source);
    row.put("uri", uri);
    row.put("caption", caption);
    row.put("license", license);
    row.put("state", "ok");
    collection.add(Table.SOURCES, row);
  }

  private void copyOfTheCollection() {
    Warehouse.copy(once.resolve("warehouse"), folder.resolve("warehouse"));
    open();
  }

  private void open() {
    Path path = folder.resolve("warehouse");
    warehouse = new Warehouse(collection.conf().with("warehouse", path.toUri().toString()));
  }

  private Row verdict(String id, String model) {
    return warehouse
        .tables()
        .read(Table.PAIRS)
        .where("image_id = '%s' AND model_id = '%s'".formatted(id, model))
        .head();
  }

  private static Object pair(String id, String column) {
    return VERDICTS.get(id).getAs(column);
  }

  private static List<String> reasons(String id) {
    return reasons(VERDICTS.get(id));
  }

  private static List<String> reasons(Row pair) {
    return pair.getList(pair.fieldIndex("reasons"));
  }

  @Test
  void every_rule_that_says_no_is_a_reason_and_one_that_is_null_does_not_apply() {
    assertThat(pair("good", "keep")).isEqualTo(true);
    assertThat(reasons("good")).isEmpty();
    assertThat(reasons("bad")).containsExactly("too_small", "too_long", "wide");
    assertThat(pair("bad", "split")).isNull();
    assertThat(pair("unknown", "keep")).isEqualTo(true);
  }

  @Test
  void what_was_done_is_counted_and_rejected_depth_has_no_verdict() {
    assertThat(first.in()).isEqualTo(19);
    assertThat(first.out()).isEqualTo(18);
    assertThat(first.skipped()).isEqualTo(1);
    assertThat(VERDICTS).hasSize(18);
    assertThat(first.figures())
        .containsEntry("kept", 11L)
        .containsEntry("dropped", 7L)
        .containsEntry(
            "reasons",
            Map.of(
                "duplicate_pixels", 4L,
                "near_duplicate", 2L,
                "too_long", 1L,
                "too_small", 1L,
                "wide", 3L))
        .containsEntry("low_information_hash", 2L)
        .containsEntry("images", 18L)
        .containsEntry("components", 10L)
        .containsEntry("clusters", 12L);
    assertThat(first.lines().get(0))
        .isEqualTo("curate: kept 11 of 18 estimated images, dropped 7; verdicts written: 18");
    assertThat(first.lines())
        .contains(
            "  same pictures: 18 images are 12 pictures in 10 components",
            "  compared by pixels only (low_information_hash): 2");
  }

  @Test
  void a_dry_run_says_what_it_would_do_and_writes_nothing() {
    assertThat(dry.lines().get(0))
        .isEqualTo(
            "curate: would keep 11 of 18 estimated images, drop 7; verdicts that would change: 18");
    assertThat(writtenByDryRun).isFalse();
  }

  @Test
  void of_copies_the_smallest_id_that_passes_the_rules_is_kept() {
    assertThat(reasons("copy1")).containsExactly("wide", "duplicate_pixels");
    assertThat(pair("copy2", "keep")).isEqualTo(true);
    assertThat(reasons("copy3")).containsExactly("duplicate_pixels");
    for (String id : List.of("copy1", "copy2", "copy3")) {
      assertThat(pair(id, "component_id")).isEqualTo("copy1");
      assertThat(pair(id, "cluster_id")).isEqualTo("copy1");
    }
  }

  @Test
  void of_near_copies_the_best_that_passes_the_rules_is_kept_in_each_cluster() {
    // e is best and takes a; b takes d, and c is in reach of neither
    assertThat(pair("a", "cluster_id")).isEqualTo("e");
    assertThat(pair("d", "cluster_id")).isEqualTo("b");
    assertThat(pair("c", "cluster_id")).isEqualTo("c");
    assertThat(reasons("a")).containsExactly("near_duplicate");
    assertThat(reasons("b")).containsExactly("wide", "near_duplicate");
    assertThat(pair("c", "keep")).isEqualTo(true);
    assertThat(pair("d", "keep")).as("the representative breaks a rule").isEqualTo(true);
    assertThat(pair("e", "keep")).isEqualTo(true);
    for (String id : List.of("a", "b", "c", "d", "e")) {
      assertThat(pair(id, "component_id")).isEqualTo("a");
    }
    assertThat(pair("c", "split")).isEqualTo(pair("e", "split")).isEqualTo(pair("d", "split"));
    assertThat(pair("f", "keep")).as("hashes that say nothing are not compared").isEqualTo(true);
    assertThat(pair("g", "keep")).isEqualTo(true);
    assertThat(reasons("h")).as("their pixels are").containsExactly("duplicate_pixels");
  }

  @Test
  void caption_is_of_the_first_source_and_license_the_most_restrictive_of_all_copies() {
    assertThat(pair("chair1", "caption")).isEqualTo("a chair");
    assertThat(pair("chair1", "license")).isEqualTo("CC-BY-NC-4.0");
    assertThat(pair("lamp", "caption")).isEqualTo("a lamp");
    assertThat(pair("lamp", "license")).as("one source states nothing").isNull();
    assertThat(pair("good", "caption")).as("no source").isNull();
  }

  @Test
  void only_verdicts_that_changed_are_merged_and_none_when_nothing_did_whatever_the_partitions()
      throws Exception {
    copyOfTheCollection();
    List<String> pairs = warehouse.rows(Table.PAIRS);
    long version = warehouse.tables().version(Table.PAIRS);
    long splits = warehouse.tables().version(Table.SPLITS);
    Outcome again =
        SessionSettings.during(
            LocalSpark.session(),
            Map.of("spark.sql.shuffle.partitions", "1"),
            () -> warehouse.run(new CurateJob()));
    assertThat(warehouse.tables().version(Table.PAIRS)).isEqualTo(version);
    assertThat(warehouse.tables().version(Table.SPLITS)).isEqualTo(splits);
    assertThat(warehouse.rows(Table.PAIRS)).isEqualTo(pairs).hasSize(18);
    assertThat(again.out()).isZero();
    assertThat(again.skipped()).isEqualTo(19);

    depth(warehouse, "good", "other", "ok");
    assertThat(warehouse.run(new CurateJob()).out()).isEqualTo(1);
    assertThat(verdict("good", "m").<String>getAs("run_id")).isEqualTo(pair("good", "run_id"));

    warehouse.tables().delta(Table.DEPTH).delete("image_id = 'copy3'");
    warehouse.tables().delta(Table.IMAGES).delete("image_id = 'unknown'");
    Conf stricter =
        warehouse
            .conf()
            .with("curate.policy", policy(folder, SMALL_AND_FLAT.replace("64", "100")))
            .with("curate.duplicates.match", "pixels");
    Outcome all = warehouse.run(new CurateJob(), stricter, Options.NONE);
    assertThat(all.out()).as("their policy is another").isEqualTo(18);
    assertThat(all.figures()).containsEntry("removed", 1L);
    assertThat(reasons(verdict("small", "m"))).containsExactly("too_small");
    assertThat(verdict("small", "m").<String>getAs("policy_hash"))
        .isEqualTo(verdict("good", "other").getAs("policy_hash"))
        .isNotEqualTo(pair("small", "policy_hash"));
    assertThat(verdict("a", "m").<Boolean>getAs("keep")).as("by pixels alone").isTrue();
    assertThat(reasons(verdict("unknown", "m"))).containsExactly("missing_image");
    assertThat(warehouse.rows(Table.PAIRS)).as("copy3 has no depth any more").hasSize(18);
  }

  @Test
  void newcomers_change_no_split_and_join_that_of_their_copies() throws Exception {
    open();
    for (int i = 0; i < 40; i++) {
      picture(warehouse, "m" + i, "pixels" + i, 640, 480, 500.0);
    }
    warehouse.run(new CurateJob());
    List<String> before = warehouse.rows(Table.SPLITS);
    assertThat(before).hasSize(40);
    Map<String, String> splits = splitsById();
    assertThat(splits.values())
        .as("with one split only, the rest would hold by accident")
        .contains("train", "test");
    // other shares and another seed concern new components only; "a…" becomes every one's name
    Conf other =
        warehouse
            .conf()
            .with("curate.splits { train = 0, validation = 1, test = 0 }")
            .with("curate.seed", 9);
    for (int i = 0; i < 40; i++) {
      picture(warehouse, "a" + i, "pixels" + i, 640, 480, 500.0);
    }
    picture(warehouse, "new", "new", 640, 480, 500.0);
    warehouse.run(new CurateJob(), other, Options.NONE);
    Map<String, String> after = splitsById();
    splits.forEach((id, split) -> assertThat(split).as(id).isEqualTo(byHand(id)));
    for (int i = 0; i < 40; i++) {
      assertThat(after).containsEntry("m" + i, null);
      assertThat(after).containsEntry("a" + i, splits.get("m" + i));
    }
    assertThat(after).containsEntry("new", "validation");
    assertThat(warehouse.rows(Table.SPLITS))
        .as("a row for every picture of a component, kept or not")
        .hasSize(81)
        .containsAll(before);
  }

  /** The formula of the README, with the shares and the seed of the reference configuration. */
  private static String byHand(String componentId) {
    byte[] hash = sha256("0:" + componentId);
    long place = Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt()) % 1000;
    return place < 50 ? "test" : place < 950 ? "train" : "validation";
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, String> splitsById() {
    Map<String, String> splits = new HashMap<>();
    warehouse
        .tables()
        .read(Table.PAIRS)
        .select("image_id", "split")
        .collectAsList()
        .forEach(row -> splits.put(row.getString(0), row.getString(1)));
    return splits;
  }

  @Test
  void an_empty_warehouse_is_curated_to_nothing() throws Exception {
    open();
    Outcome outcome = warehouse.run(new CurateJob());
    assertThat(outcome.in()).isZero();
    assertThat(outcome.lines())
        .containsExactly("curate: kept 0 of 0 estimated images, dropped 0; verdicts written: 0");
    assertThat(warehouse.tables().exists(Table.PAIRS)).isFalse();
  }

  @Test
  void a_predicate_of_the_wrong_type_is_refused() {
    PolicyCheck.types(Policy.load(Conf.reference()), LocalSpark.session());
    for (String predicate :
        List.of("width + 1", "max(width) > 3", "row_number() over (order by width) > 1")) {
      Policy policy = new Policy("my.conf", List.of(new Rule("r", predicate, true, "r")));
      PolicyCheck.names(policy);
      assertThatThrownBy(() -> PolicyCheck.types(policy, LocalSpark.session()))
          .as(predicate)
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("Rule r of my.conf cannot be used (" + predicate + "): ");
    }
  }

  @Test
  void a_metric_that_is_newer_than_the_table_is_null() throws Exception {
    open();
    picture(warehouse, "a", "1", 640, 480, 500.0);
    warehouse.flush();
    Path images = folder.resolve("warehouse/images");
    Dataset<Row> older =
        LocalSpark.session()
            .read()
            .format("delta")
            .load(images.toString())
            .withColumn("metrics", functions.expr("named_struct('luma_mean', 100.0D)"));
    older
        .localCheckpoint()
        .write()
        .format("delta")
        .mode("overwrite")
        .option("overwriteSchema", "true")
        .save(images.toString());
    String rules =
        "rules = [ { name = a, keep-when = \"luma_mean >= 200\" }, { name = b, keep-when = \"luma_std > 1\" } ]";
    warehouse.run(
        new CurateJob(),
        warehouse.conf().with("curate.policy", policy(folder, rules)),
        Options.NONE);
    assertThat(reasons(verdict("a", "m"))).containsExactly("a");
  }

  @Test
  void no_byte_column_is_read() {
    Tables tables = collection.tables();
    Dataset<Row> images = tables.read(Table.IMAGES);
    Dataset<Row> verdicts =
        Verdicts.of(
            List.of(Policy.load(collection.conf())),
            ModelTerms.NONE,
            Verdicts.rows(
                images,
                tables.read(Table.DEPTH),
                tables.read(Table.SOURCES),
                images.selectExpr(
                    "image_id",
                    "image_id AS component_id",
                    "image_id AS cluster_id",
                    "'train' AS split",
                    "false AS bridges")));
    assertThat(ColumnsRead.by(verdicts))
        .contains("pixel_hash", "params_hash", "caption")
        .doesNotContain("content", "depth");
  }
}
