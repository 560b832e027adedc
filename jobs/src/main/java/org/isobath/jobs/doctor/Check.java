package org.isobath.jobs.doctor;

import java.util.Locale;
import org.isobath.UserError;
import org.isobath.jobs.Conf;

/**
 * The one list of what is looked at, from the JVM outwards. A check never throws: what goes wrong
 * is its finding.
 */
enum Check {
  JAVA(conf -> MachineChecks.java()),
  MEMORY(conf -> MachineChecks.memory()),
  CORES(conf -> MachineChecks.cores()),
  TEMP(conf -> MachineChecks.temp()),
  NAMES(conf -> MachineChecks.names()),
  PICTURES(conf -> NativeChecks.pictures()),
  RUNTIME(conf -> NativeChecks.runtime()),
  DEVICE(NativeChecks::device),
  GPU(NativeChecks::gpu),
  CARDS(ModelChecks::cards),
  MODEL(ModelChecks::model),
  WAREHOUSE(WarehouseCheck::writable),
  SPARK(SparkChecks::session),
  EXECUTORS(SparkChecks::executors);

  private interface Look {
    Finding at(Conf conf) throws Exception;
  }

  private final Look look;

  Check(Look look) {
    this.look = look;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Finding run(Conf conf) {
    try {
      return look.at(conf);
    } catch (UserError e) {
      return Finding.fail("cannot be used", e.getMessage());
    } catch (Exception | LinkageError e) {
      return Finding.fail(
          e.toString(), "This should not happen here; the log above has the stack trace.");
    }
  }
}
