package org.isobath.jobs;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Brings the figures of {@link Metric} into Spark's own metrics, where every sink of Spark finds
 * them. Executors have no web server; they tell the driver, and the driver's servlet shows the sum.
 * Spark loads this by {@code spark.plugins}, which {@link Spark} sets for sessions that it starts.
 */
public final class MetricsPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new DriverMetrics();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorMetrics();
  }
}
