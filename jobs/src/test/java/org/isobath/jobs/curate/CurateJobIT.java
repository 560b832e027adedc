package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.functions;
import org.isobath.UserError;
import org.isobath.jobs.ColumnsRead;
import org.isobath.jobs.Conf;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Policy;
import org.isobath.jobs.Rule;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class CurateJobIT {
  private static final String SMALL_AND_FLAT =
      """
      rules = [
        { name = side, keep-when = "least(width, height) >= 64", reason = too_small }
        { name = aspect, drop-when = "greatest(width, height) / least(width, height) > 4", reason = too_long }
        { name = focal, keep-when = "focal_px >= 100", reason = wide }
      ]
      """;

  @TempDir Path folder;
  private Warehouse warehouse;
  private Conf conf;

  @BeforeEach
  void fill() throws Exception {
    warehouse = new Warehouse(folder.resolve("warehouse"));
    conf = warehouse.conf().with("curate.policy", policy(SMALL_AND_FLAT));
  }

  private String policy(String text) throws Exception {
    Path file = Files.createTempFile(folder, "policy", ".conf");
    return Files.writeString(file, text).toString();
  }

  private void picture(String id, String pixels, int width, int height, Double focal) {
    Map<String, Object> image = new HashMap<>();
    image.put("image_id", id);
    image.put("pixel_hash", pixels);
    image.put("width", width);
    image.put("height", height);
    image.put("focal_px", focal);
    image.put("content", new byte[] {1, 2, 3});
    warehouse.add(Table.IMAGES, image);
    depth(id, "m", "ok");
  }

  /** A picture of its own pixels with this perceptual hash. */
  private void near(String id, long phash, int width, Double focal) {
    Map<String, Object> image = new HashMap<>();
    image.put("image_id", id);
    image.put("pixel_hash", "pixels of " + id);
    image.put("phash", phash);
    image.put("width", width);
    image.put("height", 480);
    image.put("focal_px", focal);
    image.put("laplacian_variance", 7.0);
    warehouse.add(Table.IMAGES, image);
    depth(id, "m", "ok");
  }

  private void depth(String id, String model, String state) {
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

  private void source(String id, String source, String uri, String caption, String license) {
    Map<String, Object> row = new HashMap<>();
    row.put("image_id", id);
    row.put("source", source);
    row.put("uri", uri);
    row.put("caption", caption);
    row.put("license", license);
    row.put("state", "ok");
    warehouse.add(Table.SOURCES, row);
  }

  private Outcome curate() throws Exception {
    return warehouse.run(new CurateJob(), conf, Options.NONE);
  }

  private Object pair(String id, String column) {
    return warehouse.row(Table.PAIRS, "image_id = '" + id + "'").get(column);
  }

  private List<Object> reasons(String id) {
    return CollectionConverters.asJava((scala.collection.Seq<Object>) pair(id, "reasons"));
  }

  @Test
  void every_rule_that_says_no_is_a_reason_and_one_that_is_null_does_not_apply() throws Exception {
    picture("a", "1", 640, 480, 500.0);
    picture("b", "2", 500, 20, 50.0);
    picture("c", "3", 640, 480, null);
    Outcome outcome = curate();
    assertThat(pair("a", "keep")).isEqualTo(true);
    assertThat(reasons("a")).isEmpty();
    assertThat(reasons("b")).containsExactly("too_small", "too_long", "wide");
    assertThat(pair("b", "split")).isNull();
    assertThat(pair("c", "keep")).isEqualTo(true);
    assertThat(outcome.figures())
        .containsEntry("kept", 2L)
        .containsEntry("dropped", 1L)
        .containsEntry("reasons", Map.of("too_long", 1L, "too_small", 1L, "wide", 1L));
    assertThat(outcome.lines().get(0))
        .isEqualTo("curate: kept 2 of 3 estimated images, dropped 1; verdicts written: 3");
  }

  @Test
  void a_second_run_commits_nothing_whatever_its_partitions() throws Exception {
    picture("a", "1", 640, 480, 500.0);
    picture("b", "2", 20, 20, 500.0);
    curate();
    List<String> pairs = warehouse.rows(Table.PAIRS);
    long version = warehouse.tables().version(Table.PAIRS);
    long splits = warehouse.tables().version(Table.SPLITS);
    RuntimeConfig settings = LocalSpark.session().conf();
    String partitions = settings.get("spark.sql.shuffle.partitions");
    Outcome again;
    try {
      settings.set("spark.sql.shuffle.partitions", "1");
      again = curate();
    } finally {
      settings.set("spark.sql.shuffle.partitions", partitions);
    }
    assertThat(warehouse.tables().version(Table.PAIRS)).isEqualTo(version);
    assertThat(warehouse.tables().version(Table.SPLITS)).isEqualTo(splits);
    assertThat(warehouse.rows(Table.PAIRS)).isEqualTo(pairs).hasSize(2);
    assertThat(again.out()).isZero();
    assertThat(again.skipped()).isEqualTo(2);
  }

  @Test
  void only_verdicts_that_changed_are_merged() throws Exception {
    picture("a", "1", 640, 480, 500.0);
    picture("b", "2", 70, 70, 500.0);
    curate();
    Object runOfA = pair("a", "run_id");
    depth("a", "other", "ok");
    Outcome outcome = curate();
    assertThat(outcome.out()).isEqualTo(1);
    assertThat(warehouse.row(Table.PAIRS, "image_id = 'a' AND model_id = 'm'").get("run_id"))
        .isEqualTo(runOfA);
    conf = conf.with("curate.policy", policy(SMALL_AND_FLAT.replace("64", "100")));
    assertThat(curate().out()).isEqualTo(3);
    assertThat(reasons("b")).containsExactly("too_small");
    assertThat(pair("b", "policy_hash"))
        .isEqualTo(warehouse.row(Table.PAIRS, "model_id = 'other'").get("policy_hash"));
  }

  @Test
  void of_copies_the_smallest_id_that_passes_the_rules_is_kept() throws Exception {
    picture("a", "same", 640, 480, 50.0);
    picture("b", "same", 640, 480, 500.0);
    picture("c", "same", 640, 480, 500.0);
    curate();
    assertThat(reasons("a")).containsExactly("wide", "duplicate_pixels");
    assertThat(pair("b", "keep")).isEqualTo(true);
    assertThat(reasons("c")).containsExactly("duplicate_pixels");
    for (String id : List.of("a", "b", "c")) {
      assertThat(pair(id, "component_id")).isEqualTo("a");
      assertThat(pair(id, "cluster_id")).isEqualTo("a");
    }
  }

  @Test
  void of_near_copies_the_best_that_passes_the_rules_is_kept_in_each_cluster() throws Exception {
    long hash = 0x5a5a_5a5a_5a5a_5a5aL;
    near("a", hash, 640, 500.0);
    near("b", hash ^ 0b111, 800, 50.0);
    near("c", hash ^ 0b111000, 700, 500.0);
    near("d", hash ^ 0b111111, 500, 500.0);
    near("e", hash ^ 0b11L << 40, 900, 500.0);
    near("f", 1, 640, 500.0);
    near("g", 1, 640, 500.0);
    picture("h", "pixels of f", 640, 480, 500.0);
    Outcome outcome = curate();
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
    assertThat(outcome.figures())
        .containsEntry("low_information_hash", 2L)
        .containsEntry("images", 8L)
        .containsEntry("components", 3L)
        .containsEntry("clusters", 5L);
    assertThat(outcome.lines())
        .contains(
            "  same pictures: 8 images are 5 pictures in 3 components",
            "  compared by pixels only (low_information_hash): 2");
    conf = conf.with("curate.duplicates.match", "pixels");
    curate();
    assertThat(pair("a", "keep")).isEqualTo(true);
  }

  @Test
  void newcomers_change_no_split_and_join_that_of_their_copies() throws Exception {
    for (int i = 0; i < 40; i++) {
      picture("m" + i, "pixels" + i, 640, 480, 500.0);
    }
    curate();
    List<String> before = warehouse.rows(Table.SPLITS);
    assertThat(before).hasSize(40);
    Map<String, String> splits = splitsById();
    assertThat(splits.values())
        .as("with one split only, the rest would hold by accident")
        .contains("train", "test");
    // other shares and another seed concern new components only; "a…" becomes every one's name
    conf =
        conf.with("curate.splits { train = 0, validation = 1, test = 0 }").with("curate.seed", 9);
    for (int i = 0; i < 40; i++) {
      picture("a" + i, "pixels" + i, 640, 480, 500.0);
    }
    picture("new", "new", 640, 480, 500.0);
    curate();
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
  void caption_is_of_the_first_source_and_license_the_most_restrictive_of_all_copies()
      throws Exception {
    picture("a", "same", 640, 480, 500.0);
    picture("b", "same", 640, 480, 500.0);
    source("a", "s2", "file:/1", "later source", "CC0-1.0");
    source("a", "s1", "file:/2", "  ", "CC-BY-4.0");
    source("b", "s1", "file:/3", "a chair", "CC-BY-NC-4.0");
    picture("c", "other", 640, 480, 500.0);
    source("c", "s1", "file:/4", null, "CC0-1.0");
    source("c", "s1", "file:/5", "a lamp", null);
    picture("d", "none", 640, 480, 500.0);
    curate();
    assertThat(pair("a", "caption")).isEqualTo("a chair");
    assertThat(pair("a", "license")).isEqualTo("CC-BY-NC-4.0");
    assertThat(pair("c", "caption")).isEqualTo("a lamp");
    assertThat(pair("c", "license")).as("one source states nothing").isNull();
    assertThat(pair("d", "caption")).isNull();
  }

  @Test
  void rejected_depth_has_no_verdict_and_lost_depth_loses_it() throws Exception {
    picture("a", "1", 640, 480, 500.0);
    picture("b", "2", 640, 480, 500.0);
    depth("a", "broken", "rejected");
    Outcome outcome = curate();
    assertThat(outcome.in()).isEqualTo(3);
    assertThat(outcome.out()).isEqualTo(2);
    assertThat(outcome.skipped()).isEqualTo(1);
    warehouse.tables().delta(Table.DEPTH).delete("image_id = 'b'");
    warehouse.tables().delta(Table.IMAGES).delete("image_id = 'a'");
    assertThat(curate().figures()).containsEntry("removed", 1L);
    assertThat(warehouse.rows(Table.PAIRS)).hasSize(1);
    assertThat(reasons("a")).containsExactly("missing_image");
  }

  @Test
  void a_dry_run_says_what_it_would_do_and_writes_nothing() throws Exception {
    picture("a", "1", 640, 480, 500.0);
    picture("b", "1", 640, 480, 500.0);
    Outcome outcome = warehouse.run(new CurateJob(), conf, Warehouse.dryRun());
    assertThat(outcome.lines().get(0))
        .isEqualTo(
            "curate: would keep 1 of 2 estimated images, drop 1; verdicts that would change: 2");
    assertThat(warehouse.tables().exists(Table.PAIRS)).isFalse();
    assertThat(warehouse.tables().exists(Table.SPLITS)).isFalse();
  }

  @Test
  void an_empty_warehouse_is_curated_to_nothing() throws Exception {
    Outcome outcome = curate();
    assertThat(outcome.in()).isZero();
    assertThat(outcome.lines())
        .containsExactly("curate: kept 0 of 0 estimated images, dropped 0; verdicts written: 0");
    assertThat(warehouse.tables().exists(Table.PAIRS)).isFalse();
  }

  @Test
  void a_predicate_of_the_wrong_type_is_refused() {
    PolicyCheck.types(Policy.load(warehouse.conf()), LocalSpark.session());
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
    picture("a", "1", 640, 480, 500.0);
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
    conf =
        conf.with(
            "curate.policy",
            policy(
                "rules = [ { name = a, keep-when = \"luma_mean >= 200\" }, { name = b, keep-when = \"luma_std > 1\" } ]"));
    curate();
    assertThat(reasons("a")).containsExactly("a");
  }

  @Test
  void no_byte_column_is_read() {
    picture("a", "1", 640, 480, 500.0);
    source("a", "s", "file:/1", "caption", null);
    warehouse.flush();
    Dataset<Row> images = warehouse.tables().read(Table.IMAGES);
    Dataset<Row> verdicts =
        Verdicts.of(
            List.of(Policy.load(conf)),
            ModelTerms.NONE,
            Verdicts.rows(
                images,
                warehouse.tables().read(Table.DEPTH),
                warehouse.tables().read(Table.SOURCES),
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
