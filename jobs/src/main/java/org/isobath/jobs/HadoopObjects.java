package org.isobath.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.isobath.UserError;
import org.isobath.generate.hosted.WriteOnce;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Write-once objects in a folder of a Hadoop file system, of the two kinds on which that can be
 * had: those that create objects conditionally (s3a), where an object is there whole or not at all;
 * and HDFS, where a file is written beside the others and then renamed to a name that must be free.
 * For a folder of this machine there is {@link org.isobath.generate.hosted.WriteOnceFolder}.
 */
public final class HadoopObjects implements WriteOnce {
  /** File systems whose rename is atomic and refuses a name that is taken. */
  private static final Set<String> RENAMING = Set.of("hdfs");

  /** Where files wait for their names; what a killed process leaves here is nothing. */
  private static final String UNNAMED = ".unnamed";

  /** What S3 answers where an object is. */
  private static final int TAKEN = 412;

  private final FileSystem files;
  private final Path folder;
  private final boolean conditional;

  HadoopObjects(FileSystem files, Path folder, boolean conditional) {
    this.files = files;
    this.folder = files.makeQualified(folder);
    this.conditional = conditional;
  }

  /**
   * The objects of a folder, which need not be there.
   *
   * @throws UserError for a file system on which nothing can be written exactly once
   */
  public static HadoopObjects at(Path folder, Configuration hadoop) throws IOException {
    FileSystem files = folder.getFileSystem(hadoop);
    boolean conditional = files.hasPathCapability(folder, LeaseFolder.CONDITIONAL);
    if (!conditional && !RENAMING.contains(files.getUri().getScheme())) {
      throw new UserError(
          folder
              + " is on a file system on which nothing can be written exactly once, so that pictures"
              + " could be bought twice. Put the warehouse on a local disk, on HDFS, or on s3a without"
              + " fs.s3a.create.conditional.enabled = false.");
    }
    return new HadoopObjects(files, folder, conditional);
  }

  @Override
  public boolean create(String name, byte[] bytes) throws IOException {
    return conditional ? createConditionally(name, bytes) : createByRename(name, bytes);
  }

  private boolean createConditionally(String name, byte[] bytes) throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path(name));
    // the storage is to refuse, not a look before the write
    builder.overwrite(true);
    builder.opt(LeaseFolder.CONDITIONAL, true);
    try (OutputStream out = builder.build()) {
      out.write(bytes);
    } catch (IOException e) {
      if (taken(e)) {
        return false;
      }
      throw e;
    }
    return true;
  }

  private static boolean taken(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileAlreadyExistsException
          || cause instanceof AwsServiceException answer && answer.statusCode() == TAKEN) {
        return true;
      }
    }
    return false;
  }

  private boolean createByRename(String name, byte[] bytes) throws IOException {
    if (files.exists(path(name))) {
      return false;
    }
    Path written = new Path(folder, UNNAMED + "/" + UUID.randomUUID());
    try {
      try (FSDataOutputStream out = files.create(written, false)) {
        out.write(bytes);
        out.hsync();
      }
      files.mkdirs(path(name).getParent());
      FileContext.getFileContext(files.getUri(), files.getConf())
          .rename(written, path(name), Options.Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      files.delete(written, false);
    }
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    try (InputStream in = files.open(path(name))) {
      return Optional.of(in.readAllBytes());
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    String path = folder.toUri().getPath();
    String root = path.endsWith("/") ? path : path + "/";
    List<String> names = new ArrayList<>();
    try {
      RemoteIterator<LocatedFileStatus> found =
          files.listFiles(prefix.isEmpty() ? folder : path(prefix), true);
      while (found.hasNext()) {
        String name = found.next().getPath().toUri().getPath().substring(root.length());
        if (!name.startsWith(".")) {
          names.add(name);
        }
      }
    } catch (FileNotFoundException e) {
      return names;
    }
    names.sort(null);
    return names;
  }

  private Path path(String name) {
    return new Path(folder, name);
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
