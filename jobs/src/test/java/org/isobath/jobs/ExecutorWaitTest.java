package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorWaitTest {
  @Test
  void says_what_an_executor_asks_for_and_where_gpus_are_announced() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.master", "spark://there:7077")
            .set("spark.executor.memory", "8g");
    assertThat(ExecutorWait.sentence(conf))
        .isEqualTo(
            "spark://there:7077 has given no executor yet. Each asks for 8g of memory; no worker has as much free, or none is registered.");
    conf.set("spark.executor.cores", "8").set("spark.executor.resource.gpu.amount", "3");
    assertThat(ExecutorWait.sentence(conf))
        .contains("Each asks for 8 cores, 8g of memory, 3 GPUs;")
        .endsWith(
            "Compare spark.executor.resource.gpu.amount with what the workers announce: spark.worker.resource.gpu.amount and its discovery script.");
  }
}
