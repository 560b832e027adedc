package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.isobath.jobs.BytesMoved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Image and depth bytes are never shuffled, sorted or repartitioned. */
class PlanIT {
  @TempDir Path temp;

  @Test
  void neitherTheStreamNorTheBackfillMovesBytes() throws Exception {
    Estimation world = new Estimation(temp);
    List<Row> pictures = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      pictures.add(Estimation.inline(Estimation.picture(i, 320, 240)));
    }
    world.add(pictures, 3);
    world.card("other", "mean", "");
    long bytes = pictures.stream().mapToLong(row -> row.getLong(3)).sum();

    try (BytesMoved moved = new BytesMoved(world.spark())) {
      world.run();
      int ofStream = moved.writes().size();
      assertThat(ofStream).as("writes of the stream").isPositive();
      // some of the first and all of the rest by their keys
      world.run(Estimation.limit(5), "estimate.model=other");
      world.run("estimate.model=other");
      assertThat(moved.writes().size()).as("writes of the backfill").isGreaterThan(ofStream + 1);

      moved.assertNone();
      assertThat(moved.writes().toString())
          .contains("BroadcastHashJoin")
          .doesNotContain("SortMergeJoin");
      // keys and Delta's own bookkeeping only
      assertThat(moved.shuffled()).isLessThan(bytes / 20);
    }
    assertThat(world.spark().conf().get("spark.databricks.delta.optimizeWrite.enabled"))
        .isEqualTo("false");
  }
}
