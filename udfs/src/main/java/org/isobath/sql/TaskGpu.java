package org.isobath.sql;

import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** The GPU of a task. */
public final class TaskGpu {
  private TaskGpu() {}

  /** The GPU that Spark gave to this task; the first one where Spark manages none. */
  public static int assigned() {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return 0;
    }
    ResourceInformation gpus = task.resourcesJMap().get("gpu");
    return gpus == null || gpus.addresses().length == 0
        ? 0
        : Integer.parseInt(gpus.addresses()[0].strip());
  }
}
