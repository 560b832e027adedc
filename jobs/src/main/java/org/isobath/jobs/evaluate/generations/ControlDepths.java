package org.isobath.jobs.evaluate.generations;

import static org.apache.spark.sql.functions.broadcast;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.jobs.CellMemory;
import org.isobath.jobs.Outage;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;

/**
 * Depth of controls, laid out as files for the time of a run: a generation and its control are in
 * different tables, and neither's bytes are shuffled to the other.
 *
 * @param folder of this run
 */
record ControlDepths(String folder) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Below the warehouse. */
  private static final String NAME = "_evaluate";

  /** What a killed run left is nobody's after this long. */
  private static final long LEFT_MILLIS = 7L * 24 * 60 * 60 * 1000;

  /**
   * Lays out depth of all {@code keys}.
   *
   * @param keys {@link Work#CONTROL}, distinct
   */
  static ControlDepths of(Run run, Dataset<Row> keys) {
    ControlDepths depths = new ControlDepths(run.tables().path(NAME + "/" + run.id()).toString());
    Dataset<Row> depth =
        run.tables()
            .read(Table.DEPTH)
            .where("state = 'ok'")
            .select("image_id", "model_id", "params_hash", "depth")
            .join(broadcast(keys), Work.CONTROL.toArray(String[]::new));
    FilterFunction<Row> laidOut = depths::write;
    CellMemory.during(
        run.spark(),
        CellMemory.largest(run.tables(), Table.DEPTH),
        () -> depth.filter(laidOut).count());
    return depths;
  }

  /** Passes every row, so that counting them does the work. */
  private boolean write(Row row) throws IOException {
    Path path = path(row.getAs("image_id"), row.getAs("model_id"), row.getAs("params_hash"));
    FileSystem files = path.getFileSystem(SparkHadoopUtil.get().conf());
    // a name of its own, or a task that runs twice would cut short what a third one reads
    Path written = path.suffix("." + UUID.randomUUID());
    try (OutputStream out = files.create(written, false)) {
      out.write(row.<byte[]>getAs("depth"));
    }
    if (files.exists(path) || !files.rename(written, path)) {
      files.delete(written, false);
    }
    return true;
  }

  private Path path(String imageId, String modelId, String paramsHash) {
    return new Path(new Path(new Path(folder, modelId), paramsHash), imageId + ".png");
  }

  /**
   * @throws Rejected when it cannot be read
   */
  DepthMap read(String imageId, String modelId, String paramsHash) throws Rejected {
    Path path = path(imageId, modelId, paramsHash);
    try (InputStream in = path.getFileSystem(SparkHadoopUtil.get().conf()).open(path)) {
      return DepthPng.decode(in.readAllBytes());
    } catch (FileNotFoundException e) {
      throw new Rejected(Reason.UNREADABLE, "the depth of its control is not in depth", e);
    } catch (IOException e) {
      Outage.check(e);
      throw new UncheckedIOException("cannot read the depth of a control at " + path, e);
    }
  }

  /** Removes what this run and killed ones of long ago have laid out. */
  void remove(Configuration hadoop) {
    Path mine = new Path(folder);
    try {
      FileSystem files = mine.getFileSystem(hadoop);
      files.delete(mine, true);
      for (FileStatus other : files.listStatus(mine.getParent())) {
        if (other.getModificationTime() < System.currentTimeMillis() - LEFT_MILLIS) {
          files.delete(other.getPath(), true);
        }
      }
    } catch (FileNotFoundException e) {
      // nothing was laid out
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }
}
