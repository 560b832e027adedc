package org.isobath.sql;

import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.isobath.UserError;

/** The GPU of a task. */
public final class TaskGpu {
  private TaskGpu() {}

  /** The GPU that Spark gave to this task; the first one where Spark manages none. */
  public static int assigned() {
    return given().orElse(0);
  }

  /** The GPU that Spark gave to this task; empty where Spark manages none. */
  public static OptionalInt given() {
    TaskContext task = TaskContext.get();
    ResourceInformation gpus = task == null ? null : task.resourcesJMap().get("gpu");
    return gpus == null || gpus.addresses().length == 0
        ? OptionalInt.empty()
        : OptionalInt.of(ordinal(gpus.addresses()[0]));
  }

  /**
   * The number of a GPU by its address.
   *
   * @throws UserError when a discovery script gives something else
   */
  static int ordinal(String address) {
    String number = address.strip();
    if (!number.matches("[0-9]{1,4}")) {
      throw new UserError(
          "Spark gave this task the GPU "
              + address
              + ", which is no number. Use conf/spark/gpus.sh as spark.worker.resource.gpu.discoveryScript, or a script that gives the numbers of nvidia-smi.");
    }
    return Integer.parseInt(number);
  }
}
