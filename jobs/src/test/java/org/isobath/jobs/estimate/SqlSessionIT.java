package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.isobath.jobs.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SQL function and the job are one calculation. */
class SqlSessionIT {
  @TempDir Path temp;

  @Test
  void depth_estimate_gives_the_bytes_that_the_job_stored() throws Exception {
    Estimation world = new Estimation(temp);
    world.add(Estimation.pictures(1, 6), 2);
    world.run();
    SparkSession spark = world.spark();
    spark.conf().set("spark.isobath.models.path", temp.resolve("cards").toString());
    spark.conf().set("spark.isobath.models.cache", temp.resolve("cache").toString());
    spark.conf().set("spark.isobath.device", "cpu");
    try {
      Dataset<Row> both =
          world
              .tables()
              .read(Table.IMAGES)
              .join(world.tables().read(Table.DEPTH), "image_id")
              .selectExpr("depth_estimate(content, 'tiny') = depth AS same");
      assertThat(both.collectAsList()).hasSize(6).allMatch(row -> row.getBoolean(0));
    } finally {
      spark.conf().unset("spark.isobath.models.path");
      spark.conf().unset("spark.isobath.models.cache");
      spark.conf().unset("spark.isobath.device");
    }
  }
}
