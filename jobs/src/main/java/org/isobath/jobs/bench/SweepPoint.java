package org.isobath.jobs.bench;

import com.typesafe.config.ConfigUtil;

/**
 * Settings of {@code estimate} that decide how fast it is.
 *
 * @param model id of the card
 * @param tasks at once in one executor
 * @param intraOp threads inside one inference; means nothing on a GPU
 * @param batch pictures in one run of the model
 * @param decoders threads of each task besides its own
 */
record SweepPoint(String model, int tasks, int intraOp, int batch, int decoders) {

  SweepPoint withModel(String other) {
    return new SweepPoint(other, tasks, intraOp, batch, decoders);
  }

  SweepPoint withBatch(int other) {
    return new SweepPoint(model, tasks, intraOp, other, decoders);
  }

  SweepPoint withDecoders(int other) {
    return new SweepPoint(model, tasks, intraOp, batch, other);
  }

  /**
   * This point as configuration.
   *
   * @param device label of the device it was measured on
   * @param cores of the executor
   * @param configured the point that the user's configuration is; what does not differ from it
   *     needs no line outside of {@code estimate}
   */
  String hocon(String device, int cores, SweepPoint configured) {
    StringBuilder text = new StringBuilder("estimate {\n");
    if (!model.equals(configured.model)) {
      text.append("  model = ").append(ConfigUtil.quoteString(model)).append('\n');
    }
    text.append("  device = ").append(device).append('\n');
    text.append("  batch = ").append(batch).append('\n');
    text.append("  decoder-threads = ").append(decoders).append('\n');
    if (device.equals("cpu")) {
      text.append("  intra-op-threads = ").append(intraOp).append('\n');
    }
    text.append("}\n");
    if (tasks != configured.tasks) {
      text.append("spark.conf { \"spark.task.cpus\" = ")
          .append(Math.max(1, cores / tasks))
          .append(" }\n");
    }
    return text.toString();
  }
}
