package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectsIT {
  @TempDir Path temp;

  private Estimation world;

  private Map<String, String> reasons() {
    return world.tables().read(Table.DEPTH).collectAsList().stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("image_id"),
                row -> row.getAs("reason") == null ? "ok" : row.getAs("reason")));
  }

  @Test
  void eachBadInputHasOneOutcomeWithItsReason_andIsTakenUpAgainOnRequest() throws Exception {
    world = new Estimation(temp);
    byte[] good = Estimation.picture(1, 70, 50);
    byte[] far = Estimation.picture(2, 70, 50);
    byte[] changed = Estimation.picture(3, 70, 50);
    byte[] gone = Estimation.picture(4, 70, 50);
    byte[] whole = Estimation.picture(5, 70, 50);
    byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);
    byte[] small = Estimation.picture(6, 7, 50);
    Path named = Files.write(temp.resolve("a name with % and ü.png"), far);
    Path other = Files.write(temp.resolve("changed.png"), good);
    world.add(
        List.of(
            Estimation.inline(good),
            Estimation.byReference(far, named),
            Estimation.byReference(changed, other),
            Estimation.byReference(gone, temp.resolve("gone.png")),
            Estimation.inline(cut),
            Estimation.inline(small)),
        2);

    Estimation.Result run = world.run();

    assertThat(reasons())
        .isEqualTo(
            Map.of(
                Estimation.sha256(good), "ok",
                Estimation.sha256(far), "ok",
                Estimation.sha256(changed), "content_changed",
                Estimation.sha256(gone), "unreadable",
                Estimation.sha256(cut), "truncated",
                Estimation.sha256(small), "model_limits"));
    assertThat(run.outcome().out()).isEqualTo(2);
    assertThat(run.outcome().rejected()).isEqualTo(4);
    assertThat(run.outcome().lines()).anyMatch(line -> line.contains("content_changed: 1"));
    Row row = world.tables().read(Table.DEPTH).where("reason = 'content_changed'").head();
    assertThat(row.<String>getAs("message")).contains("have SHA-256 " + Estimation.sha256(good));
    assertThat(row.<Object>getAs("depth")).isNull();

    assertThat(world.run().decoded()).isZero();

    Files.write(other, changed);
    Estimation.Result retried = world.run(Estimation.retryRejects());
    assertThat(retried.outcome().out()).isEqualTo(1);
    assertThat(retried.outcome().rejected()).isEqualTo(3);
    assertThat(retried.outcome().skipped()).isEqualTo(2);
    assertThat(reasons()).hasSize(6).containsEntry(Estimation.sha256(changed), "ok");
  }
}
