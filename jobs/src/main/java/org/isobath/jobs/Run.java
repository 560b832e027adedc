package org.isobath.jobs;

import java.io.PrintStream;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * One run of one job: what it may use and what its rows are marked with.
 *
 * @param spark null for a job that {@linkplain Job#needsSpark() needs none}
 * @param tables null likewise
 * @param id {@code run_id} of every row and commit of this run
 * @param progress where lines for a person go while the job works
 */
public record Run(
    SparkSession spark,
    Conf conf,
    Tables tables,
    Options options,
    String id,
    PrintStream progress) {
  /**
   * Makes Spark's own pages say what the work of {@code body} is for: the sentence stands on its
   * jobs.
   */
  public <T> T describe(String sentence, Supplier<T> body) {
    spark.sparkContext().setJobGroup(id, sentence, true);
    try {
      return body.get();
    } finally {
      spark.sparkContext().clearJobGroup();
    }
  }
}
