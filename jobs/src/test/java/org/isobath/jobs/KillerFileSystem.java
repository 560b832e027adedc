package org.isobath.jobs;

import java.net.URI;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Stands in for native code that crashes: whoever reads one of its files ends its JVM at once,
 * without a word. For JVMs of their own, with {@link #SETTING}.
 */
public final class KillerFileSystem extends RawLocalFileSystem {
  /** The setting of Spark that makes {@code killer:/...} known, and its value. */
  public static final String SETTING = "spark.hadoop.fs.killer.impl";

  /** How such a JVM exits. */
  public static final int EXIT = 86;

  @Override
  public String getScheme() {
    return "killer";
  }

  @Override
  public URI getUri() {
    return URI.create("killer:///");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) {
    Runtime.getRuntime().halt(EXIT);
    throw new IllegalStateException("the dead do not read");
  }
}
