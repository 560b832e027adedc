package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.SparkConf;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskCoresTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      // master, executor cores, task cpus, GPUs of an executor, of a task | cores, slots, per task
      value = {
        "local         | - | - | - | -     | 1  | 1 | 1",
        "local[2]      | - | - | - | -     | 2  | 2 | 1",
        "local[*]      | - | - | - | -     | 8  | 8 | 1",
        "local[*, 3]   | - | - | - | -     | 8  | 8 | 1",
        "local[4]      | - | 4 | - | -     | 4  | 1 | 4",
        "local[16]     | - | 1 | - | -     | 8  | 16 | 1",
        "local[16]     | - | 4 | - | -     | 8  | 4 | 2",
        "local-cluster[2, 3, 1024] | - | - | - | - | 3 | 3 | 1",
        "spark://a:7077 | 8 | - | - | -    | 8  | 8 | 1",
        "spark://a:7077 | 8 | 3 | - | -    | 8  | 2 | 4",
        "spark://a:7077 | 16 | 1 | 1 | 0.25 | 16 | 4 | 4",
        "spark://a:7077 | 16 | 1 | 2 | 0.3 | 16 | 6 | 2",
        "spark://a:7077 | 4 | 1 | 1 | 0.125 | 4  | 4 | 1",
        "spark://a:7077 | 12 | 1 | 4 | 2   | 12 | 2 | 6",
        "spark://a:7077 | - | 2 | - | -    | 2  | 1 | 2",
        "yarn          | - | - | - | -     | 1  | 1 | 1",
      })
  void aTaskHasItsShareOfTheExecutorsCores(
      String master,
      String executorCores,
      String cpus,
      String gpus,
      String gpu,
      int cores,
      int slots,
      int perTask) {
    SparkConf spark = new SparkConf(false).set("spark.master", master);
    set(spark, "spark.executor.cores", executorCores);
    set(spark, "spark.task.cpus", cpus);
    set(spark, "spark.executor.resource.gpu.amount", gpus);
    set(spark, "spark.task.resource.gpu.amount", gpu);
    TaskCores found = TaskCores.of(spark, 8);
    assertThat(found).isEqualTo(new TaskCores(cores, slots));
    assertThat(found.perTask()).isEqualTo(perTask);
  }

  private static void set(SparkConf spark, String key, String value) {
    if (value != null) {
      spark.set(key, value);
    }
  }

  @Test
  void allTasksTogetherNeverTakeMoreThanThereIs() {
    for (int cores = 1; cores <= 64; cores++) {
      for (int slots = 1; slots <= cores; slots++) {
        assertThat(slots * new TaskCores(cores, slots).perTask())
            .as("%d cores, %d slots", cores, slots)
            .isBetween(1, cores);
      }
    }
  }

  @Test
  void threadsOfAnInferenceAreTheShareUnlessTheyAreGiven() {
    Conf reference = Conf.reference();
    assertThat(new TaskCores(8, 2).intraOpThreads(reference)).isEqualTo(4);
    assertThat(new TaskCores(8, 2).intraOpThreads(reference.with("estimate.intra-op-threads", 3)))
        .isEqualTo(3);
    assertThat(new TaskCores(8, 2).intraOpThreads(reference.with("estimate.batch", 4)))
        .as("one batch of all tasks at a time")
        .isEqualTo(8);
    assertThat(new TaskCores(8, 2).intraOpThreads(reference.with("estimate.batch", 1)))
        .isEqualTo(4);
    Conf wrong = Conf.load(List.of(), List.of("estimate.intra-op-threads=many"));
    assertThatThrownBy(() -> new TaskCores(8, 2).intraOpThreads(wrong))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("estimate.intra-op-threads");
  }
}
