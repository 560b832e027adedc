package org.isobath.jobs;

import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Puts the {@link HeapGate} of each executor before its tasks. Spark loads this by {@code
 * spark.plugins}, which {@link Spark} sets for sessions that it starts.
 */
public final class HeapGatePlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void init(PluginContext context, Map<String, String> extraConf) {
        // the gate is made now, not in the midst of the first tasks
        HeapGate.jvm();
      }

      @Override
      public void onTaskStart() {
        HeapGate.jvm().enter(TaskContext.get());
      }
    };
  }
}
