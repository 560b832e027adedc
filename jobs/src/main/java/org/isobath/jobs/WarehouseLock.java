package org.isobath.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.isobath.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps other drivers from writing a warehouse on S3 while a command does. Delta's own log store
 * for S3 lets the writers of one JVM take turns and no others, and streaming checkpoints are
 * renamed into place, which S3 does not do atomically. On a file system where Delta's commits
 * exclude each other, and where its log store for several drivers is configured, it does nothing.
 *
 * <p>Taken before the first job of a command that writes, kept for the rest of the command. A
 * command that dies lets go by its silence, see {@link LeaseHolder}.
 */
final class WarehouseLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarehouseLock.class);

  /** File systems for which Delta takes its log store for a single driver. */
  private static final Set<String> S3 = Set.of("s3", "s3a", "s3n");

  private static final String SINGLE_DRIVER = "S3SingleDriverLogStore";

  /** After Spark has stopped, before Hadoop closes its file systems. */
  private static final int HOOK_PRIORITY = FileSystem.SHUTDOWN_HOOK_PRIORITY + 15;

  private final SparkSession spark;
  private final Tables tables;
  private final Duration term;
  private final PrintStream progress;
  private final Runnable hook = this::release;
  private FileSystem files;
  private LeaseHolder holder;
  private ScheduledExecutorService clock;
  private volatile boolean closed;

  /**
   * @param spark null for jobs that need none; they take no lock
   * @param term how long a lease counts after its last sign of life
   */
  WarehouseLock(SparkSession spark, Tables tables, Duration term, PrintStream progress) {
    this.spark = spark;
    this.tables = tables;
    this.term = term;
    this.progress = progress;
  }

  /**
   * Makes this driver the only one that writes the warehouse, unless it is already, or need not be.
   * Waits while the last holder may be dead.
   *
   * @param runId of the run that is about to write
   * @throws UserError naming the holder, when it lives
   */
  void take(String runId, String verb) {
    if (holder != null || !needed()) {
      return;
    }
    Path folder = tables.path("_lock");
    try {
      files = client(folder);
      requireConditional(folder);
      LeaseHolder contender =
          new LeaseHolder(
              new LeaseFolder(files, folder), Lease.begin(runId, verb, term), System::nanoTime);
      await(contender);
      hold(contender);
    } catch (IOException e) {
      throw new UserError(
          "Cannot lock the warehouse "
              + tables.warehouse()
              + ": "
              + e
              + ". Check warehouse, its endpoint and the permissions there.",
          e);
    }
  }

  private boolean needed() {
    String scheme = new Path(tables.warehouse()).toUri().getScheme();
    SparkConf conf = spark.sparkContext().getConf();
    String store =
        conf.get(
            "spark.delta.logStore." + scheme + ".impl",
            conf.get("spark.delta.logStore.class", SINGLE_DRIVER));
    return S3.contains(scheme) && store.endsWith(SINGLE_DRIVER);
  }

  /**
   * A client of its own, so that signs of life wait neither for the connections of a hundred tasks
   * nor through minutes of somebody else's retries.
   */
  private FileSystem client(Path folder) throws IOException {
    Configuration hadoop = new Configuration(tables.fileSystem().getConf());
    hadoop.setInt("fs.s3a.attempts.maximum", 1);
    hadoop.setInt("fs.s3a.retry.limit", 3);
    hadoop.setInt("fs.s3a.retry.throttle.limit", 5);
    hadoop.set("fs.s3a.connection.establish.timeout", "15s");
    hadoop.set("fs.s3a.connection.request.timeout", "15s");
    hadoop.set("fs.s3a.connection.timeout", "15s");
    return FileSystem.newInstance(folder.toUri(), hadoop);
  }

  private void requireConditional(Path folder) throws IOException {
    if (!files.hasPathCapability(folder, LeaseFolder.CONDITIONAL)) {
      throw new UserError(
          "The warehouse "
              + tables.warehouse()
              + " cannot be locked: its file system does not create objects conditionally."
              + " Take out fs.s3a.create.conditional.enabled = false, use an s3a:// URI, or configure"
              + " spark.delta.logStore.s3a.impl for several drivers and start one job at a time.");
    }
  }

  private void await(LeaseHolder contender) throws IOException {
    boolean told = false;
    Optional<Lease> other = contender.attempt();
    while (other.isPresent()) {
      if (contender.foundAlive()) {
        throw refused(other.get());
      }
      if (!told) {
        progress.printf(
            "The warehouse is locked by %s; waiting up to %d s to see whether that is still alive.%n",
            other.get().holder(), other.get().term().toSeconds());
        told = true;
      }
      LockSupport.parkNanos(LeaseHolder.pause(other.get().term()).toNanos() / 4);
      if (Thread.interrupted()) {
        throw new UserError("Stopped while waiting for the lock of " + tables.warehouse() + ".");
      }
      other = contender.attempt();
    }
  }

  private UserError refused(Lease other) {
    return new UserError(
        "The warehouse "
            + tables.warehouse()
            + " is being written by "
            + other.holder()
            + ". On S3 one driver writes a warehouse at a time: run again when that one has ended, or"
            + " stop it. Should it die, the lock is free %d s later."
                .formatted(other.term().toSeconds()));
  }

  private void hold(LeaseHolder taken) {
    holder = taken;
    ShutdownHookManager.get().addShutdownHook(hook, HOOK_PRIORITY);
    Thread worker = Thread.currentThread();
    // one thread to talk to the storage, which may take long, and one to look at the clock
    clock =
        Executors.newScheduledThreadPool(
            2,
            body -> {
              Thread thread = new Thread(body, "warehouse-lock");
              thread.setDaemon(true);
              return thread;
            });
    long pause = LeaseHolder.pause(term).toMillis();
    clock.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.MILLISECONDS);
    clock.scheduleWithFixedDelay(() -> watch(worker), pause, pause, TimeUnit.MILLISECONDS);
  }

  private void renew() {
    try {
      holder.renew();
    } catch (IOException | RuntimeException e) {
      LOG.warn(
          "No sign of life could be given for the lock of {}: {}",
          tables.warehouse(),
          e.toString());
    }
  }

  private void watch(Thread worker) {
    if (!closed && !holder.held()) {
      closed = true;
      LOG.error("The lock of {} is lost; the run is stopped", tables.warehouse());
      spark.sparkContext().cancelAllJobs();
      worker.interrupt();
    }
  }

  /**
   * @throws UserError when the lock was taken and is this driver's no longer
   */
  void requireHeld() {
    if (holder != null && !holder.held()) {
      // it was this that interrupted the run
      Thread.interrupted();
      throw new UserError(
          "The lock of the warehouse "
              + tables.warehouse()
              + " is lost: the storage took no sign of life for "
              + term.multipliedBy(3).dividedBy(4).toSeconds()
              + " s, or another driver holds it now. The run was stopped; run the same command again"
              + " when the storage answers: it goes on from here.");
    }
  }

  /** Lets go. A storage that does not take that leaves the next driver to wait for the term. */
  @Override
  public void close() {
    if (holder != null) {
      release();
      try {
        ShutdownHookManager.get().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        LOG.debug("the JVM is on its way out and has let go", e);
      }
    }
    IOUtils.closeStream(files);
  }

  private void release() {
    closed = true;
    clock.shutdown();
    try {
      holder.release();
    } catch (IOException | RuntimeException e) {
      LOG.warn("The lock of {} is not released: {}", tables.warehouse(), e.toString());
    }
  }
}
