package org.isobath.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Leases in a folder of a Hadoop file system that creates conditionally. On s3a no other form
 * excludes: of two overlapping {@code create(path, false)} both succeed.
 */
final class LeaseFolder implements LeaseObjects {
  /** The capability of the file system, and the option of a create. */
  static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  private final FileSystem files;
  private final Path folder;

  LeaseFolder(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  @Override
  public List<Long> numbers() throws IOException {
    List<Long> numbers = new ArrayList<>();
    try {
      for (FileStatus status : files.listStatus(folder)) {
        String name = status.getPath().getName();
        if (name.matches("[0-9]{18}\\.json")) {
          numbers.add(Long.parseLong(name.substring(0, 18)));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return numbers;
  }

  @Override
  public Optional<Lease> read(long number) throws IOException {
    try (InputStream in = files.open(path(number))) {
      return Optional.of(Lease.parse(in.readAllBytes()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public void create(long number, Lease lease) throws IOException {
    byte[] json = lease.toJson();
    FSDataOutputStreamBuilder<?, ?> builder = files.createFile(path(number));
    // the storage is to refuse, not a look before the write
    builder.overwrite(true);
    builder.opt(CONDITIONAL, true);
    try (OutputStream out = builder.build()) {
      out.write(json);
    }
  }

  @Override
  public void replace(long number, Lease lease) throws IOException {
    byte[] json = lease.toJson();
    try (OutputStream out = files.create(path(number), true)) {
      out.write(json);
    }
  }

  @Override
  public void delete(long number) throws IOException {
    files.delete(path(number), false);
  }

  private Path path(long number) {
    return new Path(folder, "%018d.json".formatted(number));
  }
}
