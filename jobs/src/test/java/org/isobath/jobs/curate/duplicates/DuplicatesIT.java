package org.isobath.jobs.curate.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.isobath.image.Image;
import org.isobath.image.PerceptualHash;
import org.isobath.jobs.ColumnsRead;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Table;
import org.isobath.jobs.Warehouse;
import org.isobath.jobs.curate.duplicates.DuplicateSettings.Match;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicatesIT {
  private static final DuplicateSettings NEAR =
      new DuplicateSettings(Match.NEAR, 3, Integer.MAX_VALUE);
  private static final String SCHEMA =
      "image_id string, phash bigint, phash_turned array<bigint>, pixel_hash string, width int,"
          + " height int, metrics struct<laplacian_variance: double>";

  private final SparkSession spark = LocalSpark.session();

  private record Picture(String id, Long hash, String pixels, int width, double sharpness) {
    Row row() {
      return RowFactory.create(id, hash, null, pixels, width, 10, RowFactory.create(sharpness));
    }
  }

  private Dataset<Row> images(List<Picture> pictures) {
    return spark.createDataFrame(
        pictures.stream().map(Picture::row).toList(), StructType.fromDDL(SCHEMA));
  }

  /** "component_id cluster_id low_information" by image_id. */
  private Map<String, String> groups(Dataset<Row> images, DuplicateSettings settings) {
    Map<String, String> groups = new TreeMap<>();
    try (Duplicates duplicates = Duplicates.of(spark, images, settings, new Cut(false))) {
      for (Row row : duplicates.rows().collectAsList()) {
        String group = row.getString(1) + " " + row.getString(2) + " " + row.getBoolean(3);
        assertThat(groups.put(row.getString(0), group)).as(row.getString(0)).isNull();
      }
      assertThat(duplicates.images()).isEqualTo(groups.size());
    }
    return groups;
  }

  private Map<String, String> groups(List<Picture> pictures) {
    return groups(images(pictures), NEAR);
  }

  /** Unrelated pictures, chains of edits, equal pixels, shared and empty hashes, in any order. */
  private static List<Picture> collection(int count, long seed) {
    Random random = new Random(seed);
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Long hash = random.nextLong();
      String pixels = "p" + i;
      if (i > 0 && random.nextInt(3) > 0) {
        Picture other = pictures.get(random.nextInt(i));
        hash = other.hash;
        if (hash != null && random.nextInt(8) == 0) {
          pixels = other.pixels;
        } else if (hash != null) {
          for (int flips = random.nextInt(5); flips > 0; flips--) {
            hash ^= 1L << random.nextInt(64);
          }
        }
      } else if (i % 20 == 0) {
        hash = i % 40 == 0 ? Long.valueOf(1L << random.nextInt(64)) : null;
      }
      String id = "%08x".formatted(random.nextInt());
      pictures.add(new Picture(id, hash, pixels, random.nextInt(3), random.nextInt(3)));
    }
    return pictures;
  }

  private static boolean telling(Picture picture) {
    return picture.hash != null && !PerceptualHash.lowInformation(picture.hash);
  }

  private static boolean same(Picture a, Picture b) {
    return telling(a) && telling(b)
        ? Long.bitCount(a.hash ^ b.hash) <= 3
        : a.pixels.equals(b.pixels);
  }

  /** By comparing every picture with every other. */
  private static Map<String, String> byHand(List<Picture> pictures) {
    List<Picture> best = new ArrayList<>(pictures);
    best.sort(
        Comparator.comparing((Picture p) -> -p.width)
            .thenComparing(p -> -p.sharpness)
            .thenComparing(Picture::id));
    Map<String, String> clusters = new HashMap<>();
    for (Picture picture : best) {
      if (!clusters.containsKey(picture.id)) {
        best.stream()
            .filter(other -> same(picture, other))
            .forEach(other -> clusters.putIfAbsent(other.id, picture.id));
      }
    }
    Map<String, String> components = new HashMap<>();
    best.forEach(picture -> components.put(picture.id, picture.id));
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Picture a : best) {
        for (Picture b : best) {
          String smaller = components.get(a.id);
          if (same(a, b) && smaller.compareTo(components.get(b.id)) < 0) {
            components.put(b.id, smaller);
            moved = true;
          }
        }
      }
    }
    Map<String, String> groups = new TreeMap<>();
    for (Picture p : best) {
      boolean low = p.hash != null && !telling(p);
      groups.put(p.id, components.get(p.id) + " " + clusters.get(p.id) + " " + low);
    }
    return groups;
  }

  @Test
  void components_and_clusters_are_those_of_a_comparison_of_all_pictures() {
    List<Picture> pictures = collection(400, 1);
    Map<String, String> expected = byHand(pictures);
    assertThat(groups(pictures)).isEqualTo(expected);
    assertThat(groups(images(pictures), new DuplicateSettings(Match.NEAR, 3, 0)))
        .as("over rows instead of on the driver")
        .isEqualTo(expected);
    Set<String> components = new HashSet<>();
    Set<String> clusters = new HashSet<>();
    expected.forEach(
        (id, group) -> {
          components.add(group.split(" ")[0]);
          clusters.add(group.split(" ")[1]);
        });
    assertThat(components).as("chains longer than the radius").hasSizeLessThan(clusters.size());
    assertThat(clusters).hasSizeLessThan(300);
    assertThat(expected.values()).as("hashes of low information").anyMatch(g -> g.endsWith("true"));
  }

  @Test
  void the_answer_depends_on_the_set_of_pictures_and_not_on_how_they_came() {
    List<Picture> pictures = collection(200, 2);
    Map<String, String> once = groups(pictures);
    List<Picture> shuffled = new ArrayList<>(pictures);
    Collections.shuffle(shuffled, new Random(3));
    Dataset<Row> portions =
        images(shuffled.subList(0, 120))
            .union(images(shuffled.subList(120, 121)))
            .union(images(shuffled.subList(121, 200)).repartition(3));
    assertThat(groups(portions, NEAR)).isEqualTo(once);
    // what is one component stays one when others come
    Map<String, String> before = groups(shuffled.subList(0, 120));
    Map<String, String> grown = new HashMap<>();
    before.forEach(
        (id, group) -> {
          String now = once.get(id).split(" ")[0];
          assertThat(grown.merge(group.split(" ")[0], now, (a, b) -> a)).as(id).isEqualTo(now);
        });
  }

  @Test
  void a_chain_is_one_component_of_several_clusters() {
    List<Picture> chain = new ArrayList<>();
    long hash = 0x5a5a_5a5a_5a5a_5a5aL;
    for (int i = 0; i < 6; i++) {
      chain.add(new Picture("i" + i, hash, "p" + i, 100 - i, 1));
      hash ^= 0b111L << 3 * i;
    }
    assertThat(groups(chain).values())
        .containsExactly(
            "i0 i0 false",
            "i0 i0 false",
            "i0 i2 false",
            "i0 i2 false",
            "i0 i4 false",
            "i0 i4 false");
  }

  @Test
  void equal_pixels_alone_count_when_hashes_say_little_or_are_not_asked() {
    long hash = 0x5a5a_5a5a_5a5a_5a5aL;
    List<Picture> pictures =
        List.of(
            new Picture("a", 0L, "black", 1, 1),
            new Picture("b", 0L, "white", 1, 1),
            new Picture("c", 0L, "black", 2, 1),
            new Picture("d", hash, "d", 1, 1),
            new Picture("e", hash, "e", 1, 1),
            new Picture("f", null, null, 1, 1));
    assertThat(groups(pictures).values())
        .containsExactly("a c true", "b b true", "a c true", "d d false", "d d false", "f f false");
    assertThat(groups(images(pictures), new DuplicateSettings(Match.PIXELS, 3, 100)).values())
        .containsExactly(
            "a c false", "b b false", "a c false", "d d false", "e e false", "f f false");
  }

  @Test
  void hot_buckets_are_compared_in_full() {
    // 100,000 equal hashes; 20,000 that share 16 bits, every hundredth with a near one; the rest
    // alone
    Dataset<Row> images =
        spark
            .range(0, 140_000, 1, 2)
            .selectExpr(
                "printf('%06d', id) AS image_id",
                "CASE WHEN id < 100000 THEN 1311768467463790320"
                    + " WHEN id < 120000 AND id % 100 = 1"
                    + "   THEN (xxhash64(id - 1) & ~65535L | 48879) ^ shiftleft(7L, 20 + id % 40)"
                    + " WHEN id < 120000 THEN xxhash64(id) & ~65535L | 48879"
                    + " ELSE xxhash64(id) END AS phash",
                "CAST(NULL AS array<bigint>) AS phash_turned",
                "CAST(id AS string) AS pixel_hash",
                "640 AS width",
                "480 AS height",
                "named_struct('laplacian_variance', 1.0D) AS metrics");
    try (Duplicates duplicates = Duplicates.of(spark, images, NEAR, new Cut(false))) {
      assertThat(duplicates.images()).isEqualTo(140_000);
      assertThat(duplicates.components()).isEqualTo(1 + 20_000 - 200 + 20_000);
      assertThat(duplicates.clusters()).isEqualTo(duplicates.components());
      assertThat(
              duplicates
                  .rows()
                  .where(
                      "image_id >= 100000 AND image_id < 120000 AND image_id % 100 = 1"
                          + " AND component_id = printf('%06d', int(image_id) - 1)")
                  .count())
          .isEqualTo(200);
      assertThat(duplicates.rows().where("component_id = '000000'").count()).isEqualTo(100_000);
    }
  }

  @Test
  void an_empty_table_has_no_duplicates() {
    assertThat(groups(List.of())).isEmpty();
    assertThat(groups(images(List.of()), new DuplicateSettings(Match.TURNED, 3, 100))).isEmpty();
  }

  @Test
  void mirrored_and_rotated_copies_are_found_when_asked_for() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Image image = SceneRenderer.render(SceneGenerator.generate(i), 96, 72, 1).image();
      Image copy = i < 2 ? image : turned(image, i % 2 == 0);
      rows.add(row("a" + i, PerceptualHash.turned(image), 0));
      rows.add(row("b" + i, PerceptualHash.turned(copy), 0b101L << i));
    }
    Row copy = rows.get(11);
    rows.set(11, RowFactory.create("b5", copy.get(1), null, "b5", 9, 9, RowFactory.create(1.0)));
    Dataset<Row> images = spark.createDataFrame(rows, StructType.fromDDL(SCHEMA));
    Map<String, String> found = groups(images, new DuplicateSettings(Match.TURNED, 3, 100));
    Map<String, String> near = groups(images, NEAR);
    for (int i = 0; i < 6; i++) {
      String own = i < 2 ? "a" : "b";
      assertThat(found).as("turned").containsEntry("b" + i, "a" + i + " a" + i + " false");
      assertThat(near).as("near").containsEntry("b" + i, own + i + " " + own + i + " false");
    }
  }

  /** Rotated by 90 degrees clockwise, or mirrored. */
  private static Image turned(Image image, boolean rotated) {
    int width = rotated ? image.height() : image.width();
    int height = rotated ? image.width() : image.height();
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from =
            rotated
                ? (image.height() - 1 - x) * image.width() + y
                : y * image.width() + width - 1 - x;
        System.arraycopy(image.rgb(), 3 * from, rgb, 3 * (y * width + x), 3);
      }
    }
    return new Image(width, height, rgb);
  }

  /** A picture whose own hash has lost the bits {@code lost} since. */
  private static Row row(String id, long[] orientations, long lost) {
    Long[] hashes = Arrays.stream(orientations).boxed().toArray(Long[]::new);
    hashes[0] ^= lost;
    return RowFactory.create(id, hashes[0], hashes, id, 9, 9, RowFactory.create(1.0));
  }

  @Test
  void no_byte_column_is_read(@TempDir Path folder) {
    Warehouse warehouse = new Warehouse(folder);
    warehouse.add(Table.IMAGES, Map.of("image_id", "a", "content", new byte[] {1}, "phash", 1L));
    warehouse.flush();
    Dataset<Row> twins = Twins.of(warehouse.tables().read(Table.IMAGES), true);
    assertThat(ColumnsRead.by(twins))
        .containsExactlyInAnyOrder("image_id", "width", "height", "phash", "pixel_hash", "metrics");
  }
}
