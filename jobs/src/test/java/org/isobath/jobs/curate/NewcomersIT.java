package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What {@code curate} does to splits when pictures are added to a collection. */
class NewcomersIT {
  private static final String SETTINGS =
      """
      curate.policy = %s
      curate.group-by = [ album ]
      curate.splits { train = 0.5, test = 0.5 }
      """;

  private static final Options VERIFY = Options.NONE.with("--verify", "");

  @TempDir Path folder;

  private Warehouse open(String name) throws IOException {
    Path policy = Files.writeString(folder.resolve("policy.conf"), "rules = []");
    return new Warehouse(
        Conf.reference()
            .with(SETTINGS.formatted(ConfigUtil.quoteString(policy.toString())))
            .with("warehouse", folder.resolve(name).toUri().toString()));
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

  @Test
  void ten_percent_more_in_three_portions_change_no_split_and_leak_nothing() throws Exception {
    Warehouse portions = open("portions");
    Random random = new Random(11);
    for (int i = 0; i < 60; i++) {
      picture(portions, "old%02d".formatted(i), random.nextInt(200), 100, "album" + i / 4);
    }
    portions.run(new CurateJob());
    Map<String, String> before = splits(portions);
    assertThat(before).as("60 pictures, 15 albums").hasSize(75);
    assertThat(before.values()).contains("train", "test");

    copy(folder.resolve("portions"), folder.resolve("once"));
    Warehouse once = open("once");
    for (int i = 0; i < 6; i++) {
      // sorts before the old pictures, so that components change their names
      String id = "new" + i;
      int motif = random.nextInt(200);
      String album = "album" + random.nextInt(20);
      picture(portions, id, motif, 200, album);
      picture(once, id, motif, 200, album);
      if (i % 2 == 1) {
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
    warehouse
        .tables()
        .read(Table.PAIRS)
        .select("image_id", "component_id")
        .collectAsList()
        .forEach(row -> components.put(row.getString(0), row.getString(1)));
    return components;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  @Test
  void a_better_copy_that_bridges_leaves_its_place_to_the_old_one() throws Exception {
    Warehouse warehouse = open("bridges");
    for (int i = 0; i < 8; i++) {
      picture(warehouse, "old" + i, i, 100, "album" + i);
    }
    warehouse.run(new CurateJob());
    Map<String, String> before = splits(warehouse);
    int train = first(before, "train");
    int test = first(before, "test");
    picture(warehouse, "new", train, 200, "album" + test);
    warehouse.run(
        new CurateJob(),
        warehouse.conf().with("curate.seed", 5).with("curate.splits { test = 1 }"),
        Options.NONE);
    Map<String, Object> bridge = warehouse.row(Table.PAIRS, "image_id = 'new'");
    assertThat(CollectionConverters.asJava((scala.collection.Seq<?>) bridge.get("reasons")))
        .first()
        .isEqualTo("bridges_splits");
    assertThat(bridge.get("split")).isNull();
    assertThat(warehouse.row(Table.PAIRS, "image_id = 'old" + train + "'"))
        .containsEntry("keep", true)
        .containsEntry("split", "train");
    assertThat(splits(warehouse)).as("whatever the shares and the seed").isEqualTo(before);
  }

  private static int first(Map<String, String> splits, String split) {
    for (int i = 0; ; i++) {
      if (splits.get("old" + i).equals(split)) {
        return i;
      }
    }
  }
}
