package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code curate} does to splits when pictures are added to a collection. */
class NewcomersIT {
  private static final String SETTINGS =
      """
      curate.policy = %s
      curate.group-by = [ album ]
      curate.splits { train = 0.5, test = 0.5 }
      """;

  private static final Options VERIFY = Options.NONE.with("--verify", "");

  @TempDir static Path folder;
  private static final Map<String, Integer> MOTIFS = new TreeMap<>();
  private static Map<String, String> before;
  private static Map<String, Row> old;

  @BeforeAll
  static void sixtyPicturesHaveTheirSplits() throws Exception {
    Warehouse warehouse = open("old");
    Random random = new Random(11);
    for (int i = 0; i < 60; i++) {
      String id = "old%02d".formatted(i);
      MOTIFS.put(id, random.nextInt(200));
      picture(warehouse, id, MOTIFS.get(id), 100, "album" + i / 4);
    }
    warehouse.run(new CurateJob());
    before = splits(warehouse);
    assertThat(before).as("60 pictures, 15 albums").hasSize(75);
    assertThat(before.values()).contains("train", "test");
    old = pairs(warehouse);
  }

  private static Warehouse open(String name) throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.conf"), "rules = []");
    return new Warehouse(
        Conf.reference()
            .with(SETTINGS.formatted(ConfigUtil.quoteString(policy.toString())))
            .with("warehouse", folder.resolve(name).toUri().toString()));
  }

  private static Warehouse copyOfTheOld(String name) throws IOException {
    Warehouse.copy(folder.resolve("old"), folder.resolve(name));
    return open(name);
  }

  /** A picture whose pixels and hash are those of its {@code motif}. */
  private static void picture(
      Warehouse warehouse, String id, int motif, int side, String... albums) {
    Map<String, Object> image = new HashMap<>();
    image.put("image_id", id);
    image.put("pixel_hash", "pixels of " + motif);
    image.put("phash", new SplittableRandom(motif).nextLong());
    image.put("width", side);
    image.put("height", side);
    warehouse.add(Table.IMAGES, image);
    warehouse.add(
        Table.DEPTH, Map.of("image_id", id, "model_id", "m", "params_hash", "p", "state", "ok"));
    for (String album : albums) {
      warehouse.add(
          Table.SOURCES,
          Map.of(
              "image_id",
              id,
              "uri",
              album + "/" + id,
              "state",
              "ok",
              "attributes",
              Map.of("album", album)));
    }
  }

  private static Map<String, String> splits(Warehouse warehouse) {
    Map<String, String> splits = new TreeMap<>();
    for (Row row : warehouse.tables().read(Table.SPLITS).collectAsList()) {
      assertThat(splits.put(row.getString(0), row.getString(1))).as("%s twice", row).isNull();
    }
    return splits;
  }

  private static Map<String, Row> pairs(Warehouse warehouse) {
    Map<String, Row> pairs = new TreeMap<>();
    for (Row row : warehouse.tables().read(Table.PAIRS).collectAsList()) {
      pairs.put(row.getAs("image_id"), row);
    }
    return pairs;
  }

  @Test
  void ten_percent_more_in_two_portions_change_no_split_and_leak_nothing() throws Exception {
    Warehouse portions = copyOfTheOld("portions");
    Warehouse once = copyOfTheOld("once");
    Random random = new Random(12);
    for (int i = 0; i < 6; i++) {
      // sorts before the old pictures, so that components change their names
      String id = "new" + i;
      int motif = random.nextInt(200);
      String album = "album" + random.nextInt(20);
      picture(portions, id, motif, 200, album);
      picture(once, id, motif, 200, album);
      if (i % 3 == 2) {
        portions.run(new CurateJob());
      }
    }
    once.run(new CurateJob());
    assertThat(splits(portions)).containsAllEntriesOf(before);
    assertThat(splits(once)).containsAllEntriesOf(before);
    assertThat(components(portions)).isEqualTo(components(once));
    Outcome proof = portions.run(new CurateJob(), portions.conf(), VERIFY);
    assertThat(proof.out()).as("pictures compared").isGreaterThan(30);
  }

  private static Map<String, String> components(Warehouse warehouse) {
    Map<String, String> components = new TreeMap<>();
    pairs(warehouse).forEach((id, pair) -> components.put(id, pair.getAs("component_id")));
    return components;
  }

  @Test
  void a_better_copy_that_bridges_leaves_its_place_to_the_old_one() throws Exception {
    Warehouse warehouse = copyOfTheOld("bridges");
    String train =
        old.keySet().stream()
            .filter(id -> "train".equals(old.get(id).getAs("split")))
            .findFirst()
            .orElseThrow();
    String test =
        before.keySet().stream()
            .filter(group -> group.startsWith("album=") && before.get(group).equals("test"))
            .findFirst()
            .orElseThrow();
    picture(warehouse, "new", MOTIFS.get(train), 200, test.replace("album=", ""));
    warehouse.run(
        new CurateJob(),
        warehouse.conf().with("curate.seed", 5).with("curate.splits { test = 1 }"),
        Options.NONE);
    Map<String, Row> pairs = pairs(warehouse);
    Row bridge = pairs.get("new");
    assertThat(bridge.<String>getList(bridge.fieldIndex("reasons")))
        .first()
        .isEqualTo("bridges_splits");
    assertThat(bridge.<String>getAs("split")).isNull();
    assertThat(pairs.get(train).<Boolean>getAs("keep")).isTrue();
    assertThat(pairs.get(train).<String>getAs("split")).isEqualTo("train");
    assertThat(splits(warehouse)).as("whatever the shares and the seed").isEqualTo(before);
  }
}
