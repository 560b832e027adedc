package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.isobath.UserError;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Table;
import org.isobath.quality.ConsistencyMetric;
import org.isobath.scene.SceneUri;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParametersIT {
  @TempDir Path temp;

  @Test
  void anotherSizeModelOrFusionIsEstimatedBesideTheFirst() throws Exception {
    Estimation world = new Estimation(temp);
    List<Row> pictures = List.of(Estimation.inline(Estimation.picture(1, 90, 41)));
    world.add(pictures, 1);
    world.card("other", "mean", "");

    world.run();
    Estimation.Result large = world.run("estimate.size=image");
    Estimation.Result other = world.run("estimate.model=other");
    String[] fuse = {"estimate.fuse.looks=[flip, crop]", "estimate.fuse.models=[other]"};
    Outcome dry = world.run(Estimation.dryRun(), fuse).outcome();
    assertThat(dry.figures()).containsEntry("inferences_per_image", 4.0);
    assertThat(dry.lines().get(1))
        .isEqualTo(
            "  of that estimate.fuse (flip, crop, other) takes 3.00 inferences for each image beside the first, 3 in all");
    Estimation.Result fused = world.run(fuse);

    assertThat(large.outcome().out()).isEqualTo(1);
    assertThat(other.outcome().out()).isEqualTo(1);
    assertThat(fused.outcome().out()).isEqualTo(1);
    assertThat(fused.outcome().models()).containsOnlyKeys("tiny", "other");
    List<Row> rows =
        world
            .tables()
            .read(Table.DEPTH)
            .select("model_id", "params_hash", "width", "height", "fused")
            .orderBy("model_id", "width", "fused")
            .collectAsList();
    assertThat(rows)
        .extracting(row -> row.getString(0))
        .containsExactly("other", "tiny", "tiny", "tiny");
    assertThat(rows).extracting(row -> row.getString(1)).doesNotHaveDuplicates();
    assertThat(rows).extracting(row -> row.getInt(2)).containsExactly(64, 64, 64, 90);
    assertThat(rows).extracting(row -> row.getInt(3)).containsExactly(48, 48, 48, 41);
    assertThat(rows)
        .filteredOn(row -> !row.isNullAt(4))
        .as("one row is fused; a look that contradicts the others takes no part")
        .singleElement()
        .satisfies(row -> assertThat(row.getInt(4)).isBetween(2, 4));
  }

  /** A picture whose row lacks a score that is asked for is looked at again, and no other. */
  @Test
  void secondLooksAreScoredWhereTheyAreAskedFor() throws Exception {
    Estimation world = new Estimation(temp);
    world.add(Estimation.pictures(20, 2), 1);
    String both = "estimate.consistency=[ flip, crop ]";
    world.run();
    world.run(Estimation.limit(1), both);

    Outcome dry = world.run(Estimation.dryRun(), both).outcome();
    assertThat(dry.figures())
        .containsEntry("images_to_do", 1L)
        .containsEntry("inferences_per_image", 3.0);
    assertThat(dry.lines().get(1))
        .isEqualTo(
            "  of that estimate.consistency (flip, crop) takes 2.00 inferences for each image beside the first, 2 in all");
    assertThat(world.run(both).decoded()).isEqualTo(1);

    List<Row> rows =
        world
            .tables()
            .read(Table.DEPTH)
            .selectExpr(
                "params_hash",
                "metrics.flip_consistency",
                "metrics.crop_consistency",
                "metrics.scale_consistency")
            .collectAsList();
    assertThat(rows).hasSize(4);
    assertThat(rows.stream().map(row -> row.getString(0)).distinct()).hasSize(2);
    assertThat(rows).filteredOn(row -> row.isNullAt(1)).as("not asked for").hasSize(2);
    assertThat(rows)
        .filteredOn(row -> !row.isNullAt(1))
        .allSatisfy(row -> assertThat(row.getDouble(1)).isPositive())
        .allSatisfy(row -> assertThat(row.getDouble(2)).isPositive());
    assertThat(rows).allSatisfy(row -> assertThat(row.isNullAt(3)).isTrue());
  }

  /** Two models over a few scenes: what is stored is what their own rows say of each other. */
  @Test
  void anotherModelIsHeldAgainstTheFirst() throws Exception {
    Estimation world = new Estimation(temp);
    List<Row> scenes = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      scenes.add(
          Estimation.inline(
              ImageEncoder.png(new SceneUri(20261200 + seed, 64, 48).render().image())));
    }
    world.add(scenes, 1);
    world.card("other", "mean", "");
    String second = "estimate.second-model=other";

    Outcome dry = world.run(Estimation.dryRun(), second, "estimate.tiles.most=4").outcome();
    assertThat(dry.figures()).containsEntry("inferences_per_image", 2.0);
    assertThat(dry.lines().subList(1, 3))
        .containsExactly(
            "  of that estimate.second-model (other) takes 1.00 inferences for each image beside the first, 3 in all",
            "  and estimate.tiles up to 4 more for each image that is larger than the network's input");
    Outcome outcome = world.run(second).outcome();
    assertThat(outcome.out()).isEqualTo(3);
    assertThat(outcome.models()).containsOnlyKeys("tiny", "other");
    world.run("estimate.model=other");

    Map<String, Map<String, Row>> rows = new HashMap<>();
    world
        .tables()
        .read(Table.DEPTH)
        .select(
            "image_id", "model_id", "depth", "metrics.model_difference", "metrics.model_agreement")
        .collectAsList()
        .forEach(
            row ->
                rows.computeIfAbsent(row.getString(0), none -> new HashMap<>())
                    .put(row.getString(1), row));
    assertThat(rows).hasSize(3);
    for (Map<String, Row> models : rows.values()) {
      Row row = models.get("tiny");
      DepthMap first = DepthPng.decode(row.getAs("depth"));
      DepthMap other = DepthPng.decode(models.get("other").getAs("depth"));
      // maps are rounded to 16 bits after they are scored
      assertThat(row.getDouble(3))
          .isPositive()
          .isCloseTo(ConsistencyMetric.MODEL_DIFFERENCE.score(first, other), within(1e-3));
      assertThat(row.getDouble(4))
          .isCloseTo(ConsistencyMetric.MODEL_AGREEMENT.score(first, other), within(1e-3));
      assertThat(models.get("other").isNullAt(3)).as("not asked for").isTrue();
    }
  }

  @Test
  void neitherPartitionsNorBatchesChangeARow() throws Exception {
    List<Row> pictures = Estimation.pictures(40, 16);
    Estimation one = new Estimation(temp.resolve("one"));
    one.add(pictures, 1);
    Estimation eight = new Estimation(temp.resolve("eight"));
    eight.add(pictures, 8);
    eight.sets.add("estimate.partition-bytes=\"20 kB\"");
    eight.sets.add("estimate.batch=4");

    one.run();
    eight.run();

    assertThat(eight.depth()).hasSize(16).isEqualTo(one.depth());
  }

  @Test
  void aLimitIsKept_andTheNextFullRunDoesTheRest() throws Exception {
    Estimation world = new Estimation(temp);
    List<Row> pictures = Estimation.pictures(1, 6);
    world.add(pictures, 2);

    Estimation.Result dry = world.run(Estimation.dryRun());
    assertThat(dry.outcome().lines().get(0)).contains("over 6 images", "hours unknown");
    assertThat(world.tables().exists(Table.DEPTH)).isFalse();
    assertThat(Files.exists(temp.resolve("warehouse/_checkpoints"))).isFalse();

    Estimation.Result limited = world.run(Estimation.limit(2));
    assertThat(limited.outcome().out()).isEqualTo(2);
    assertThat(limited.outcome().skipped()).isEqualTo(4);
    assertThat(world.outcomes()).isEqualTo(Estimation.ids(pictures).subList(0, 2));

    assertThat(world.run().decoded()).isEqualTo(4);
    assertThat(world.outcomes()).isEqualTo(Estimation.ids(pictures));
  }

  @Test
  void mistakesAreFoundBeforeAPictureIsRead() throws Exception {
    Estimation world = new Estimation(temp);
    world.add(List.of(Estimation.inline(new byte[] {1, 2, 3})), 1);
    world.card("wrong-tensor", "conv", "input.name = picture");

    EstimateJob job = new EstimateJob();
    assertThatThrownBy(() -> job.check(world.conf("estimate.model=wrong-tensor"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("input.name = picture is not in the graph")
        .hasMessageContaining("Did you mean image?");
    assertThatThrownBy(() -> job.check(world.conf("estimate.model=tinny"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Did you mean tiny?");
    assertThatThrownBy(() -> job.check(world.conf("estimate.size=huge"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("estimate.size")
        .hasMessageContaining("network, image");
    assertThatThrownBy(() -> job.check(world.conf("decode.matte=white"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("decode.matte");
    assertThatThrownBy(() -> job.check(world.conf("estimate.batch=0"), Options.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("estimate.batch must be a whole number from 1 to 1024");
    assertThat(world.tables().exists(Table.DEPTH)).isFalse();
  }

  @Test
  void noImagesYetIsNoError() throws Exception {
    Estimation world = new Estimation(temp);
    assertThat(world.run().outcome().lines().get(0)).contains("Run isobath ingest first");
  }
}
