package org.isobath.jobs;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
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
  /** What {@link SparkContext#setJobGroup} sets. */
  private static final List<String> GROUP =
      List.of("spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel");

  /**
   * A step of a job.
   *
   * @param <T> what it gives
   * @param <E> what it may throw
   */
  @FunctionalInterface
  public interface Step<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Makes Spark's own pages say what the work of {@code step} is for: the sentence stands on its
   * jobs, whose group is the run. It begins with the verb; a step that writes goes on with an arrow
   * and the tables, as in {@code "curate → pairs: judge"}. Within a step the sentence of the inner
   * one counts. A stream names itself: its jobs run in a thread of its own.
   */
  public <T, E extends Exception> T describe(String sentence, Step<T, E> step) throws E {
    SparkContext context = spark.sparkContext();
    Map<String, String> outer = new LinkedHashMap<>();
    GROUP.forEach(key -> outer.put(key, context.getLocalProperty(key)));
    context.setJobGroup(id, sentence, true);
    try {
      return step.run();
    } finally {
      outer.forEach(context::setLocalProperty);
    }
  }
}
