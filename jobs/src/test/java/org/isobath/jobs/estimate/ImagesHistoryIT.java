package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.isobath.jobs.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which operations on {@code images} a stream is trusted with. */
class ImagesHistoryIT {
  @TempDir Path temp;

  private Estimation world;

  private void trusted(boolean trusted, String operation) {
    long before = world.tables().version(Table.IMAGES);
    String images = "delta.`" + temp.resolve("warehouse/images") + "`";
    world.spark().sql(operation.replace("IMAGES", images));
    long after = world.tables().version(Table.IMAGES);
    assertThat(after).as(operation).isGreaterThan(before);
    assertThat(ImagesHistory.notAppended(world.tables(), before, after).isEmpty())
        .as(operation)
        .isEqualTo(trusted);
  }

  @Test
  void appendsAndRewritesAreTrusted_changesOfRowsAreNot() throws Exception {
    world = new Estimation(temp);
    world.add(Estimation.pictures(1, 2), 2);
    trusted(true, "INSERT INTO IMAGES SELECT * FROM IMAGES");
    trusted(true, "OPTIMIZE IMAGES");
    trusted(true, "ALTER TABLE IMAGES ADD COLUMN note STRING");
    trusted(true, "ALTER TABLE IMAGES SET TBLPROPERTIES ('by' = 'hand')");
    trusted(false, "UPDATE IMAGES SET uri = 'moved' WHERE length > 0");
    trusted(false, "DELETE FROM IMAGES WHERE length < 0 OR uri = 'moved'");
    trusted(
        false,
        "MERGE INTO IMAGES AS t USING (SELECT 'x' AS id) AS s ON t.image_id = s.id"
            + " WHEN NOT MATCHED THEN INSERT (image_id) VALUES (s.id)");
    trusted(false, "INSERT OVERWRITE IMAGES SELECT * FROM IMAGES");
    trusted(false, "RESTORE TABLE IMAGES TO VERSION AS OF 2");
    trusted(false, "TRUNCATE TABLE IMAGES");
  }
}
