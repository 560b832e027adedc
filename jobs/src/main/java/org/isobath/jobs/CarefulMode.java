package org.isobath.jobs;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Finds the picture that ends whoever works on it (native code that crashes, memory that the kernel
 * takes back), so that it costs some deaths and not the job. For jobs that decode pictures in
 * tasks.
 *
 * <p>A task that runs again works on one picture at a time and leaves a mark in {@code
 * <warehouse>/_careful} before each, which it takes away after it. Where executors are JVMs of
 * their own, that is all, and costs nothing before something dies. In local mode the driver dies
 * with the picture and no task runs again: there every picture is noted in a file on the local
 * disk, and the next run works alone on those that the dead one had in hand.
 *
 * <p>What dies for other reasons leaves a mark as well. So it takes {@link Watch#DEATHS} deaths
 * with the same picture alone in hand: an innocent one would have to be met by that many in a row.
 * With Spark's usual four attempts the fourth finds the verdict. After {@code --retry-rejects} it
 * takes one death more, so that a picture which has been rejected before gets another chance.
 */
public final class CarefulMode implements AutoCloseable {
  private static final String FOLDER = "_careful/";

  private final Marks marks;
  private final InFlight inFlight;
  private final Path note;
  private final Orders orders;

  /**
   * What tasks must know.
   *
   * @param folder of the marks
   * @param note file on the local disk for the pictures in hand; null where executors are JVMs of
   *     their own
   * @param found what was held against pictures when the run began
   * @param deaths that it takes to reject a picture
   */
  public record Orders(
      String folder, String note, String runId, Map<String, List<String>> found, int deaths)
      implements Serializable {

    /** For the task that calls. */
    public Watch watch() {
      TaskContext task = TaskContext.get();
      boolean retried = task.attemptNumber() > 0 || task.stageAttemptNumber() > 0;
      try {
        Marks marks = Marks.at(folder, SparkHadoopUtil.get().conf());
        return new Watch(
            marks,
            retried ? marks.read() : found,
            retried,
            deaths,
            note == null ? null : InFlight.at(Path.of(note)),
            runId + "-" + task.taskAttemptId());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the marks in " + folder, e);
      }
    }
  }

  private CarefulMode(Marks marks, InFlight inFlight, Path note, Orders orders) {
    this.marks = marks;
    this.inFlight = inFlight;
    this.note = note;
    this.orders = orders;
  }

  /**
   * Takes up what earlier runs that died have left.
   *
   * @param work what the marks belong to, as a name for a folder: a picture that one model dies of
   *     may be good for another
   */
  public static CarefulMode begin(Run run, String work) {
    org.apache.hadoop.fs.Path folder = run.tables().path(FOLDER + work);
    Marks marks = new Marks(run.tables().fileSystem(), folder);
    try {
      Path note = run.spark().sparkContext().isLocal() ? note(folder) : null;
      InFlight inFlight = null;
      if (note != null) {
        markAll(marks, InFlight.left(note));
        inFlight = InFlight.open(note);
      }
      Orders orders =
          new Orders(
              folder.toString(),
              note == null ? null : note.toString(),
              run.id(),
              new HashMap<>(marks.read()),
              Watch.DEATHS + (run.options().retryRejects() ? 1 : 0));
      return new CarefulMode(marks, inFlight, note, orders);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot use " + folder, e);
    }
  }

  /** In the warehouse; where that is not on this machine, among its temporary files. */
  private static Path note(org.apache.hadoop.fs.Path folder) {
    if ("file".equals(folder.toUri().getScheme())) {
      return Path.of(folder.toUri()).resolve("in-flight");
    }
    String user = System.getProperty("user.name");
    return Path.of(
        System.getProperty("java.io.tmpdir"),
        "isobath-in-flight-" + user,
        Originals.sha256(folder.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  private static void markAll(Marks marks, List<String> ids) throws IOException {
    for (String id : ids) {
      marks.add(id, Marks.AMONG_OTHERS);
    }
  }

  public Orders orders() {
    return orders;
  }

  /** All work is done and in the tables: whatever was suspected has an outcome. */
  public void done() {
    try {
      marks.clear();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the marks in " + orders.folder(), e);
    }
  }

  /** The run ends alive. What it was given up for (memory that ran out, say) stays suspected. */
  @Override
  public void close() {
    if (inFlight == null) {
      return;
    }
    try {
      markAll(marks, InFlight.left(note));
      inFlight.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + note, e);
    }
  }
}
