package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.jobs.Unmet;
import org.isobath.jobs.Warehouse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code curate --verify} over tables that are filled by hand. */
class LeakCheckIT {
  private static final Options VERIFY = Options.NONE.with("--verify", "");

  /** 32 bits set, as a picture with structure has. */
  private static final long HASH = 0x00ff_00ff_00ff_00ffL;

  @TempDir static Path folder;
  private static Warehouse clean;

  @BeforeAll
  static void fill() {
    clean = filled(folder.resolve("clean"));
  }

  private static Warehouse filled(Path folder) {
    Warehouse warehouse = new Warehouse(folder);
    kept(warehouse, "a", "train", HASH, "1", "x");
    kept(warehouse, "b", "train", HASH ^ 0b11, "2", "x");
    kept(warehouse, "c", "test", HASH ^ 0b111_1111, "3", "y");
    // flat pictures have near hashes whatever they show
    kept(warehouse, "d", "train", 0, "4", "x");
    kept(warehouse, "e", "test", 1, "5", "y");
    warehouse.add(Table.PAIRS, Map.of("image_id", "f", "keep", false));
    return warehouse;
  }

  private static void kept(
      Warehouse warehouse, String id, String split, long phash, String pixels, String album) {
    warehouse.add(Table.PAIRS, Map.of("image_id", id, "keep", true, "split", split));
    warehouse.add(
        Table.IMAGES,
        Map.of("image_id", id, "uri", "file:/" + id, "phash", phash, "pixel_hash", pixels));
    warehouse.add(
        Table.SOURCES, Map.of("image_id", id, "state", "ok", "attributes", Map.of("album", album)));
  }

  private static Outcome verify(Warehouse warehouse, Conf conf, Options options) throws Exception {
    return warehouse.run(new CurateJob(), conf, options);
  }

  private static Unmet leak(Warehouse warehouse, Conf conf) {
    return catchThrowableOfType(Unmet.class, () -> verify(warehouse, conf, VERIFY));
  }

  @Test
  void a_clean_set_passes_and_the_closest_pair_is_shown() throws Exception {
    Outcome outcome = verify(clean, clean.conf().with("curate.group-by", List.of("album")), VERIFY);
    assertThat(outcome.lines())
        .containsExactly(
            "curate: compared 5 kept images, 2 pairs across splits",
            "  the closest differ in 5 of 64 bits, beyond the radius of 3: c of test (file:/c) and b of train (file:/b)",
            "  compared for equal pixels only, because their hashes say too little: 2");
    assertThat(outcome.figures())
        .containsEntry("closest_distance", 5)
        .containsEntry("pairs_within_radius", 0L)
        .containsEntry("pixels_in_two_splits", 0L)
        .containsEntry("groups_in_two_splits", 0L);
    assertThat(outcome.out()).isEqualTo(5);
    assertThat(clean.tables().exists(Table.SPLITS)).as("nothing is written").isFalse();
    assertThat(new CurateJob().writes(VERIFY)).as("a row in runs").isFalse();
  }

  @Test
  void what_is_not_compared_is_no_proof_and_too_much_is_refused() throws Exception {
    Conf conf = clean.conf().with("curate.verify-limit", 4);
    assertThatThrownBy(() -> verify(clean, conf, VERIFY))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "5 images are to be compared and curate.verify-limit is 4: the time grows with the square of their number. Raise the key, or compare the first N with --limit N, which proves nothing about the rest.");
    Options first =
        new Options(List.of(), OptionalLong.of(2), false, false, false).with("--verify", "");
    Outcome outcome = verify(clean, conf, first);
    assertThat(outcome.lines())
        .containsExactly(
            "curate: compared 2 kept images, 0 pairs across splits",
            "  only the first 2 of 5 kept images were compared, which proves nothing about the rest");
    assertThat(outcome.skipped()).isEqualTo(3);
  }

  @Test
  void a_near_duplicate_equal_pixels_and_a_divided_group_are_leaks_and_are_named() {
    Warehouse warehouse = filled(folder.resolve("leak"));
    kept(warehouse, "near", "validation", HASH ^ 0b1011, "6", "z");
    kept(warehouse, "same", "test", 1, "4", "x");
    Unmet leak = leak(warehouse, warehouse.conf().with("curate.group-by", List.of("album")));
    assertThat(leak)
        .hasMessage(
            "The splits leak."
                + " Near-duplicates in two splits: 2 pairs, the closest differ in 1 of 64 bits: b of train (file:/b) and near of validation (file:/near)."
                + " Equal pixels in two splits: 1, such as 4: same of test (file:/same) and d of train (file:/d)."
                + " Groups in two splits: 1, such as album=x: same of test (file:/same) and d of train (file:/d).");
    assertThat(leak(warehouse, warehouse.conf()))
        .as("groups count when they are configured")
        .hasMessageNotContaining("album");
  }
}
